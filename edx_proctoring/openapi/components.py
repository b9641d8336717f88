"""The named objects of the HTTP interface: what is answered, and ``BODIES``, what is sent.

Those of models are made from the typed dicts in ``serializers``, so that they cannot differ from what is answered.
Every object and every enumeration has a name of its own, since clients that are generated from the document make types
of them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from edx_proctoring.domain.exam_kind import ExamKind
from edx_proctoring.openapi.bodies import BODIES
from edx_proctoring.openapi.shapes import (
    INSTANT,
    NUMBER,
    TEXT,
    WORDS,
    Schema,
    closed,
    enumerated,
    fields,
    nullable,
    of,
    ref,
    several,
)
from edx_proctoring.serializers import AllowanceDict, AttemptDict, ExamDict, UserDict
from edx_proctoring.statuses import (
    InstructorDashboardOnboardingAttemptStatus,
    ProctoredExamStudentAttemptStatus,
    ReviewStatus,
)

EXAM: Final = fields(ExamDict)
ATTEMPT: Final[dict[str, Schema]] = {**fields(AttemptDict), 'status': ref('AttemptStatus')}
NUMBER_OR_TEXT: Final[Schema] = {'oneOf': [NUMBER, TEXT]}
TIMER_OR_NOTHING: Final[Schema] = {'anyOf': [ref('Timer'), ref('EmptyObject')]}
PROVIDER_KEYS: Final = frozenset({'ping_interval', 'attempt_code', 'software_download_url'})
TIMER: Final[dict[str, Schema]] = {
    'in_timed_exam': {'type': 'boolean', 'const': True},
    'taking_as_proctored': of(bool),
    'exam_type': WORDS,
    'exam_display_name': TEXT,
    'exam_url_path': {
        'type': 'string',
        'description': "Absolute for the learning micro-frontend, else a path; '' for an exam without a page.",
    },
    'time_remaining_seconds': {'type': 'number', 'minimum': 0},
    'total_time': WORDS,
    'low_threshold_sec': NUMBER,
    'critically_low_threshold_sec': NUMBER,
    'course_id': TEXT,
    'attempt_id': NUMBER,
    'external_id': {**of(str | None), 'description': "The provider's ID of the attempt."},
    'accessibility_time_string': WORDS,
    'attempt_status': ref('AttemptStatus'),
    'exam_started_poll_url': {'type': 'string', 'description': 'Path of the attempt, to be polled.'},
    'attempt_ready_to_resume': of(bool),
    'use_legacy_attempt_api': {'type': 'boolean', 'const': True},
    'desktop_application_js_url': {'type': 'string', 'description': "URL of the provider's worker, or empty."},
    'ping_interval': {'type': 'number', 'description': 'Seconds; for exams with a provider.'},
    'attempt_code': {**of(str | None), 'description': 'For exams with a provider.'},
    'software_download_url': {**of(str | None), 'description': 'While the attempt is being set up.'},
}
CONTACTS: Final = (
    'provider_tech_support_email',
    'provider_tech_support_phone',
    'provider_name',
    'learner_notification_from_email',
    'integration_specific_email',
)
PREREQUISITES: Final = tuple(f'{how}_prerequisites' for how in ('satisfied', 'failed', 'pending', 'declined'))

_COMMON: Final[dict[str, Schema]] = {
    'Detail': closed({'detail': WORDS}, description='Why the request was refused.'),
    'EmptyObject': closed({}, description='An object without keys.'),
    'FieldErrors': {
        'type': 'object',
        'description': 'What is wrong with each field, and under `non_field_errors` with the whole.',
        'additionalProperties': several(TEXT),
    },
    'BadRequest': {'anyOf': [ref('Detail'), ref('FieldErrors')]},
    'User': closed(fields(UserDict)),
}
_EXAMS: Final[dict[str, Schema]] = {
    'Exam': closed(EXAM, description='`external_id` is null for everyone but staff.'),
    'ExamType': {'type': 'string', 'enum': [str(kind) for kind in ExamKind]},
    'ExamId': closed({'exam_id': NUMBER}),
    'RegistrationErrors': {
        'description': 'By the position of the exam in the list, counted from 0; or what is wrong with the list.',
        'anyOf': [
            {'type': 'object', 'additionalProperties': ref('FieldErrors')},
            ref('FieldErrors'),
        ],
    },
    'BackendConfiguration': {
        'type': 'object',
        'description': "The provider's configuration, in the provider's own terms; empty for timed exams.",
        'additionalProperties': True,
    },
    'LinkUrls': {'type': 'object', 'additionalProperties': of(str | None)},
    'Settings': closed(
        {
            'platform_name': TEXT,
            'contact_us': TEXT,
            'link_urls': nullable(ref('LinkUrls')),
            'exam_proctoring_backend': nullable(ref('BackendConfiguration')),
            **dict.fromkeys(CONTACTS, TEXT),
            'proctoring_escalation_email': of(str | None),
        },
        optional=frozenset({*CONTACTS, 'proctoring_escalation_email'}),
        description="The provider's contacts are there for proctored exams only.",
    ),
    'ReviewPolicy': closed({'review_policy': of(str | None)}),
}
_ATTEMPTS: Final[dict[str, Schema]] = {
    'AttemptStatus': enumerated(ProctoredExamStudentAttemptStatus),
    'Attempt': closed(ATTEMPT),
    'PolledAttempt': closed(
        {
            **ATTEMPT,
            'time_remaining_seconds': {'type': ['number', 'null'], 'minimum': 0, 'description': 'As of now.'},
            'accessibility_time_string': WORDS,
        }
    ),
    'AttemptId': closed({'exam_attempt_id': NUMBER}),
    'ActedAttempt': closed(
        {'exam_attempt_id': {'anyOf': [NUMBER, {'type': 'boolean', 'const': False}]}},
        description='The attempt that the learner continues with; false if there was nothing to do.',
    ),
    'Timer': closed(TIMER, optional=PROVIDER_KEYS, description='The timer of a running exam.'),
    'NoTimer': closed(
        {
            'in_timed_exam': {'type': 'boolean', 'const': False},
            'is_proctored': {'type': 'boolean', 'const': False},
            'open_exam': ref('OpenExam'),
        },
        optional=frozenset({'open_exam'}),
    ),
    'OpenExam': closed(
        {
            'exam_display_name': TEXT,
            'due_date': {**of(str | None), 'format': 'date-time', 'description': 'Null without one, and after it.'},
        },
        description='The proctored exam of the requested section, which the learner takes without proctoring.',
    ),
    'CreditRequirement': {
        'type': 'object',
        'description': 'A credit requirement of the course, as the LMS describes it.',
        'additionalProperties': True,
    },
    'PrerequisiteStatus': closed(
        {
            'are_prerequisites_satisifed': of(bool),
            **dict.fromkeys(PREREQUISITES, several(ref('CreditRequirement'))),
        },
        description='The credit requirements before a proctored exam. (The misspelled key is part of the API.)',
    ),
    'ExamWithAttempt': closed(
        {
            **EXAM,
            'attempt': TIMER_OR_NOTHING,
            'total_time': WORDS,
            'prerequisite_status': ref('PrerequisiteStatus'),
            'onboarding_link': TEXT,
            'type': ref('ExamType'),
            'passed_due_date': of(bool),
            'use_legacy_attempt_api': {'type': 'boolean', 'const': True},
        },
        optional=frozenset({'total_time', 'prerequisite_status', 'onboarding_link'}),
    ),
    'ExamAndAttempt': closed(
        {'exam': {'anyOf': [ref('ExamWithAttempt'), ref('EmptyObject')]}, 'active_attempt': TIMER_OR_NOTHING}
    ),
    'ActiveExam': closed({'exam': ref('Exam'), 'attempt': ref('Attempt'), 'allowances': several(ref('Allowance'))}),
    'AttemptGroup': closed(
        {**ATTEMPT, 'all_attempts': several(ref('Attempt'))},
        description='The newest attempt of a learner at an exam, and all of them, newest first.',
    ),
    'PaginationInfo': closed(
        {'has_previous': of(bool), 'has_next': of(bool), 'current_page': NUMBER, 'total_pages': NUMBER}
    ),
    'AttemptGroups': closed(
        {
            'proctored_exam_attempts': several(ref('AttemptGroup')),
            'pagination_info': ref('PaginationInfo'),
            'attempt_url': {'type': 'string', 'description': 'Path of this list; clients append `?page=n`.'},
        }
    ),
}
_ALLOWANCES: Final[dict[str, Schema]] = {
    'Allowance': closed(fields(AllowanceDict)),
    'AllowancesByUser': {
        'type': 'object',
        'description': 'Allowances by username.',
        'additionalProperties': several(ref('Allowance')),
    },
    'BulkRefusal': closed(
        {'detail': WORDS, 'field': {'type': 'string', 'enum': ['user_info', 'allowance_value']}},
        optional=frozenset({'field'}),
        description='`field` is the name of the invalid form input.',
    ),
    'BulkPair': closed({'exam_id': NUMBER_OR_TEXT, 'user_id': NUMBER_OR_TEXT}, description='As sent.'),
}
_ONBOARDING: Final[dict[str, Schema]] = {
    'OnboardingStatus': enumerated(InstructorDashboardOnboardingAttemptStatus),
    'Onboarding': closed(
        {
            'onboarding_status': {
                **of(str | None),
                'description': 'A status of an attempt, or `other_course_approved`; null without an attempt.',
            },
            'onboarding_link': of(str | None),
            'expiration_date': of(str | None),
            'onboarding_past_due': of(bool),
            'onboarding_release_date': of(datetime | None),
            'review_requirements_url': TEXT,
        }
    ),
    'OnboardingRow': closed(
        {
            'username': TEXT,
            'enrollment_mode': of(str | None),
            'status': nullable(ref('OnboardingStatus')),
            'modified': of(datetime | None),
        }
    ),
    'OnboardingPage': closed(
        {
            'count': NUMBER,
            'previous': of(str | None),
            'next': of(str | None),
            'num_pages': NUMBER,
            'results': several(ref('OnboardingRow')),
            'use_onboarding_profile_api': of(bool),
        }
    ),
}
_STAFF: Final[dict[str, Schema]] = {
    'StatusCount': closed({'status': ref('AttemptStatus'), 'count': NUMBER}),
    'OutcomeCount': closed({'outcome': TEXT, 'count': NUMBER}),
    'TimeUsedCount': closed({'from_percent': NUMBER, 'to_percent': of(int | None), 'count': NUMBER}),
    'StartCount': closed({'at': INSTANT, 'count': NUMBER}),
    'CourseOverview': closed(
        {
            'attempts': NUMBER,
            'learners': NUMBER,
            'statuses': several(ref('StatusCount')),
            'reviews': several(ref('OutcomeCount')),
            'time_used': several(ref('TimeUsedCount')),
            'unit': {'type': 'string', 'description': 'The span of time that each of `starts` covers.'},
            'starts': several(ref('StartCount')),
        },
        description='`time_used` counts attempts by tenths of the allowed time; the last entry, those beyond.',
    ),
    'RetiredAtProviders': {
        'type': 'object',
        'description': "Whether each provider deleted the data, by the provider's name.",
        'additionalProperties': of(bool),
    },
    'ReviewStatus': enumerated(ReviewStatus),
    'HealthStatus': {'type': 'string', 'enum': ['ok', 'degraded', 'failing']},
    'ConfiguredBackends': {'type': 'object', 'additionalProperties': of(bool)},
    'Health': closed(
        {
            'status': ref('HealthStatus'),
            'database': {'type': 'boolean', 'description': 'Whether it answers.'},
            'backends': ref('ConfiguredBackends'),
        },
        optional=frozenset({'database', 'backends'}),
        description='Everything but the status is for operators. `degraded`: a configured provider could not be '
        'constructed (`backends` says which); `failing`: the database does not answer.',
    ),
}

COMPONENTS: Final[dict[str, Schema]] = {
    **_COMMON,
    **_EXAMS,
    **_ATTEMPTS,
    **_ALLOWANCES,
    **_ONBOARDING,
    **_STAFF,
    **BODIES,
}
