"""Addresses about attempts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from edx_proctoring.openapi.components import TIMER_OR_NOTHING
from edx_proctoring.openapi.shapes import NUMBER, ref, several
from edx_proctoring.openapi.vocabulary import (
    AUTH,
    BAD_INPUT,
    COURSE_STAFF,
    DONE,
    LEARNING_MFE,
    OWNER,
    PAGE,
    PROVIDER_ERRORS,
    USER_ID,
    Answer,
    Operation,
    Parameter,
    Table,
    refusal,
    spoken,
)

_NO_ATTEMPT = refusal('No such attempt.')
_TOO_MANY = refusal('The learner has made too many attempts at this practice exam within a day.')
_NOT_REMOVED = refusal('The provider did not confirm the removal; the attempt stays.')
_ENDS = 'An attempt whose time is over is ended by this request.'
_GROUPS = Answer('One page of at most 25 groups, each a learner at an exam.', ref('AttemptGroups'))
_CHOICE = (
    PAGE,
    Parameter('exam_id', 'Only attempts at this exam.', NUMBER),
    Parameter('status', 'Only groups whose newest attempt has this status.', ref('AttemptStatus')),
)
_REGISTRATION_ERRORS: Final[Mapping[int | str, Answer]] = {
    '4XX': refusal("The provider refused to register the attempt; the status is the provider's.")
}
_ATTEMPTS = 'v1/proctored_exam/attempt'

ATTEMPTS: Final[Table] = {
    (_ATTEMPTS, 'GET'): Operation(
        'get_exam_timer',
        'Attempts',
        "Get the timer of the caller's running exam",
        AUTH,
        {200: Answer('The timer, or a note that there is none.', {'anyOf': [ref('Timer'), ref('NoTimer')]})},
        parameters=(Parameter('content_id', 'Usage key of the section that the learner is viewing.'),),
        notes=_ENDS,
    ),
    (_ATTEMPTS, 'POST'): Operation(
        'create_exam_attempt',
        'Attempts',
        'Create an attempt at an exam',
        AUTH,
        {
            200: Answer('The new attempt.', ref('AttemptId')),
            400: refusal('No such exam, an attempt exists already, or the request does not fit the type of the exam.'),
            403: refusal('Not logged in, or the exam is over, inactive or not open to this learner.'),
            429: _TOO_MANY,
            500: refusal("The exam's provider is not configured."),
            **_REGISTRATION_ERRORS,
            **PROVIDER_ERRORS,
        },
        body=ref('NewAttempt'),
        notes='With `attempt_proctored` the attempt is registered at the provider; without it, a proctored exam '
        'is declined. A timed exam that was entered without `start_clock` is started by entering it again with it. '
        'If the provider requires an onboarding profile first, the status of the new attempt shows it.',
    ),
    ('v1/proctored_exam/active_attempt', 'GET'): Operation(
        'get_active_attempt',
        'Attempts',
        'Get the timer of a running exam, for the learning micro-frontend',
        AUTH,
        {200: Answer('The timer, or an empty object.', TIMER_OR_NOTHING), 400: BAD_INPUT},
        parameters=(USER_ID,),
        notes=_ENDS,
    ),
    (f'{_ATTEMPTS}/course_id/{{course_id}}', 'GET'): Operation(
        'get_exam_with_attempt',
        'Attempts',
        'Get an exam with the attempt at it, and the running attempt',
        AUTH,
        {
            200: Answer('Both; an empty object for a missing one.', ref('ExamAndAttempt')),
            400: BAD_INPUT,
            404: refusal('No such user.'),
        },
        parameters=(Parameter('content_id', 'Usage key of the exam section.'), LEARNING_MFE, USER_ID),
        notes=f'{_ENDS} For a learner who declined a credit requirement, the exam is declined.',
    ),
    (f'{_ATTEMPTS}/{{attempt_id}}', 'GET'): Operation(
        'get_exam_attempt',
        'Attempts',
        'Poll an attempt',
        OWNER,
        {200: Answer('The attempt.', ref('PolledAttempt')), 400: _NO_ATTEMPT},
        notes=f'{_ENDS} `external_id` is null at providers of the SoftwareSecure kind.',
    ),
    (f'{_ATTEMPTS}/{{attempt_id}}', 'PUT'): Operation(
        'update_exam_attempt',
        'Attempts',
        'Start, submit, decline, … an attempt',
        "For the attempt's learner; `mark_ready_to_resume` is for staff of the site or of the course.",
        {
            200: Answer('The attempt.', ref('ActedAttempt')),
            400: refusal('No such attempt, an unknown action, or its status does not allow this.'),
            429: _TOO_MANY,
            500: refusal("The exam's provider is not configured."),
            **_REGISTRATION_ERRORS,
            **PROVIDER_ERRORS,
        },
        body=ref('Action'),
        notes='`reset_attempt` registers a new attempt at the provider, which may refuse.',
    ),
    (f'{_ATTEMPTS}/{{attempt_id}}', 'DELETE'): Operation(
        'delete_exam_attempt',
        'Attempts',
        'Delete an attempt, here and at the provider',
        COURSE_STAFF,
        {200: DONE, 400: _NO_ATTEMPT, 502: _NOT_REMOVED},
    ),
    (f'{_ATTEMPTS}/{{attempt_id}}/review_status', 'PUT'): Operation(
        'acknowledge_exam_result',
        'Attempts',
        'Acknowledge the result of an attempt',
        OWNER,
        {
            200: DONE,
            400: _NO_ATTEMPT,
            404: refusal('`PROCTORED_EXAM_VIEWABLE_PAST_DUE` is off.'),
        },
    ),
    ('v1/proctored_exam/exam_id/{exam_id}/user_id/{user_id}/reset_attempts', 'DELETE'): Operation(
        'reset_exam_attempts',
        'Attempts',
        'Delete all attempts of a learner at an exam',
        COURSE_STAFF,
        {
            200: DONE,
            400: refusal('No such exam.'),
            404: spoken('The learner has no attempts at this exam.'),
            502: refusal('The provider did not confirm the removal of an attempt; earlier ones are gone.'),
        },
    ),
    (f'{_ATTEMPTS}/grouped/course_id/{{course_id}}', 'GET'): Operation(
        'list_exam_attempts',
        'Attempts',
        'List the attempts of a course',
        COURSE_STAFF,
        {200: _GROUPS, 400: BAD_INPUT},
        parameters=_CHOICE,
    ),
    (f'{_ATTEMPTS}/grouped/course_id/{{course_id}}/search/{{search_by}}', 'GET'): Operation(
        'search_exam_attempts',
        'Attempts',
        'Search the attempts of a course by learner',
        COURSE_STAFF,
        {200: _GROUPS, 400: BAD_INPUT},
        parameters=_CHOICE,
    ),
    ('v1/proctored_exam/active_exams_for_user', 'GET'): Operation(
        'list_active_exams',
        'Attempts',
        'List the running exams of a learner',
        AUTH,
        {200: Answer('The running attempts.', several(ref('ActiveExam'))), 400: BAD_INPUT},
        parameters=(
            Parameter('user_id', 'Another user than the caller; for staff of the site or of `course_id`.', NUMBER),
            Parameter('course_id', 'Only attempts in this course.'),
        ),
    ),
}
