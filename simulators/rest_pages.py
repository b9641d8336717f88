"""The pages of a REST provider: for learners, for reviewers, for the staff of the LMS, and for the faults."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from simulators.rest_lms import REVIEW_STATUSES
from simulators.rest_profiles import DECISIONS, NO_PROFILE
from simulators.rest_records import Attempt, Exam, Records
from simulators.reviews import FAILS_OR_WAITS, NO_VERDICT, LmsAnswer
from simulators.site import Site, SwitchGroup, shown_answers, shown_time

SITE = Site(
    product='REST Proctor simulator',
    links={'sessions': 'Learner', 'reviewer': 'Reviewer', 'profiles': 'Profiles', 'control': 'Faults'},
    faults=(
        SwitchGroup(
            'When an LMS calls',
            {
                'answer_500': 'Answer with an internal error',
                'answer_nonsense': 'Answer with a page instead of JSON',
                'drop_connection': 'Close the connection without an answer',
                'refuse_tokens': 'Take every token for an expired one',
            },
        ),
        SwitchGroup('When an LMS registers an attempt', {'refuse_attempts': 'Refuse it'}),
        SwitchGroup('When a review is sent', {'deliver_twice': 'Deliver it twice'}),
    ),
)
# What an LMS makes of a verdict.
MEANINGS = {
    'passed': 'The learner passes.',
    'violation': FAILS_OR_WAITS,
    'suspicious': FAILS_OR_WAITS,
    'not_reviewed': NO_VERDICT,
}
NO_PROFILE_LABEL = 'no profile'


def sessions_page(records: Records) -> str:
    """All sessions that a learner may still go on with, the newest first."""
    return SITE.render('rest/sessions.html', page='sessions', sessions=_newest_first(records, is_open=True))


def session_page(records: Records, attempt: Attempt, *, answers: Sequence[LmsAnswer] = (), error: str = '') -> str:
    """Return the proctoring app in one session; with ``answers``, what the LMS said."""
    exam = records.exam_of(attempt)
    return SITE.render(
        'rest/session.html',
        page='sessions',
        session=_session(attempt, exam),
        is_ready=bool(attempt.ready_at),
        is_finished=bool(attempt.finished_at),
        answers=shown_answers(answers),
        error=error,
    )


def reviewer_page(records: Records) -> str:
    """All sessions, the newest first."""
    return SITE.render('rest/reviewer.html', page='reviewer', sessions=_newest_first(records))


def review_page(records: Records, attempt: Attempt, *, answers: Sequence[LmsAnswer] = (), error: str = '') -> str:
    """Return the form for one review; with ``answers``, what the LMS said to the one that was sent."""
    return SITE.render(
        'rest/review.html',
        page='reviewer',
        session=_session(attempt, records.exam_of(attempt)),
        verdicts=[
            {'id': status, 'label': status.replace('_', ' ').capitalize(), 'meaning': MEANINGS[status]}
            for status in REVIEW_STATUSES
        ],
        answers=shown_answers(answers),
        error=error,
    )


def profiles_page(records: Records, *, now: datetime, notice: str = '', error: str = '') -> str:
    """Return the profiles of all learners who have registered, the newest first."""
    learners: dict[str, dict[str, Any]] = {}
    for attempt in reversed(records.list_attempts()):
        if attempt.user_id not in learners:
            profile = records.find_profile(attempt.user_id)
            status = profile.status_at(now) if profile else NO_PROFILE
            learners[attempt.user_id] = {
                'number': str(len(learners) + 1),
                'user_id': attempt.user_id,
                'name': attempt.learner_name,
                'status': status,
                'expires_at': shown_time(profile.expires_at if profile else ''),
            }
    statuses = {NO_PROFILE: NO_PROFILE_LABEL, **{decision: decision for decision in DECISIONS}}
    return SITE.render(
        'rest/profiles.html',
        page='profiles',
        learners=list(learners.values()),
        statuses=statuses,
        notice=notice,
        error=error,
    )


def dashboard_page(records: Records, claims: dict[str, Any]) -> str:
    """Return what the LMS's staff see: a course, one of its exams, or one attempt."""
    course_id, exam_id, attempt_id = str(claims.get('course_id')), claims.get('exam_id'), claims.get('attempt_id')
    exams = [exam for exam in records.list_exams(course_id) if exam_id in (None, exam.id)]
    user = claims.get('user')
    attempts = [
        _session(attempt, exam)
        for exam in exams
        for attempt in records.list_attempts()
        if attempt.exam_id == exam.id and attempt_id in (None, attempt.id)
    ]
    return SITE.render(
        'rest/dashboard.html',
        course_id=course_id,
        staff_name=str(user.get('full_name', '')) if isinstance(user, dict) else '',
        exams=[_shown_exam(exam) for exam in exams],
        sessions=attempts,
        is_configuration=claims.get('config') is True,
    )


def _newest_first(records: Records, *, is_open: bool = False) -> list[dict[str, Any]]:
    attempts = reversed(records.list_attempts())
    return [
        _session(attempt, records.exam_of(attempt)) for attempt in attempts if not (is_open and attempt.finished_at)
    ]


def _shown_exam(exam: Exam) -> dict[str, str]:
    return {
        'name': exam.name,
        'minutes': str(exam.body['time_limit_mins']),
        'kind': 'onboarding' if exam.body['is_practice_exam'] else 'proctored',
        'rules': str(exam.body.get('rule_summary') or 'none'),
        'is_active': 'yes' if exam.body['is_active'] else 'no',
    }


def _session(attempt: Attempt, exam: Exam) -> dict[str, Any]:
    return {
        'id': attempt.id,
        'exam_name': exam.name,
        'course_id': exam.course_id,
        'learner_name': attempt.learner_name,
        'kind': 'onboarding' if attempt.is_onboarding else 'proctored',
        'minutes': str(attempt.body['time_limit_mins']),
        'rules': '; '.join(
            str(attempt.body[key]) for key in ('review_policy', 'review_policy_exception') if attempt.body.get(key)
        )
        or 'none',
        'registered_at': shown_time(attempt.registered_at),
        'status': attempt.status,
        'is_ready': 'yes' if attempt.ready_at else 'no',
        'is_finished': 'yes' if attempt.finished_at else 'no',
        'reviews': ', '.join(attempt.reviews) or 'none',
    }
