"""Addresses about allowances and onboarding, for the other work of staff, and for providers."""

from __future__ import annotations

from typing import Final

from edx_proctoring.openapi.shapes import FLAG, TEXT, ref, several
from edx_proctoring.openapi.vocabulary import (
    ANYONE,
    AUTH,
    BAD_INPUT,
    BUSY,
    COURSE_STAFF,
    DONE,
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
    'add_allowances',
    'Allowances',
    'Give several learners an allowance at several exams',
    'For staff of the site, or of the course that the path or the body names.',
    {
        200: DONE,
        207: Answer(
            'Some failed. Lists all pairs of exam and learner, including those that succeeded.',
            several(ref('BulkPair')),
        ),
        400: Answer('No allowance was given.', ref('BulkRefusal')),
    },
    body=ref('BulkAllowance'),
    notes='Pairs with exams of other courses fail.',
)

ALLOWANCES: Final[Table] = {
    (f'{_EXAMS}/{{course_id}}/allowance', 'GET'): Operation(
        'list_allowances',
        'Allowances',
        'List the allowances of a course',
        COURSE_STAFF,
        {200: Answer('The allowances.', several(ref('Allowance')))},
    ),
    (f'{_EXAMS}/{{course_id}}/grouped/allowance', 'GET'): Operation(
        'list_allowances_by_learner',
        'Allowances',
        'List the allowances of a course by learner',
        COURSE_STAFF,
        {200: Answer('Lists of allowances by username.', ref('AllowancesByUser'))},
    ),
    (f'{_EXAMS}/allowance', 'GET'): Operation(
        'list_allowances_without_course',
        'Allowances',
        'Always refused: names no course',
        'For staff of the site.',
        {400: refusal('The path has to name the course.')},
    ),
    (f'{_EXAMS}/allowance', 'PUT'): Operation(
        'add_allowance',
        'Allowances',
        'Give or change an allowance',
        COURSE_STAFF,
        {200: DONE, 400: refusal('No such exam or user, or an invalid value.')},
        body=ref('NewAllowance'),
    ),
    (f'{_EXAMS}/allowance', 'DELETE'): Operation(
        'remove_allowance',
        'Allowances',
        'Revoke an allowance',
        COURSE_STAFF,
        {200: Answer('Done, even if there was none; the body is empty.')},
        body=ref('RevokedAllowance'),
    ),
    (f'{_EXAMS}/{{course_id}}/bulk_allowance', 'PUT'): _BULK._replace(
        name='add_allowances_in_course', summary=f'{_BULK.summary} of the course in the path'
    ),
    (f'{_EXAMS}/bulk_allowance', 'PUT'): _BULK,
}

ONBOARDING: Final[Table] = {
    ('v1/user_onboarding/status', 'GET'): Operation(
        'get_onboarding_status',
        'Onboarding',
        "Get a learner's onboarding status",
        AUTH,
        {
            200: Answer('The status, and the link to the onboarding exam.', ref('Onboarding')),
            400: refusal('No course is named.'),
            404: Answer(
                'No such user, no onboarding exam open to this learner, or a provider without profiles (a text).',
                {'anyOf': [ref('Detail'), TEXT]},
            ),
        },
        parameters=(
            Parameter('course_id', 'Course key.', required=True),
            Parameter('username', 'Another user than the caller; for staff of the site or of the course.'),
            LEARNING_MFE,
        ),
    ),
    ('v1/user_onboarding/status/course_id/{course_id}', 'GET'): Operation(
        'list_onboarding_statuses',
        'Onboarding',
        'List the onboarding statuses of a course',
        COURSE_STAFF,
        {
            200: Answer('One page of at most 25 learners.', ref('OnboardingPage')),
            400: BAD_INPUT,
            404: refusal('The course has no onboarding exam.'),
            503: refusal('The provider does not answer.'),
        },
        parameters=(
            PAGE,
            Parameter('text_search', 'Part of a username or email address.'),
            Parameter('statuses', 'Only learners with one of these statuses, separated by commas.'),
        ),
    ),
}

# Published with an empty body, which a client must not try to read as JSON: so none is declared.
_NOT_ALLOWED = Answer('Not allowed (empty), or not logged in, with `detail`.')
_TO_DASHBOARD = Answer(
    "Redirects to the provider's dashboard.", headers={'Location': 'The dashboard, as a signed link.'}
)
_BAD_COURSE = Answer(
    'The exams of the course have several providers (a text), or the input is invalid.',
    {'anyOf': [TEXT, ref('Detail')]},
)
_NO_DASHBOARD = spoken('There is no dashboard.')
_DASHBOARD_PARAMETERS = (
    Parameter('attempt', "The provider's ID of an attempt."),
    Parameter('config', "Whether to open the exam's configuration.", FLAG),
)

