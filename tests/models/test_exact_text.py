"""What is looked up by a text is what has exactly that text, on every database.

MariaDB's collations ignore case, accents and blanks at the end; each test has rows that are one for it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Q, QuerySet

from edx_proctoring.character_sets import match_users
from edx_proctoring.models import (
    Delivery,
    ProctoredExam,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamStudentAllowance,
    ProctoredExamStudentAttempt,
    ReceivedReview,
)
from edx_proctoring.queries import attempts, exams, reviews
from edx_proctoring.queries.allowances import list_allowances
from edx_proctoring.queries.attempt_codes import ids_without
from edx_proctoring.queries.learners import map_learners
from tests.factories import (
    AllowanceFactory,
    AttemptFactory,
    DeliveryFactory,
    ExamFactory,
    ReceivedReviewFactory,
    ReviewFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

COURSE = 'course-v1:Org+Num+Run'
ALIKE = ['REV-X', 'rev-x', 'RÉV-X', 'REV-X ', ' REV-X', 'REV-X\t']
HAS_EMOJI = connection.vendor != 'mysql' or settings.DATABASES['default']['TEST']['CHARSET'] == 'utf8mb4'
STORED = [*ALIKE, 'ß', 'ss', 'Ω', *(['\N{GRINNING FACE}', '\N{PILE OF POO}'] if HAS_EMOJI else [])]
mysql = pytest.mark.skipif(connection.vendor != 'mysql', reason='other databases compare exactly by themselves')


@pytest.mark.parametrize('typed', ALIKE[1:], ids=ascii)
def test_an_attempt_and_its_review_are_found_by_their_own_ids_only(typed: str, now: datetime) -> None:
    attempt = AttemptFactory(attempt_code='REV-X', external_id='REV-X')
    review = ReviewFactory(attempt=attempt)
    received = ReceivedReviewFactory(attempt_code='REV-X', received_at=now)
    attempt.delete_exam_attempt()
    assert attempts.locate_attempt_by_code(typed) == (None, False)
    assert attempts.locate_attempt_by_code('REV-X')[1]
    AttemptFactory(attempt_code='REV-X', external_id='REV-X')
    assert attempts.find_attempt_by_code(typed) is None
    assert attempts.find_attempt_by_external_id(typed) is None
    assert reviews.find_review(typed) is None
    assert not ReceivedReview.objects.filter(attempt_code__in=[typed, 'other']).exists()
    assert attempts.find_attempt_by_code('REV-X') is not None
    assert attempts.find_attempt_by_external_id('REV-X') is not None
    assert reviews.find_review('REV-X') == review
    assert ReceivedReview.objects.get(attempt_code__in=[typed, 'REV-X']) == received


@pytest.mark.parametrize('typed', ['course-v1:org+num+run', 'course-v1:Örg+Num+Run', f'{COURSE} '], ids=ascii)
def test_lists_of_a_course_are_of_that_course(typed: str) -> None:
    allowance = AllowanceFactory(proctored_exam__course_id=COURSE)
    attempt = AttemptFactory(proctored_exam=allowance.proctored_exam, user=allowance.user, status='started')
    content_id = attempt.proctored_exam.content_id
    for course_id, count in ((typed, 0), (COURSE, 1)):
        lists: list[QuerySet[Any]] = [
            exams.list_exams(course_id),
            attempts.list_attempts(course_id),
            attempts.list_attempts(course_id, search=allowance.user.username[:4]),
            attempts.list_active_attempts(allowance.user_id, course_id),
            list_allowances(course_id),
            ProctoredExamStudentAllowance.get_allowances_for_course(course_id),
        ]
        assert [rows.count() for rows in lists] == [count] * len(lists)
        assert (exams.find_exam_by_content(course_id, content_id) is not None) is bool(count)
    assert ProctoredExam.objects.exclude(course_id=typed).count() == 1


@pytest.mark.parametrize('typed', ['ADA', 'Adá', 'ada ', 'ADA@example.com', 'ada@example.com '], ids=ascii)
def test_a_learner_is_who_has_exactly_that_name(typed: str) -> None:
    ada = UserFactory(username='ada', email='ada@example.com', is_staff=True)
    UserFactory(username='bob', email='')
    attempt = AttemptFactory(user=ada, taking_as_proctored=True)
    assert ProctoredExamStudentAllowance.find_learner(typed) is None
    assert map_learners([typed, 'ada', 'ada@example.com']) == {'ada': ada, 'ada@example.com': ada}
    assert not User.objects.filter(match_users(typed)).exists()
    # Of whom a review names, the case does not count: it needs the sender's own login besides.
    trusted = reviews.find_trusted_reviewer(typed, attempt.proctored_exam, sender_id=ada.id)
    assert trusted == (ada if typed == 'ADA@example.com' else None)
    by_name = ProctoredExamStudentAttempt.objects.get_proctored_exam_attempts
    assert [by_name(COURSE, name).count() for name in (typed, 'ada')] == [0, 1]
    assert ProctoredExamStudentAllowance.find_learner('ada@example.com') == ada
    assert User.objects.get(match_users('ada')) == ada
    assert User.objects.get(~match_users('ada')).username == 'bob'


def one(value: str) -> Q:
    return Q(stream=value)


def several(value: str) -> Q:
    return Q(stream__in=[value, 'other'])


def a_set(value: str) -> Q:
    return Q(stream__in={value})


def negated(value: str) -> Q:
    return ~~Q(stream=value)


@pytest.mark.parametrize('condition', [one, several, a_set, negated])
@pytest.mark.parametrize('value', [*STORED, "'; --", '%', '\\'], ids=ascii)
def test_every_way_of_asking(condition: Callable[[str], Q], value: str, now: datetime) -> None:
    others = [text for text in STORED if text != value]
    for text in [*others, value]:
        DeliveryFactory(stream=text, not_before=now)
    assert Delivery.objects.get(condition(value)).stream == value
    assert set(Delivery.objects.exclude(condition(value)).values_list('stream', flat=True)) == set(others)
    assert Delivery.objects.filter(condition(value)).update(last_error='x') == 1


def test_the_review_of_another_spelling_is_the_review_of_nothing() -> None:
    attempt = AttemptFactory(attempt_code='REV-X')
    review = ReviewFactory(attempt=attempt, attempt_code='rev-x')
    every_review = ProctoredExamSoftwareSecureReview.objects.all()
    every_attempt = ProctoredExamStudentAttempt.objects.all()
    assert list(ids_without(every_review, every_attempt)) == [review.id]
    assert list(ids_without(every_attempt, every_review)) == [attempt.id]


@mysql
@pytest.mark.parametrize('column', ['attempt_code', 'external_id'])
def test_the_index_is_used(column: str) -> None:
    exam = ExamFactory()
    AttemptFactory.create_batch(30, proctored_exam=exam)
    code = ProctoredExamStudentAttempt.objects.values_list(column, flat=True)[0]
    for lookup in (column, f'{column}__in'):
        rows = ProctoredExamStudentAttempt.objects.filter(**{lookup: [code] if lookup.endswith('__in') else code})
        plan = rows.select_related(None).explain()
        assert 'ALL' not in plan.split(), plan
