"""The objects of the HTTP interface as JSON schemas.

Those of models are made from the typed dicts in ``serializers``, so that they cannot differ from what is answered.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Union, get_args, get_origin, get_type_hints, is_typeddict

from edx_proctoring.actions.learner_actions import ACTIONS, STAFF_ACTIONS
from edx_proctoring.serializers import AllowanceDict, AttemptDict, ExamDict, UserDict
from edx_proctoring.statuses import InstructorDashboardOnboardingAttemptStatus, ReviewStatus
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as AttemptStatus

Schema = dict[str, Any]

PLAIN_TYPES: Final[dict[Any, Schema]] = {
    int: {'type': 'integer'},
    float: {'type': 'number'},
    str: {'type': 'string'},
    bool: {'type': 'boolean'},
    datetime: {'type': 'string', 'format': 'date-time'},
}
TYPED_DICTS: Final[dict[type[Any], str]] = {
    ExamDict: 'Exam',
    UserDict: 'User',
    AttemptDict: 'Attempt',
    AllowanceDict: 'Allowance',
}


def of(kind: Any) -> Schema:
    """The schema of a type as the typed dicts use them: plain types, each other, and None beside one of them."""
    if kind in PLAIN_TYPES:
        return dict(PLAIN_TYPES[kind])
    if is_typeddict(kind):
        return ref(TYPED_DICTS[kind])
    if get_origin(kind) in (Union, types.UnionType):
        (other,) = (each for each in get_args(kind) if each is not type(None))
        return nullable(of(other))
    raise TypeError(f'{kind!r} has no schema')


def ref(name: str) -> Schema:
    """One of ``COMPONENTS``."""
    return {'$ref': f'#/components/schemas/{name}'}


def nullable(schema: Schema) -> Schema:
    """The same, or null."""
    if '$ref' in schema:
        return {'anyOf': [schema, {'type': 'null'}]}
    values = {'enum': [*schema['enum'], None]} if 'enum' in schema else {}
    return {**schema, **values, 'type': [schema['type'], 'null']}


def several(schema: Schema) -> Schema:
    """A list of them."""
    return {'type': 'array', 'items': schema}


def enumerated(cls: type[Any]) -> Schema:
    """One of the texts that a class of statuses has."""
    values = [value for name, value in vars(cls).items() if isinstance(value, str) and not name.startswith('_')]
    return {'type': 'string', 'enum': values}


def closed(properties: Mapping[str, Schema], *, optional: frozenset[str] = frozenset(), **facts: Any) -> Schema:
    """An object with exactly these keys, of which the optional ones may be absent."""
    return {
        'type': 'object',
        **facts,
        'properties': dict(properties),
        'required': [name for name in properties if name not in optional],
        'additionalProperties': False,
    }


def sent(properties: Mapping[str, Schema], required: tuple[str, ...] = (), **facts: Any) -> Schema:
    """An object that clients send; keys that nobody knows are passed over."""
    return {
        'type': 'object',
        **facts,
        'properties': dict(properties),
        **({'required': [*required]} if required else {}),
    }


def _fields(kind: Any) -> dict[str, Schema]:
    return {name: of(hint) for name, hint in get_type_hints(kind).items()}


TEXT: Final = of(str)
NUMBER: Final = of(int)
WORDS: Final = {'type': 'string', 'description': 'In words, in the language of the user.'}
FLAG: Final[Schema] = {
    'oneOf': [{'type': 'boolean'}, {'type': 'string'}, {'type': 'integer', 'enum': [0, 1]}],
    'description': 'true, 1 or the text of either, in any case; other texts are false',
}
ID: Final[Schema] = {'oneOf': [NUMBER, {'type': 'string', 'pattern': '^ *[0-9]+ *$'}]}
IDS: Final[Schema] = {
    'oneOf': [TEXT, several({'oneOf': [NUMBER, TEXT]})],
    'description': 'a list, or text with commas between the items',
}
EXAM: Final = _fields(ExamDict)
ATTEMPT: Final = {**_fields(AttemptDict), 'status': enumerated(AttemptStatus)}
REQUIRED_OF_EXAM: Final = (
    'course_id',
    'content_id',
    'exam_name',
    'time_limit_mins',
    'is_proctored',
    'is_practice_exam',
    'is_active',
    'hide_after_due',
)
SENT_EXAM: Final[dict[str, Schema]] = {
    **{name: EXAM[name] for name in EXAM if name not in ('id', 'due_date', 'backend')},
    'backend': TEXT,
    'due_date': of(datetime | None),
}
PROVIDER_KEYS: Final = frozenset({'ping_interval', 'attempt_code', 'software_download_url'})
TIMER: Final[dict[str, Schema]] = {
    'in_timed_exam': {'type': 'boolean', 'const': True},
    'taking_as_proctored': of(bool),
    'exam_type': WORDS,
    'exam_display_name': TEXT,
    'exam_url_path': {'type': 'string', 'description': 'Absolute for the learning micro-frontend, else a path.'},
    'time_remaining_seconds': {'type': 'number', 'minimum': 0},
    'total_time': WORDS,
    'low_threshold_sec': NUMBER,
    'critically_low_threshold_sec': NUMBER,
    'course_id': TEXT,
    'attempt_id': NUMBER,
    'external_id': of(str | None),
    'accessibility_time_string': WORDS,
    'attempt_status': enumerated(AttemptStatus),
    'exam_started_poll_url': {'type': 'string', 'description': 'Path of the attempt, to be polled.'},
    'attempt_ready_to_resume': of(bool),
    'use_legacy_attempt_api': {'type': 'boolean', 'const': True},
    'desktop_application_js_url': {'type': 'string', 'description': "URL of the provider's worker, or empty."},
    'ping_interval': {'type': 'number', 'description': 'Seconds; of exams with a provider.'},
    'attempt_code': {**of(str | None), 'description': 'Of exams with a provider.'},
    'software_download_url': {**of(str | None), 'description': 'While the attempt is being set up.'},
}
NOTHING: Final = closed({}, description='An object without keys.')
CONTACTS: Final = (
    'provider_tech_support_email',
    'provider_tech_support_phone',
    'provider_name',
    'learner_notification_from_email',
    'integration_specific_email',
)

COMPONENTS: Final[dict[str, Schema]] = {
    'Detail': closed({'detail': TEXT}, description='Why the request was refused.'),
    'FieldErrors': {
        'type': 'object',
        'description': 'What is wrong with each field, and under non_field_errors with them together.',
        'additionalProperties': several(TEXT),
    },
    'BadRequest': {'anyOf': [ref('Detail'), ref('FieldErrors')]},
    'User': closed(_fields(UserDict)),
    'Exam': closed(EXAM, description='external_id is null for those who are not staff.'),
    'ExamId': closed({'exam_id': NUMBER}),
    'NewExam': sent(SENT_EXAM, (*REQUIRED_OF_EXAM, 'external_id')),
    'ChangedExam': sent(
        {
            'exam_id': ID,
            **{
                name: SENT_EXAM[name]
                for name in (
                    'exam_name',
                    'time_limit_mins',
                    'is_proctored',
                    'is_practice_exam',
                    'external_id',
                    'is_active',
                    'hide_after_due',
                )
            },
        },
        ('exam_id',),
        description='What is absent or null stays as it is.',
    ),
    'RegisteredExam': sent({**SENT_EXAM, 'external_id': of(str | None)}, REQUIRED_OF_EXAM),
    'RegistrationErrors': {
        'description': 'By the place of the exam in the list, counted from 0; or what is wrong with the list.',
        'anyOf': [
            {'type': 'object', 'additionalProperties': ref('FieldErrors')},
            ref('FieldErrors'),
        ],
    },
    'Settings': closed(
        {
            'platform_name': TEXT,
            'contact_us': TEXT,
            'link_urls': nullable({'type': 'object', 'additionalProperties': of(str | None)}),
            'exam_proctoring_backend': nullable(
                {'type': 'object', 'description': "The provider's configuration; empty for timed exams."}
            ),
            **dict.fromkeys(CONTACTS, TEXT),
            'proctoring_escalation_email': of(str | None),
        },
        optional=frozenset({*CONTACTS, 'proctoring_escalation_email'}),
        description='The contacts of the provider are there for proctored exams only.',
    ),
    'ReviewPolicy': closed({'review_policy': of(str | None)}),
    'Attempt': closed(ATTEMPT),
    'PolledAttempt': closed(
        {
            **ATTEMPT,
            'time_remaining_seconds': {'type': ['number', 'null'], 'minimum': 0, 'description': 'Of the time now.'},
            'accessibility_time_string': WORDS,
        }
    ),
    'AttemptId': closed({'exam_attempt_id': NUMBER}),
    'ActedAttempt': closed(
        {'exam_attempt_id': {'anyOf': [NUMBER, {'type': 'boolean', 'const': False}]}},
        description='The attempt that the learner goes on with; false when there was nothing to do.',
    ),
    'NewAttempt': sent({'exam_id': ID, 'attempt_proctored': FLAG, 'start_clock': FLAG}, ('exam_id',)),
    'Action': sent(
        {
            'action': {'type': 'string', 'enum': [*ACTIONS, *STAFF_ACTIONS]},
            'user_id': {**ID, 'description': 'The learner for whom staff of the course act.'},
            'detail': {'type': 'string', 'description': 'What the client noticed; not kept.'},
        },
        ('action',),
    ),
    'Timer': closed(TIMER, optional=PROVIDER_KEYS, description='The clock of a running exam.'),
    'NoTimer': closed(
        {
            'in_timed_exam': {'type': 'boolean', 'const': False},
            'is_proctored': {'type': 'boolean', 'const': False},
        }
    ),
    'ExamWithAttempt': closed(
        {
            **EXAM,
            'attempt': {'anyOf': [ref('Timer'), NOTHING]},
            'total_time': WORDS,
            'prerequisite_status': {'type': 'object', 'description': 'Credit requirements of a proctored exam.'},
            'onboarding_link': TEXT,
            'type': {'type': 'string', 'enum': ['timed', 'proctored', 'practice', 'onboarding']},
            'passed_due_date': of(bool),
            'use_legacy_attempt_api': {'type': 'boolean', 'const': True},
        },
        optional=frozenset({'total_time', 'prerequisite_status', 'onboarding_link'}),
    ),
    'ExamAndAttempt': closed(
        {
            'exam': {'anyOf': [ref('ExamWithAttempt'), NOTHING]},
            'active_attempt': {'anyOf': [ref('Timer'), NOTHING]},
        }
    ),
    'ActiveExam': closed({'exam': ref('Exam'), 'attempt': ref('Attempt'), 'allowances': several(ref('Allowance'))}),
    'AttemptGroup': closed(
        {**ATTEMPT, 'all_attempts': several(ref('Attempt'))},
        description='The newest attempt of a learner at an exam, and all of them, newest first.',
    ),
    'AttemptGroups': closed(
        {
            'proctored_exam_attempts': several(ref('AttemptGroup')),
            'pagination_info': closed(
                {
                    'has_previous': of(bool),
                    'has_next': of(bool),
                    'current_page': NUMBER,
                    'total_pages': NUMBER,
                }
            ),
            'attempt_url': {'type': 'string', 'description': 'Path of this list; clients append ?page=n.'},
        }
    ),
    'Allowance': closed(_fields(AllowanceDict)),
    'AllowancesByUser': {'type': 'object', 'additionalProperties': several(ref('Allowance'))},
    'NewAllowance': sent(
        {
            'exam_id': ID,
            'user_info': {
                'oneOf': [TEXT, NUMBER],
                'description': 'user name or e-mail address; as a JSON number, a user id',
            },
            'key': {'type': 'string', 'description': 'additional_time_granted (minutes), review_policy_exception, ...'},
            'value': TEXT,
        },
        ('exam_id', 'user_info', 'key', 'value'),
    ),
    'RevokedAllowance': sent({'exam_id': ID, 'user_id': ID, 'key': TEXT}, ('exam_id', 'user_id', 'key')),
    'BulkAllowance': sent(
        {
            'course_id': TEXT,
            'exam_ids': IDS,
            'user_ids': {**IDS, 'description': 'user names or e-mail addresses: a list, or text with commas'},
            'allowance_type': {'type': 'string', 'description': 'A key of allowances, or time_multiplier.'},
            'value': TEXT,
        },
        ('exam_ids', 'user_ids', 'allowance_type', 'value'),
    ),
    'BulkRefusal': closed(
        {'detail': TEXT, 'field': {'type': 'string', 'enum': ['user_info', 'allowance_value']}},
        optional=frozenset({'field'}),
        description='field says which input of the form is wrong.',
    ),
    'BulkResult': several(closed({'exam_id': {'oneOf': [NUMBER, TEXT]}, 'user_id': {'oneOf': [NUMBER, TEXT]}})),
    'Onboarding': closed(
        {
            'onboarding_status': {
                **of(str | None),
                'description': 'A status of an attempt, or other_course_approved; null without an attempt.',
            },
            'onboarding_link': of(str | None),
            'expiration_date': of(str | None),
            'onboarding_past_due': of(bool),
            'onboarding_release_date': of(datetime | None),
            'review_requirements_url': TEXT,
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
    'OnboardingRow': closed(
        {
            'username': TEXT,
            'enrollment_mode': of(str | None),
            'status': nullable(enumerated(InstructorDashboardOnboardingAttemptStatus)),
            'modified': of(datetime | None),
        }
    ),
    'CourseOverview': closed(
        {
            'attempts': NUMBER,
            'learners': NUMBER,
            'statuses': several(closed({'status': enumerated(AttemptStatus), 'count': NUMBER})),
            'reviews': several(closed({'outcome': TEXT, 'count': NUMBER})),
            'time_used': several(closed({'from_percent': NUMBER, 'to_percent': of(int | None), 'count': NUMBER})),
            'unit': {'type': 'string', 'description': 'Of the starts: the span of time that each is about.'},
            'starts': several(closed({'at': of(datetime), 'count': NUMBER})),
        },
        description='Counts. time_used has tenths of the allowed time, and at its end the attempts that took longer.',
    ),
    'RetiredAtProviders': {
        'type': 'object',
        'description': 'Whether each provider deleted the data, by its name.',
        'additionalProperties': of(bool),
    },
    'Review': sent(
        {
            'status': enumerated(ReviewStatus),
            'comments': several(
                sent(
                    {
                        'comment': TEXT,
                        'status': TEXT,
                        'start': NUMBER,
                        'stop': NUMBER,
                        'duration': NUMBER,
                    },
                    ('comment', 'status'),
                    description='start, stop and duration are seconds.',
                )
            ),
            'reviewed_by': {'type': 'string', 'description': 'E-mail address of the staff member who reviewed.'},
            'payload': {'type': 'object', 'description': 'Its videoReviewLink is stored encrypted.'},
        },
        ('status',),
        description='Further keys are kept with the review.',
    ),
    'SoftwareSecureReview': sent(
        {
            'examMetaData': sent({'examCode': TEXT, 'ssiRecordLocator': TEXT}, ('examCode', 'ssiRecordLocator')),
            'reviewStatus': {'type': 'string', 'enum': ['Clean', 'Rules Violation', 'Suspicious', 'Not Reviewed']},
            'videoReviewLink': TEXT,
            'webCamComments': several({'type': 'object'}),
            'desktopComments': several({'type': 'object'}),
        },
        ('examMetaData', 'reviewStatus'),
    ),
}
