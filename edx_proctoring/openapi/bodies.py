"""The objects that clients send, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from edx_proctoring.actions.learner_actions import ACTIONS, STAFF_ACTIONS
from edx_proctoring.openapi.schemas import Schema, Schemas, ref
from edx_proctoring.serializers import ExamDict
from edx_proctoring.shapes import texts_of
from edx_proctoring.statuses import ReviewStatus

SCHEMAS: Final = Schemas()
TEXT, NUMBER, INSTANT, _ = map(SCHEMAS.of, (str, int, datetime, ExamDict))
REVIEW_STATUS: Final = Annotated[str, texts_of(ReviewStatus)]


def nullable(schema: Schema) -> Schema:
    """The same, or null."""
    return {**schema, 'type': [schema['type'], 'null']}


def several(schema: Schema) -> Schema:
    """A list of them."""
    return {'type': 'array', 'items': schema}


def sent(properties: Mapping[str, Schema], required: tuple[str, ...] = (), **facts: Any) -> Schema:
    """An object that clients send; keys that nobody knows are passed over."""
    return {
        'type': 'object',
        **facts,
        'properties': dict(properties),
        **({'required': [*required]} if required else {}),
    }


OFF: Final[Schema] = {'type': 'boolean', 'default': False}
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
CHANGEABLE: Final = (
    'exam_name',
    'time_limit_mins',
    'is_proctored',
    'is_practice_exam',
    'external_id',
    'is_active',
    'hide_after_due',
)
EXAM: Final[dict[str, Schema]] = {
    **{name: schema for name, schema in SCHEMAS.named['Exam']['properties'].items() if name != 'id'},
    'external_id': {'type': 'string', 'description': "The provider's ID of the exam."},
    'due_date': INSTANT,
    'backend': {'type': 'string', 'description': "Name of the provider; by default the site's default provider."},
}
SECONDS: Final[Schema] = {'type': 'integer', 'description': 'Seconds.'}

BODIES: Final[dict[str, Schema]] = {
    'NewExam': sent(EXAM, (*REQUIRED_OF_EXAM, 'external_id')),
    'ChangedExam': sent(
        {'exam_id': NUMBER, **{name: EXAM[name] for name in CHANGEABLE}},
        ('exam_id',),
        description='Fields that are absent or null keep their values.',
    ),
    'RegisteredExam': sent(
        {**EXAM, 'external_id': nullable(EXAM['external_id']), 'due_date': nullable(INSTANT)}, REQUIRED_OF_EXAM
    ),
    'NewAttempt': sent(
        {
            'exam_id': NUMBER,
            'attempt_proctored': {**OFF, 'description': 'Whether the learner takes the exam with proctoring.'},
            'start_clock': {**OFF, 'description': 'Whether the attempt starts at once.'},
        },
        ('exam_id',),
    ),
    'AttemptAction': {'type': 'string', 'enum': [*ACTIONS, *STAFF_ACTIONS]},
    'Action': sent(
        {
            'action': ref('AttemptAction'),
            'user_id': {**NUMBER, 'description': 'The learner for whom staff of the course act.'},
            'detail': {'type': 'string', 'description': 'What the client noticed. That there was one is logged.'},
        },
        ('action',),
    ),
    'NewAllowance': sent(
        {
            'exam_id': NUMBER,
            'user_info': {
                'oneOf': [TEXT, NUMBER],
                'description': 'A username or an email address; as a JSON number, a user ID.',
            },
            'key': {
                'type': 'string',
                'description': '`additional_time_granted` (minutes), `review_policy_exception`, or a key of your own.',
            },
            'value': TEXT,
        },
        ('exam_id', 'user_info', 'key', 'value'),
    ),
    'RevokedAllowance': sent({'exam_id': NUMBER, 'user_id': NUMBER, 'key': TEXT}, ('exam_id', 'user_id', 'key')),
    'BulkAllowance': sent(
        {
            'course_id': TEXT,
            'exam_ids': several(NUMBER),
            'user_ids': {**several(TEXT), 'description': 'Usernames or email addresses.'},
            'allowance_type': {'type': 'string', 'description': 'A key of allowances, or `time_multiplier`.'},
            'value': TEXT,
        },
        ('exam_ids', 'user_ids', 'allowance_type', 'value'),
    ),
    'ReviewStatus': SCHEMAS.of(REVIEW_STATUS),
    'ReviewComment': sent(
        {'comment': TEXT, 'status': TEXT, **dict.fromkeys(('start', 'stop', 'duration'), SECONDS)},
        description='A finding. `start` and `stop` are positions in the recording. Missing values are empty or 0.',
    ),
    'Review': sent(
        {
            'status': ref('ReviewStatus'),
            'comments': several(ref('ReviewComment')),
            'reviewed_by': {'type': 'string', 'description': 'Email address of the staff member who reviewed.'},
            'payload': {'type': 'object', 'description': 'Its `videoReviewLink` is stored encrypted.'},
        },
        ('status',),
        description='Other keys are stored with the review.',
    ),
    'SoftwareSecureMetadata': sent(
        {
            'examCode': {'type': 'string', 'description': 'Code of the attempt.'},
            'ssiRecordLocator': {'type': 'string', 'description': "The provider's ID of the attempt."},
        },
        ('examCode', 'ssiRecordLocator'),
    ),
    'SoftwareSecureComment': sent(
        {
            'comments': TEXT,
            'eventStatus': TEXT,
            **dict.fromkeys(('eventStart', 'eventFinish', 'duration'), SECONDS),
        },
        description='A finding. Missing values are empty or 0.',
    ),
    'SoftwareSecureReview': sent(
        {
            'examMetaData': ref('SoftwareSecureMetadata'),
            'reviewStatus': {'type': 'string', 'enum': ['Clean', 'Rules Violation', 'Suspicious', 'Not Reviewed']},
            'videoReviewLink': {'type': 'string', 'description': 'Stored encrypted.'},
            'webCamComments': several(ref('SoftwareSecureComment')),
            'desktopComments': several(ref('SoftwareSecureComment')),
        },
        ('examMetaData', 'reviewStatus'),
    ),
}
