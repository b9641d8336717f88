"""Addresses about exams."""

from __future__ import annotations

from typing import Final

from edx_proctoring.openapi.shapes import ref, several
from edx_proctoring.openapi.vocabulary import (
    AUTH,
    NO_EXAM,
    PROVIDER_ERRORS,
    STAFF,
    Answer,
    Operation,
    Table,
    refusal,
)

_EXAM_ID = Answer('The ID of the exam.', ref('ExamId'))
_BAD_FIELDS = Answer('The errors, by field or in `detail`.', ref('BadRequest'))
_IDS_FOR_STAFF = '`external_id` is null for everyone but staff.'
_EXAMS = 'v1/proctored_exam/exam'

EXAMS: Final[Table] = {
    (_EXAMS, 'GET'): Operation(
        'get_exam_without_id',
        'Exams',
        'Always refused: names no exam',
        AUTH,
        {400: refusal('The path has to name an exam or a course.')},
    ),
    (_EXAMS, 'POST'): Operation(
        'create_exam', 'Exams', 'Create an exam', STAFF, {200: _EXAM_ID, 400: _BAD_FIELDS}, body=ref('NewExam')
    ),
    (_EXAMS, 'PUT'): Operation(
        'update_exam', 'Exams', 'Change an exam', STAFF, {200: _EXAM_ID, 400: _BAD_FIELDS}, body=ref('ChangedExam')
    ),
    (f'{_EXAMS}/exam_id/{{exam_id}}', 'GET'): Operation(
        'get_exam',
        'Exams',
        'Get an exam',
        AUTH,
        {200: Answer('The exam.', ref('Exam')), 400: NO_EXAM},
        notes=_IDS_FOR_STAFF,
    ),
    (f'{_EXAMS}/course_id/{{course_id}}', 'GET'): Operation(
        'list_exams',
        'Exams',
        'List the active exams of a course',
        AUTH,
        {200: Answer('The exams; an empty list for an unknown course.', several(ref('Exam')))},
        notes=_IDS_FOR_STAFF,
    ),
    (f'{_EXAMS}/course_id/{{course_id}}/content_id/{{content_id}}', 'GET'): Operation(
        'get_exam_by_content',
        'Exams',
        'Get the exam for a section',
        AUTH,
        {200: Answer('The exam.', ref('Exam')), 400: NO_EXAM},
        notes=_IDS_FOR_STAFF,
    ),
    ('v1/proctored_exam/exam_registration/course_id/{course_id}', 'PATCH'): Operation(
        'register_exams',
        'Exams',
        'Register all exams of a course',
        STAFF,
        {
            200: Answer('The IDs, in the order of the request.', several(ref('ExamId'))),
            422: Answer('An exam is invalid; nothing was changed.', ref('RegistrationErrors')),
        },
        body=several(ref('RegisteredExam')),
        reads_forms=False,
        notes='Creates and updates the exams in the list and deactivates all others of the course, all or nothing. '
        'An absent or null `due_date` clears it; other null values change nothing.',
    ),
    ('v1/proctored_exam/settings/exam_id/{exam_id}/', 'GET'): Operation(
        'get_proctoring_settings',
        'Exams',
        'Get what learners see about platform and provider',
        AUTH,
        {
            200: Answer('The settings.', ref('Settings')),
            400: NO_EXAM,
            500: refusal("The exam's provider is not configured."),
            **PROVIDER_ERRORS,
        },
    ),
    ('v1/proctored_exam/review_policy/exam_id/{exam_id}/', 'GET'): Operation(
        'get_review_policy',
        'Exams',
        'Get the additional rules of an exam',
        AUTH,
        {200: Answer('The rules; null if there are none, and for unknown exams.', ref('ReviewPolicy'))},
    ),
}
