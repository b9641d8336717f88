"""Pages and mails say what is so: nothing that the same exam, its kind or its result makes untrue."""

from __future__ import annotations

import re

import pytest

from edx_proctoring.emails import build_status_email
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.learner_pages.conftest import Look, MakeAttempt, MakeExam

STATUSES = [
    None,
    Status.created,
    Status.ready_to_start,
    Status.ready_to_submit,
    Status.submitted,
    Status.error,
    Status.verified,
    Status.rejected,
]


def words(html: str | None) -> str:
    return ' '.join(re.sub(r'<[^>]*>', ' ', html or '').split())


@pytest.mark.parametrize('ready_to_resume', [False, True])
@pytest.mark.parametrize('status', STATUSES)
@pytest.mark.parametrize('kind', ['practice', 'onboarding'])
def test_practice_is_neither_graded_nor_worth_credit(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, kind: str, status: str | None, ready_to_resume: bool
) -> None:
    exam = make_exam(kind)
    if status:
        make_attempt(exam, status, ready_to_resume=ready_to_resume)

    text = words(look(exam, allow_proctoring_opt_out=True))

    denied = re.findall(r'[^.:]*(?:graded|credit|sent for review|pass its review|without proctoring)[^.]*\.', text)
    true = {'Nothing in this exam is graded.', 'Your profile is then sent for review.'}
    assert {sentence.strip() for sentence in denied} <= true


def test_what_ends_onboarding_says_what_follows(make_exam: MakeExam, make_attempt: MakeAttempt, look: Look) -> None:
    text = words(look(make_attempt(make_exam('onboarding'), Status.ready_to_submit).proctored_exam))

    assert 'Your profile is then sent for review.' in text


@pytest.mark.parametrize('status', [None, Status.rejected, Status.verified, Status.submitted])
def test_credit_is_promised_to_nobody(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, status: str | None
) -> None:
    """A course may have exams without credit: what is said of credit is said of courses that give it."""
    exam = make_exam()
    if status:
        make_attempt(exam, status)

    text = words(look(exam, allow_proctoring_opt_out=True))

    about_credit = re.findall(r'[^.:]*\bcredit\b[^.]*\.', text)
    assert all(re.search(r'\b(?:If|if|can affect)\b', sentence) for sentence in about_credit), about_credit


def test_a_review_that_was_passed_does_not_say_that_nothing_was_found(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look
) -> None:
    attempt = make_attempt(make_exam(), Status.verified)
    mail = build_status_email(attempt, status=Status.verified, course_name='Course')
    assert mail is not None

    for text in (words(look(attempt.proctored_exam)), words(str(mail.body))):
        assert 'passed its review, so your result counts' in text
        assert 'verything is fine' not in text
        assert 'all requirements' not in text


@pytest.mark.parametrize('status', [Status.submitted, Status.verified, Status.rejected])
@pytest.mark.parametrize(('name', 'said'), [(None, 'your course'), ('Astronomy', 'Astronomy')])
def test_mails_name_the_course_once(
    make_exam: MakeExam, make_attempt: MakeAttempt, status: str, name: str | None, said: str
) -> None:
    mail = build_status_email(make_attempt(make_exam(), status), status=status, course_name=name)
    assert mail is not None

    assert f'a proctored exam in {said}' in words(str(mail.body))


def test_declining_is_said_to_have_no_time_limit(make_exam: MakeExam, look: Look) -> None:
    text = words(look(make_exam(), allow_proctoring_opt_out=True))

    assert 'without proctoring and without a time limit.' in text
    assert 'at once' not in text
