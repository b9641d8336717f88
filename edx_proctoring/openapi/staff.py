"""Addresses about allowances and onboarding, for the other work of staff, and for providers."""

from __future__ import annotations

from typing import Final

from edx_proctoring.openapi.shapes import TEXT, ref, several
from edx_proctoring.openapi.vocabulary import (
    ANYONE,
    AUTH,
    BAD_INPUT,
    BUSY,
    COURSE_STAFF,
    DONE,
    JSON,
    LEARNING_MFE,
    PAGE,
    RETIRER,
    REVIEWER,
    Answer,
    Operation,
    Parameter,
    Table,
    refusal,
    spoken,
)

_EXAMS = 'v1/proctored_exam'
_BULK = Operation(
    'Allowances',
    'Give several learners the same allowance at several exams',
    'Staff of the site or of the course, which the address or the body names.',
    {
        200: DONE,
        207: Answer('Some could not be given; all pairs of exam and learner, the good ones too.', ref('BulkResult')),
        400: Answer('None was given.', ref('BulkRefusal')),
    },
    body=ref('BulkAllowance'),
    notes='Exams of other courses count as failures.',
)

ALLOWANCES: Final[Table] = {
    (f'{_EXAMS}/{{course_id}}/allowance', 'GET'): Operation(
        'Allowances',
        'The allowances of a course',
        COURSE_STAFF,
        {200: Answer('The allowances.', several(ref('Allowance')))},
    ),
    (f'{_EXAMS}/{{course_id}}/grouped/allowance', 'GET'): Operation(
        'Allowances',
        'The allowances of a course by learner',
        COURSE_STAFF,
        {200: Answer('Lists of allowances by user name.', ref('AllowancesByUser'))},
    ),
    (f'{_EXAMS}/allowance', 'GET'): Operation(
        'Allowances',
        'Refused: no course is named',
        'Staff of the site.',
        {400: refusal('The course has to be named in the address.')},
    ),
    (f'{_EXAMS}/allowance', 'PUT'): Operation(
        'Allowances',
        'Give an allowance, or change it',
        COURSE_STAFF,
        {200: DONE, 400: refusal('No such exam or user, or a value that it cannot have.')},
        body=ref('NewAllowance'),
    ),
    (f'{_EXAMS}/allowance', 'DELETE'): Operation(
        'Allowances',
        'Take an allowance back',
        COURSE_STAFF,
        {200: Answer('Done, also when there was none; the body is empty.')},
        body=ref('RevokedAllowance'),
    ),
    (f'{_EXAMS}/{{course_id}}/bulk_allowance', 'PUT'): _BULK._replace(
        summary=f'{_BULK.summary} of the course in the address'
    ),
    (f'{_EXAMS}/bulk_allowance', 'PUT'): _BULK,
}

ONBOARDING: Final[Table] = {
    ('v1/user_onboarding/status', 'GET'): Operation(
        'Onboarding',
        'How a learner stands, and where he goes next',
        AUTH,
        {
            200: Answer('His status.', ref('Onboarding')),
            400: refusal('No course is named.'),
            404: Answer(
                'No such user, no onboarding exam in this course or for this learner, or no profiles at the provider.',
                {'anyOf': [ref('Detail'), TEXT]},
            ),
        },
        parameters=(
            Parameter('course_id', 'Course key.', required=True),
            Parameter('username', 'Somebody else than the caller; for staff of the site or of the course.'),
            LEARNING_MFE,
        ),
    ),
    ('v1/user_onboarding/status/course_id/{course_id}', 'GET'): Operation(
        'Onboarding',
        'How the learners of a course stand',
        COURSE_STAFF,
        {
            200: Answer('One page of learners, 25 at most.', ref('OnboardingPage')),
            400: BAD_INPUT,
            404: refusal('The course has no onboarding exam.'),
            503: refusal('The provider does not say.'),
        },
        parameters=(
            PAGE,
            Parameter('text_search', 'Part of a user name or e-mail address.'),
            Parameter('statuses', 'Only learners with one of these statuses, which commas separate.'),
        ),
    ),
}

_TO_DASHBOARD = Answer('To the dashboard of the provider.', headers={'Location': 'The dashboard, with a signed link.'})
_BAD_COURSE = Answer(
    'The exams of the course are at several providers (a text), or the input cannot be used.',
    {'anyOf': [TEXT, ref('Detail')]},
)
_NO_DASHBOARD = spoken('There is no dashboard to show.')
_DASHBOARD_PARAMETERS = (
    Parameter('attempt', "The provider's id of an attempt."),
    Parameter('config', '`true`: the settings of the exam are wanted.'),
)

