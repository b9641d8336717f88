"""Addresses about attempts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from edx_proctoring.openapi.shapes import NOTHING, NUMBER, ref, several
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

_NO_ATTEMPT = refusal('There is no such attempt.')
_NOT_REMOVED = refusal('The provider did not confirm the removal; the attempt stays.')
_ENDS = 'An attempt whose time is over is ended by looking at it.'
_TIMER = {'anyOf': [ref('Timer'), NOTHING]}
_GROUPS = Answer('One page of learners and exams, 25 at most.', ref('AttemptGroups'))
_CHOICE = (
    PAGE,
    Parameter('exam_id', 'Only attempts at this exam.', NUMBER),
    Parameter('status', 'Only groups whose newest attempt has this status.'),
)
_REGISTRATION_ERRORS: Final[Mapping[int | str, Answer]] = {
    '4XX': refusal("The provider refused to register the attempt; the status is the provider's.")
}
_ATTEMPTS = 'v1/proctored_exam/attempt'

ATTEMPTS: Final[Table] = {
    (_ATTEMPTS, 'GET'): Operation(
        'Attempts',
        "The clock of the caller's running exam",
        AUTH,
        {200: Answer('The clock, or that there is none.', {'anyOf': [ref('Timer'), ref('NoTimer')]})},
        notes=_ENDS,
    ),
    (_ATTEMPTS, 'POST'): Operation(
        'Attempts',
        'Enter an exam',
        AUTH,
        {
            200: Answer('The new attempt.', ref('AttemptId')),
            400: refusal('No such exam, there is an attempt already, or this does not suit the kind of exam.'),
            403: refusal('Not logged in, or the exam is over, inactive or not for this learner.'),
            500: refusal("The exam's provider is not configured."),
            **_REGISTRATION_ERRORS,
            **PROVIDER_ERRORS,
        },
        body=ref('NewAttempt'),
        notes='With `attempt_proctored` the provider is told; without it, a proctored exam is declined. `start_clock` '
        'starts the attempt at once. A learner who needs an onboarding profile first gets an attempt that says so.',
    ),
    ('v1/proctored_exam/active_attempt', 'GET'): Operation(
        'Attempts',
        'The clock of a running exam, for the learning micro-frontend',
        AUTH,
        {200: Answer('The clock, or an empty object.', _TIMER), 400: BAD_INPUT},
        parameters=(USER_ID,),
        notes=_ENDS,
    ),
    (f'{_ATTEMPTS}/course_id/{{course_id}}', 'GET'): Operation(
        'Attempts',
        'An exam with the attempt at it, and the running attempt',
        AUTH,
        {
            200: Answer('Both; an empty object stands for none.', ref('ExamAndAttempt')),
            400: BAD_INPUT,
            404: refusal('There is no such user.'),
        },
        parameters=(Parameter('content_id', 'What the exam was made of.'), LEARNING_MFE, USER_ID),
        notes=f'{_ENDS} A learner who lacks a credit requirement declines the exam by this.',
    ),
    (f'{_ATTEMPTS}/{{attempt_id}}', 'GET'): Operation(
        'Attempts',
        'One attempt, to be polled',
        OWNER,
        {200: Answer('The attempt.', ref('PolledAttempt')), 400: _NO_ATTEMPT},
        notes=f'{_ENDS} The id that a provider of the SoftwareSecure kind gave it is null.',
    ),
    (f'{_ATTEMPTS}/{{attempt_id}}', 'PUT'): Operation(
        'Attempts',
        'Do something with an attempt',
        'The learner whose attempt it is; `mark_ready_to_resume` is for staff of the site or of the course.',
        {
            200: Answer('The attempt.', ref('ActedAttempt')),
            400: refusal('No such attempt, an unknown action, or its status does not allow this.'),
            500: refusal("The exam's provider is not configured."),
            **_REGISTRATION_ERRORS,
            **PROVIDER_ERRORS,
        },
        body=ref('Action'),
        notes='`reset_attempt` registers a new attempt at the provider, which may refuse.',
    ),
    (f'{_ATTEMPTS}/{{attempt_id}}', 'DELETE'): Operation(
        'Attempts',
        'Remove an attempt, here and at the provider',
        COURSE_STAFF,
        {200: DONE, 400: _NO_ATTEMPT, 502: _NOT_REMOVED},
    ),
    (f'{_ATTEMPTS}/{{attempt_id}}/review_status', 'PUT'): Operation(
        'Attempts',
        'The learner takes note of the result',
        OWNER,
        {
            200: DONE,
            400: _NO_ATTEMPT,
            404: refusal('`PROCTORED_EXAM_VIEWABLE_PAST_DUE` is off.'),
        },
    ),
    ('v1/proctored_exam/exam_id/{exam_id}/user_id/{user_id}/reset_attempts', 'DELETE'): Operation(
        'Attempts',
        'Remove all attempts of a learner at an exam',
        COURSE_STAFF,
        {
            200: DONE,
            400: refusal('There is no such exam.'),
            404: spoken('The learner has no attempts at it.'),
            502: refusal('The provider did not confirm a removal; what went before stays removed.'),
        },
    ),
    (f'{_ATTEMPTS}/grouped/course_id/{{course_id}}', 'GET'): Operation(
        'Attempts', 'The attempts of a course', COURSE_STAFF, {200: _GROUPS, 400: BAD_INPUT}, parameters=_CHOICE
    ),
    (f'{_ATTEMPTS}/grouped/course_id/{{course_id}}/search/{{search_by}}', 'GET'): Operation(
        'Attempts',
        'The attempts of some learners in a course',
        COURSE_STAFF,
        {200: _GROUPS, 400: BAD_INPUT},
        parameters=_CHOICE,
    ),
    ('v1/proctored_exam/active_exams_for_user', 'GET'): Operation(
        'Attempts',
        'What a learner is in the middle of',
        AUTH,
        {200: Answer('His running attempts.', several(ref('ActiveExam'))), 400: BAD_INPUT},
        parameters=(
            Parameter('user_id', 'Somebody else than the caller; for staff of the site or of `course_id`.', NUMBER),
            Parameter('course_id', 'Only attempts in this course.'),
        ),
        notes='The parameters may stand in a body as well.',
    ),
}