STAFF_PAGES: Final[Table] = {
    (f'{_EXAMS}/overview/course_id/{{course_id}}', 'GET'): Operation(
        'get_course_overview',
        'Staff',
        'Get statistics of the attempts and reviews of a course',
        COURSE_STAFF,
        {200: Answer('The statistics.', ref('CourseOverview'))},
    ),
    ('v1/instructor/{course_id}', 'GET'): Operation(
        'open_course_dashboard',
        'Staff',
        "Open the provider's dashboard for a course",
        COURSE_STAFF,
        {302: _TO_DASHBOARD, 400: _BAD_COURSE, 404: _NO_DASHBOARD},
        parameters=_DASHBOARD_PARAMETERS,
    ),
    ('v1/instructor/{course_id}/{exam_id}', 'GET'): Operation(
        'open_exam_dashboard',
        'Staff',
        "Open the provider's dashboard for an exam",
        COURSE_STAFF,
        {302: _TO_DASHBOARD, 404: _NO_DASHBOARD},
        parameters=_DASHBOARD_PARAMETERS,
        notes='Studio serves this path as well.',
    ),
    ('v1/retire_backend_user/{user_id}/', 'POST'): Operation(
        'retire_learner_at_providers',
        'Staff',
        "Delete a learner's data at the providers",
        RETIRER,
        {
            200: Answer('All providers succeeded.', ref('RetiredAtProviders')),
            400: BAD_INPUT,
            403: _NOT_ALLOWED,
            500: Answer('A provider failed.', ref('RetiredAtProviders')),
        },
    ),
    ('v1/retire_user/{user_id}/', 'POST'): Operation(
        'retire_learner',
        'Staff',
        "Delete a learner's data in this app",
        RETIRER,
        {204: DONE, 400: BAD_INPUT, 403: _NOT_ALLOWED},
    ),
}

_STORED = spoken('`OK`: stored, or the same review was stored before.')
_BAD_REVIEW = refusal('No such attempt, or the body is not a review of it; nothing was stored.')

PROVIDERS: Final[Table] = {
    (f'{_EXAMS}/attempt/{{external_id}}/ready', 'POST'): Operation(
        'mark_attempt_ready',
        'Providers',
        'Mark an attempt as ready to start',
        REVIEWER,
        {200: spoken('`OK`, also where the attempt was past that.'), 404: spoken('No such attempt.')},
        notes='The body is not read.',
    ),
    (f'{_EXAMS}/attempt/{{external_id}}/reviewed', 'POST'): Operation(
        'post_review',
        'Providers',
        'Post a review',
        REVIEWER,
        {
            200: _STORED,
            400: _BAD_REVIEW,
            403: _NOT_ALLOWED,
            412: spoken("The exam's provider is no longer configured."),
        },
        body=ref('Review'),
    ),
    ('proctoring_launch_callback/start_exam/{attempt_code}', 'GET'): Operation(
        'open_launch_callback',
        'Providers',
        'Report that the secure browser is set up',
        ANYONE,
        {
            302: Answer(
                'Redirects to the exam.',
                headers={'Location': 'The exam.', 'Set-Cookie': 'A signed cookie `exam` with the code of the attempt.'},
            ),
            403: Answer('The signature is missing, invalid, or expired.', TEXT, 'text/html'),
            404: Answer('No attempt at such a provider has this code.', TEXT, 'text/html'),
            503: BUSY._replace(shape=TEXT, content_type='text/plain'),
        },
        parameters=(Parameter('signature', 'Part of the URL that the provider received, if it has one.'),),
        notes='For providers whose browser opens such links. An attempt that is being set up becomes ready to start; '
        'any other stays as it is. Other methods do the same; HEAD, prefetching and images change nothing.',
    ),
    ('proctoring_review_callback/', 'POST'): Operation(
        'post_software_secure_review',
        'Providers',
        'Post a review in the SoftwareSecure format',
        ANYONE,
        {
            200: _STORED,
            400: _BAD_REVIEW,
            403: refusal(
                "The site's secret or signature is missing, or the caller is outside of the provider's networks."
            ),
            429: refusal('Too many reviews from this address.'),
            503: BUSY,
        },
        parameters=(
            Parameter('X-Proctoring-Signature', 'The signature, on sites that require one.', TEXT, 'header'),
            Parameter('X-Proctoring-Secret', 'The secret, on sites that require one.', TEXT, 'header'),
            Parameter('secret', 'The same, for services that can only be given a URL.'),
        ),
        body=ref('SoftwareSecureReview'),
        reads_forms=False,
        notes='The body is read as JSON, whatever its declared type.',
    ),
}
