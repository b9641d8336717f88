"""Addresses about exams."""

from __future__ import annotations

from typing import Final

from edx_proctoring.openapi.shapes import ref, several
from edx_proctoring.openapi.vocabulary import (
    AUTH,
    JSON,
    NO_EXAM,
    PROVIDER_ERRORS,
    STAFF,
    Answer,
    Operation,
    Table,
    refusal,
)

_EXAM_ID = Answer('The id of the exam.', ref('ExamId'))
_BAD_FIELDS = Answer('What is wrong, by field or under `detail`.', ref('BadRequest'))
_IDS_FOR_STAFF = 'The id that the provider gave the exam is null for all but staff.'
_EXAMS = 'v1/proctored_exam/exam'

EXAMS: Final[Table] = {
    (_EXAMS, 'GET'): Operation(
        'Exams',
        'Refused: no exam is named',
        AUTH,
        {400: refusal('An exam or a course has to be named in the address.')},
    ),
    (_EXAMS, 'POST'): Operation(
        'Exams', 'Create an exam', STAFF, {200: _EXAM_ID, 400: _BAD_FIELDS}, body=ref('NewExam')
    ),
    (_EXAMS, 'PUT'): Operation(
        'Exams', 'Change an exam', STAFF, {200: _EXAM_ID, 400: _BAD_FIELDS}, body=ref('ChangedExam')
    ),
    (f'{_EXAMS}/exam_id/{{exam_id}}', 'GET'): Operation(
        'Exams', 'One exam', AUTH, {200: Answer('The exam.', ref('Exam')), 400: NO_EXAM}, notes=_IDS_FOR_STAFF
    ),
    (f'{_EXAMS}/course_id/{{course_id}}', 'GET'): Operation(
        'Exams',
        'The active exams of a course',
        AUTH,
        {200: Answer('The exams; none for an unknown course.', several(ref('Exam')))},
        notes=_IDS_FOR_STAFF,
    ),
    (f'{_EXAMS}/course_id/{{course_id}}/content_id/{{content_id}}', 'GET'): Operation(
        'Exams',
        'The exam made of some content',
        AUTH,
        {200: Answer('The exam.', ref('Exam')), 400: NO_EXAM},
        notes=_IDS_FOR_STAFF,
    ),
    ('v1/proctored_exam/exam_registration/course_id/{course_id}', 'PATCH'): Operation(
        'Exams',
        'Register all exams of a course',
        STAFF,
        {
            200: Answer('The ids, in the order of the request.', several(ref('ExamId'))),
            422: Answer('An exam is invalid; nothing was written.', ref('RegistrationErrors')),
        },
        body=several(ref('RegisteredExam')),
        body_types=JSON,
        notes='Creates and updates the exams of the list and switches off the others of the course, all or nothing. '
        'An absent or null `due_date` clears it; other nulls change nothing.',
    ),
    ('v1/proctored_exam/settings/exam_id/{exam_id}/', 'GET'): Operation(
        'Exams',
        'What learners are told about platform and provider',
        AUTH,
        {
            200: Answer('The settings.', ref('Settings')),
            400: NO_EXAM,
            500: refusal("The exam's provider is not configured."),
            **PROVIDER_ERRORS,
        },
    ),
    ('v1/proctored_exam/review_policy/exam_id/{exam_id}/', 'GET'): Operation(
        'Exams',
        'The additional rules of an exam',
        AUTH,
        {200: Answer('The rules; null without any, and for unknown exams.', ref('ReviewPolicy'))},
    ),
}