STAFF_PAGES: Final[Table] = {
    (f'{_EXAMS}/overview/course_id/{{course_id}}', 'GET'): Operation(
        'Staff',
        'The attempts and reviews of a course in numbers',
        COURSE_STAFF,
        {200: Answer('The numbers.', ref('CourseOverview'))},
    ),
    ('v1/instructor/{course_id}', 'GET'): Operation(
        'Staff',
        "The provider's dashboard for a course",
        COURSE_STAFF,
        {302: _TO_DASHBOARD, 400: _BAD_COURSE, 404: _NO_DASHBOARD},
        parameters=_DASHBOARD_PARAMETERS,
    ),
    ('v1/instructor/{course_id}/{exam_id}', 'GET'): Operation(
        'Staff',
        "The provider's dashboard for an exam",
        COURSE_STAFF,
        {302: _TO_DASHBOARD, 404: _NO_DASHBOARD},
        parameters=_DASHBOARD_PARAMETERS,
        notes='Studio has this address too.',
    ),
    ('v1/retire_backend_user/{user_id}/', 'POST'): Operation(
        'Staff',
        "Delete a learner's data at the providers",
        RETIRER,
        {
            200: Answer('All did.', ref('RetiredAtProviders')),
            400: BAD_INPUT,
            403: Answer('Not allowed (empty), or not logged in.', ref('Detail')),
            500: Answer('One did not.', ref('RetiredAtProviders')),
        },
    ),
    ('v1/retire_user/{user_id}/', 'POST'): Operation(
        'Staff',
        "Delete a learner's data in the tables of the app",
        RETIRER,
        {204: DONE, 400: BAD_INPUT, 403: Answer('Not allowed (empty), or not logged in.', ref('Detail'))},
    ),
}

_STORED = spoken('Stored, or the same review was stored before: `OK`.')
_BAD_REVIEW = refusal('No such attempt, or nothing that is a review of it; nothing was stored.')

PROVIDERS: Final[Table] = {
    (f'{_EXAMS}/attempt/{{external_id}}/ready', 'POST'): Operation(
        'Providers',
        'The learner is set up and may start',
        REVIEWER,
        {200: spoken('`OK`, also when the attempt was past that.'), 404: spoken('There is no such attempt.')},
        notes='Nothing in the body is read.',
    ),
    (f'{_EXAMS}/attempt/{{external_id}}/reviewed', 'POST'): Operation(
        'Providers',
        'Post a review',
        REVIEWER,
        {
            200: _STORED,
            400: _BAD_REVIEW,
            403: Answer('Not allowed (empty), or not logged in.', ref('Detail')),
            412: spoken('The exam has no provider any more.'),
            413: refusal('The body is too large.'),
        },
        body=ref('Review'),
    ),
    ('proctoring_launch_callback/start_exam/{attempt_code}', 'GET'): Operation(
        'Providers',
        'The secure browser is set up, or done',
        ANYONE,
        {
            302: Answer(
                'To the exam.',
                headers={'Location': 'The exam.', 'Set-Cookie': 'A signed cookie `exam` with the code of the attempt.'},
            ),
            404: Answer('There is no exam for this code.', TEXT, 'text/html'),
            503: BUSY._replace(shape=TEXT, content_type='text/plain'),
        },
        notes='An attempt that was being set up becomes ready, one that runs is submitted. Other methods do the '
        'same; HEAD and prefetching change nothing.',
    ),
    ('proctoring_review_callback/', 'POST'): Operation(
        'Providers',
        'Post a review as SoftwareSecure does',
        ANYONE,
        {
            200: _STORED,
            400: _BAD_REVIEW,
            403: refusal("The site's secret or signature is missing, or the address is not one of its networks."),
            413: refusal('The body is too large.'),
            429: refusal('Too many reviews came from this address just now.'),
            503: BUSY,
        },
        parameters=(
            Parameter('X-Proctoring-Signature', 'The signature, on sites that ask for one.', TEXT, 'header'),
            Parameter('X-Proctoring-Secret', 'The secret, on sites that ask for one.', TEXT, 'header'),
            Parameter('secret', 'The same, for services that only know a URL.'),
        ),
        body=ref('SoftwareSecureReview'),
        body_types=JSON,
        notes='The body is read as JSON whatever its type is said to be.',
    ),
}
