"""Who may enter an exam, and in which way: inactive exams, permissions, opting out, kinds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import rules
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.testing.host import Host
from tests.factories import AttemptFactory, ExamFactory
from tests.views.conftest import Unchanged, url

Commit = Callable[[], Any]


def enter(client: APIClient, exam: ProctoredExam, *, supervised: bool) -> Any:
    body = {'exam_id': exam.id, 'attempt_proctored': str(supervised).lower(), 'start_clock': 'false'}
    return client.post(url('proctored_exam.attempt.collection'), body)


def decline(client: APIClient, attempt: ProctoredExamStudentAttempt) -> Any:
    return client.put(url('proctored_exam.attempt', attempt.id), {'action': 'decline'})


def statuses() -> list[str]:
    return list(ProctoredExamStudentAttempt.objects.order_by('id').values_list('status', flat=True))


# ── inactive exams, permission ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def no_permission(monkeypatch: pytest.MonkeyPatch) -> None:
    """The host lets nobody take proctored exams, for example because nobody is enrolled in a mode for that."""
    monkeypatch.setitem(rules.permissions.permissions, 'edx_proctoring.can_take_proctored_exam', rules.always_deny)


@pytest.fixture
def unchecked(settings: Any) -> None:
    """The site wants the published behavior."""
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'CHECK_EXAM_ACCESS': False}


@pytest.mark.parametrize(
    ('kind', 'supervised'),
    [({'timed': True}, False), ({}, True), ({}, False), ({'practice': True}, True), ({'onboarding': True}, True)],
    ids=str,
)
class TestInactiveExam:
    @pytest.mark.deviation('S15')
    def test_is_closed(
        self, kind: dict[str, Any], supervised: bool, as_learner: APIClient, unchanged: Unchanged
    ) -> None:
        exam = ExamFactory(**kind, is_active=False)
        with unchanged():
            answer = enter(as_learner, exam, supervised=supervised)
            assert (answer.status_code, list(answer.json())) == (403, ['detail'])

    @pytest.mark.deviation('S15')
    @pytest.mark.usefixtures('unchecked')
    def test_is_open_where_the_site_says_so(
        self, kind: dict[str, Any], supervised: bool, as_learner: APIClient
    ) -> None:
        assert enter(as_learner, ExamFactory(**kind, is_active=False), supervised=supervised).status_code == 200


@pytest.mark.usefixtures('no_permission')
class TestPermission:
    @pytest.mark.deviation('S15')
    @pytest.mark.parametrize('kind', [{}, {'practice': True}, {'onboarding': True}], ids=str)
    def test_supervision_is_only_for_those_who_have_it(
        self, kind: dict[str, Any], as_learner: APIClient, unchanged: Unchanged
    ) -> None:
        exam = ExamFactory(**kind)
        with unchanged():
            answer = enter(as_learner, exam, supervised=True)
            assert (answer.status_code, list(answer.json())) == (403, ['detail'])

    @pytest.mark.deviation('S15')
    @pytest.mark.parametrize(('kind', 'becomes'), [({'timed': True}, 'created'), ({}, 'declined')], ids=str)
    def test_without_supervision_it_is_not_asked_for(
        self, kind: dict[str, Any], becomes: str, as_learner: APIClient
    ) -> None:
        assert enter(as_learner, ExamFactory(**kind), supervised=False).status_code == 200
        assert statuses() == [becomes]

    @pytest.mark.deviation('S15')
    @pytest.mark.usefixtures('unchecked')
    def test_is_not_asked_for_where_the_site_says_so(self, as_learner: APIClient, exam: ProctoredExam) -> None:
        assert enter(as_learner, exam, supervised=True).status_code == 200


# ── opting out ────────────────────────────────────────────────────────────────────────────────────────────────────


class TestOptingOut:
    @pytest.fixture
    def forbidden(self, host: Host, exam: ProctoredExam) -> None:
        """The course of ``exam`` does not let learners opt out."""
        host.support_opt_out_question().opt_out_forbidden.add(exam.course_id)

    @pytest.mark.deviation('S14')
    @pytest.mark.usefixtures('forbidden')
    def test_a_course_may_forbid_it_at_the_entrance(
        self, as_learner: APIClient, exam: ProctoredExam, unchanged: Unchanged
    ) -> None:
        with unchanged():
            answer = enter(as_learner, exam, supervised=False)
            assert (answer.status_code, list(answer.json())) == (403, ['detail'])
        assert enter(as_learner, exam, supervised=True).status_code == 200

    @pytest.mark.deviation('S14')
    @pytest.mark.usefixtures('forbidden')
    @pytest.mark.parametrize('status', ['created', 'ready_to_start', 'started'])
    def test_a_course_may_forbid_it_later_too(
        self, status: str, as_learner: APIClient, exam: ProctoredExam, learner: User, unchanged: Unchanged
    ) -> None:
        attempt = AttemptFactory(user=learner, proctored_exam=exam, status=status)
        with unchanged():
            answer = decline(as_learner, attempt)
            assert (answer.status_code, list(answer.json())) == (403, ['detail'])

    @pytest.mark.deviation('S14')
    @pytest.mark.usefixtures('forbidden')
    def test_it_concerns_real_proctored_exams_of_that_course_only(self, as_learner: APIClient, learner: User) -> None:
        others = [ExamFactory(timed=True), ExamFactory(course_id='course-v1:Org+Free+Run')]
        for exam in others:
            assert enter(as_learner, exam, supervised=False).status_code == 200
        assert statuses() == ['created', 'declined']

    @pytest.mark.deviation('S14')
    @pytest.mark.parametrize('service', ['without the question', 'none'])
    def test_a_host_that_has_no_opinion_lets_everybody(
        self, service: str, as_learner: APIClient, exam: ProctoredExam, learner: User, host: Host
    ) -> None:
        if service == 'none':
            host.withdraw('instructor')
        assert enter(as_learner, exam, supervised=False).status_code == 200
        assert decline(as_learner, AttemptFactory(user=learner)).status_code == 200
        assert statuses() == ['declined', 'declined']


# ── kinds ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.deviation('R32')
@pytest.mark.parametrize('exam_type', [{'timed': True}, {'timed': True, 'is_practice_exam': True}], ids=str)
def test_a_timed_exam_is_not_taken_as_proctored(
    exam_type: dict[str, Any], as_learner: APIClient, unchanged: Unchanged
) -> None:
    exam = ExamFactory(**exam_type)
    with unchanged():
        answer = enter(as_learner, exam, supervised=True)
        assert (answer.status_code, list(answer.json())) == (400, ['detail'])


@pytest.mark.deviation('R2')
@pytest.mark.parametrize(
    ('flag', 'becomes'),
    [
        (True, 'created'),
        ('True', 'created'),
        ('TRUE', 'created'),
        (1, 'created'),
        ('1', 'created'),
        (False, 'declined'),
        ('FALSE', 'declined'),
        (0, 'declined'),
        ('0', 'declined'),
    ],
    ids=repr,
)
def test_supervision_is_asked_for_in_many_forms(
    flag: Any, becomes: str, as_learner: APIClient, exam: ProctoredExam
) -> None:
    body = {'exam_id': exam.id, 'attempt_proctored': flag, 'start_clock': False}
    assert as_learner.post(url('proctored_exam.attempt.collection'), body).status_code == 200
    assert statuses() == [becomes]
