"""Nothing of a retired learner is left in any table: a text is planted wherever there could be some, and looked for.

Which columns there are is asked of the models, so a new one is planted too, unless it is listed in ``HOLDS_NOTHING``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, models
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.urls import reverse
from rest_framework.test import APIClient

from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.exceptions import BackendProviderCannotRemoveAttempt
from edx_proctoring.models import (
    Delivery,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
)
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import (
    AccommodationFactory,
    AllowanceFactory,
    AttemptFactory,
    AttemptNoteFactory,
    CommentFactory,
    DeliveryFactory,
    EntryEventFactory,
    ExamFactory,
    IncidentAttemptFactory,
    ReceivedReviewFactory,
    ReopeningFactory,
    ReviewFactory,
    ReviewPolicyFactory,
    SebConfigurationFactory,
    TimeGrantFactory,
    UsedPassFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
Commit = Callable[[], AbstractContextManager[Any]]
Model = type[models.Model]
Rows = dict[Model, set[Any]]
Dump = dict[tuple[Model, Any], dict[str, Any]]

CANARY = 'canary-4711'
NO_TEXT = (
    models.AutoField,
    models.IntegerField,
    models.DecimalField,
    models.BooleanField,
    models.DateTimeField,
    models.ForeignKey,
)

_EXAM = 'is about the exam, not about a learner'
_POLICY = 'is for all learners of the exam'
_WORD = 'is one of our own words'
_DIGEST = 'is a digest, or random'
_CODE = "is the attempt's code or id at the provider: kept as published, so that statistics can be made"
HOLDS_NOTHING = {
    'ProctoredExam': {
        'course_id': _EXAM,
        'content_id': _EXAM,
        'external_id': _EXAM,
        'exam_name': _EXAM,
        'backend': _EXAM,
    },
    'HistoricalProctoredExam': {
        'course_id': _EXAM,
        'content_id': _EXAM,
        'external_id': _EXAM,
        'exam_name': _EXAM,
        'backend': _EXAM,
        'history_type': _WORD,
        'history_change_reason': _EXAM,
    },
    'ProctoredExamReviewPolicy': {'review_policy': _POLICY},
    'ProctoredExamReviewPolicyHistory': {'review_policy': _POLICY},
    'ProctoredExamStudentAttempt': {'attempt_code': _CODE, 'external_id': _CODE, 'status': _WORD},
    'HistoricalProctoredExamStudentAttempt': {
        'attempt_code': _CODE,
        'external_id': _CODE,
        'status': _WORD,
        'history_type': _WORD,
        'history_change_reason': 'nobody is asked for a reason, and the app gives none',
    },
    'ProctoredExamStudentAllowance': {'key': 'says what kind of allowance it is'},
    'ProctoredExamStudentAllowanceHistory': {'key': 'says what kind of allowance it is'},
    'ProctoredExamSoftwareSecureReview': {'attempt_code': _CODE, 'review_status': _WORD},
    'ProctoredExamSoftwareSecureReviewHistory': {'attempt_code': _CODE, 'review_status': _WORD, 'set_aside': _WORD},
    'ReceivedReview': {'digest': 'is made of the payload and leads to none', 'attempt_code': _CODE},
    'Accommodation': {'course_id': _EXAM},
    'Reopening': {'batch': 'is a random number'},
    'AttemptNote': {'kind': _WORD},
    'TimeGrant': {'batch': 'is a random number', 'source': _WORD},
    'Incident': {'batch': 'is a random number', 'course_id': _EXAM, 'cause': _WORD},
    'IncidentAttempt': {'impact': _WORD, 'remedy': _WORD, 'refusal': _WORD},
    'EntryRules': dict.fromkeys(
        (
            *('networks', 'seb_options', 'seb_exam_keys', 'seb_config_keys'),
            *('seb_password', 'seb_file', 'seb_file_key'),
        ),
        _EXAM,
    ),
    'AccessCode': {'label': _EXAM, 'salt': _DIGEST, 'digest': _DIGEST},
    'EntryPass': {
        'code_session': _DIGEST,
        'place_session': _DIGEST,
        'seb_session': _DIGEST,
        'seb_proof': _DIGEST,
        'seb_version': 'is a version and a platform',
        'closed_rule': _WORD,
        'closed_reason': _WORD,
    },
    'EntryEvent': {'rule': _WORD, 'outcome': _WORD},
    'SebConfiguration': {
        'config_key': _DIGEST,
        'made_from': _DIGEST,
        'start_token': _DIGEST,
        'quit_token': _DIGEST,
    },
    'SebChallenge': {'nonce_digest': _DIGEST, 'session': _DIGEST, 'outcome': _WORD},
    'Delivery': {
        'key': 'is a random number',
        'stream': 'names the attempt by its id',
        'kind': _WORD,
        'backend': _EXAM,
        'payload': 'names everything by id, see the test of real deliveries below',
    },
}


# --- What there is ------------------------------------------------------------------------------------------------


def tables() -> list[Model]:
    """All tables of the app, those of histories included."""
    return list(apps.get_app_config('edx_proctoring').get_models())


def columns_of_text(model: Model) -> list[models.Field[Any, Any]]:
    """All columns that can hold text in any form: whatever is no number, date or relation."""
    return [field for field in model._meta.concrete_fields if not isinstance(field, NO_TEXT)]


def columns_to_plant(model: Model) -> list[models.Field[Any, Any]]:
    """Those of them that can hold something of a learner."""
    spared = HOLDS_NOTHING.get(model.__name__, {})
    return [field for field in columns_of_text(model) if field.name not in spared]


def plain(value: Any) -> Any:
    """A binary value as bytes, on every database."""
    return bytes(value) if isinstance(value, memoryview) else value


def dump() -> Dump:
    """Every value of every row of every table."""
    return {
        (model, row['pk']): {name: plain(value) for name, value in row.items()}
        for model in tables()
        for row in model._base_manager.values('pk', *(field.attname for field in model._meta.concrete_fields))
    }


def found_in_the_database(text: str) -> list[str]:
    """Where the text stands, whatever is around it; on SQLite also anywhere else in the file."""
    found = [
        f'{model.__name__}.{name}'
        for (model, _pk), row in dump().items()
        for name, value in row.items()
        if text in (value.decode('latin-1') if isinstance(value, bytes) else json.dumps(value, default=str))
    ]
    if connection.vendor == 'sqlite':
        script = '\n'.join(line for line in connection.connection.iterdump() if '"proctoring_' in line)
        found += [form for form in (text, text.encode().hex()) if form.lower() in script.lower()]
    return found


# --- What is there about a learner --------------------------------------------------------------------------------


def fill(learner: User) -> None:
    """Rows about the learner in every table: of an attempt that they have and of one that was removed."""
    for is_removed in (False, True):
        exam = ExamFactory()
        policy = ReviewPolicyFactory(proctored_exam=exam)
        policy.save_only()
        attempt = AttemptFactory(proctored_exam=exam, user=learner, status=Status.verified)
        review = ReviewFactory(attempt=attempt)
        review.save_only()
        CommentFactory(review=review)
        ReceivedReviewFactory(attempt=attempt, received_at=attempt.created)
        TimeGrantFactory(attempt=attempt)
        IncidentAttemptFactory(attempt=attempt)
        ReopeningFactory(attempt=attempt)
        AttemptNoteFactory(attempt=attempt)
        AccommodationFactory(user=learner)
        UsedPassFactory(attempt=attempt)
        EntryEventFactory(attempt=attempt)
        SebConfigurationFactory(attempt=attempt)
        allowance = AllowanceFactory(proctored_exam=exam, user=learner, key='note')
        allowance.save()
        DeliveryFactory(stream=f'attempt:{attempt.id}', payload={'user_id': learner.id}, not_before=attempt.created)
        if is_removed:
            attempt.delete_exam_attempt()
            allowance.delete()


def rows_made_by(build: Callable[[], None]) -> Rows:
    """The rows that a function adds to each table."""

    def present() -> Rows:
        return {model: set(model._base_manager.values_list('pk', flat=True)) for model in tables()}

    before = present()
    build()
    return {model: keys - before[model] for model, keys in present().items()}


def canary_for(field: models.Field[Any, Any]) -> Any:
    """The text, in the column's form."""
    if isinstance(field, models.BinaryField):
        return CANARY.encode()
    return {'text': CANARY} if isinstance(field, models.JSONField) else CANARY


def plant(rows: Rows) -> None:
    """Put the text into every column of these rows that may hold something of a learner, behind the app's back."""
    for model, keys in rows.items():
        for field in columns_to_plant(model):
            changed = models.QuerySet(model).filter(pk__in=keys).update(**{field.name: canary_for(field)})
            assert changed, f'fill() makes no row of {model.__name__}'


def retire(learner: User, staff: User) -> None:
    """Over REST, as the LMS does."""
    client = APIClient()
    client.force_login(staff)
    assert client.post(reverse('edx_proctoring:user_retirement_api', args=(learner.id,))).status_code == 204


@pytest.fixture
def other_rows(db: None) -> None:
    """Somebody else has the same, with the same texts in it."""
    plant(rows_made_by(lambda: fill(UserFactory())))


class RefusingMailServer(BaseEmailBackend):
    """Knows none of the recipients, and says whom it doesn't know."""

    def send_messages(self, email_messages: Any) -> int:
        """Refuse."""
        raise SMTPRecipientsRefused({to: (550, b'no such user') for message in email_messages for to in message.to})


# --- Tests --------------------------------------------------------------------------------------------------------


def test_each_column_that_is_spared_exists_and_holds_text() -> None:
    names = {model.__name__: {field.name for field in columns_of_text(model)} for model in tables()}
    assert {
        name: set(spared) - names[name] for name, spared in HOLDS_NOTHING.items() if set(spared) - names[name]
    } == {}


@pytest.mark.deviation('I10')
@pytest.mark.parametrize('names_learner', [True, False], ids=['reviews-name-learner', 'reviews-name-nobody'])
def test_nothing_is_left_of_a_retired_learner(learner: User, staff: User, names_learner: bool) -> None:
    plant(rows_made_by(lambda: fill(learner)))
    if not names_learner:
        ProctoredExamSoftwareSecureReview.objects.update(student=None)
        ProctoredExamSoftwareSecureReviewHistory.objects.update(student=None)
    assert found_in_the_database(CANARY)
    retire(learner, staff)
    assert found_in_the_database(CANARY) == []


@pytest.mark.deviation('I10')
def test_only_what_is_theirs_is_emptied_and_all_rows_stay(learner: User, staff: User, other_rows: None) -> None:
    of_learner = rows_made_by(lambda: fill(learner))
    plant(of_learner)
    before = dump()
    retire(learner, staff)
    after = dump()
    changed = {(key, name) for key, row in before.items() for name, value in row.items() if after[key][name] != value}
    planted = {
        ((model, key), field.name)
        for model, keys in of_learner.items()
        for field in columns_to_plant(model)
        for key in keys
    }
    dates = {(key, name) for key, name in changed if name == 'modified' and key[0].__name__.endswith('Allowance')}
    assert changed - dates == planted
    assert {key for key, _name in dates} <= {key for key, _name in planted}
    # parity: an allowance that is emptied is archived as it is then.
    added = [(key[0].__name__, after[key]['value'], after[key]['user_id']) for key in after.keys() - before.keys()]
    assert added == [('ProctoredExamStudentAllowanceHistory', '', learner.id)]


@pytest.mark.deviation('I10')
def test_retiring_sets_nothing_going(
    learner: User,
    staff: User,
    commit: Commit,
    host: Host,
    provider: RecordingProvider,
    status_signals: list[dict[str, Any]],
    events: list[dict[str, Any]],
) -> None:
    plant(rows_made_by(lambda: fill(learner)))
    saved: list[Any] = []

    def note(sender: Any, **_facts: Any) -> None:
        if sender in tables():
            saved.append(sender)

    pending, asked = list(Delivery.objects.values_list('key', flat=True)), len(host.calls)
    signals = (pre_save, post_save, pre_delete, post_delete)
    for signal in signals:
        signal.connect(note)
    try:
        with commit() as left_to_do:
            retire(learner, staff)
    finally:
        for signal in signals:
            signal.disconnect(note)
    assert left_to_do == []
    assert (saved, status_signals, events, mail.outbox) == ([], [], [], [])
    assert (host.calls[asked:], provider.calls) == ([], [])
    assert list(Delivery.objects.values_list('key', flat=True)) == pending


@pytest.mark.deviation('I10')
def test_what_waits_to_be_delivered_names_nobody(
    staff: User, now: datetime, commit: Commit, host: Host, provider: RecordingProvider, settings: Any
) -> None:
    """Real deliveries, which all fail; the mail server and the provider put the learner's address into their errors."""
    learner = UserFactory(username=CANARY, first_name=CANARY, email=f'{CANARY}@example.com')
    host.credit.student_email, host.credit.profile_fullname = learner.email, CANARY
    attempt = AttemptFactory(user=learner, status=Status.started, started_at=now, allowed_time_limit_mins=90)
    for service, method in (('instructor', 'complete_student_attempt'), ('credit', 'set_credit_requirement_status')):
        host.fail(service, method, RuntimeError(f'nothing for {learner.email}'))
    provider.failures['stop_exam_attempt'] = BackendProviderCannotRemoveAttempt(f'unknown: {CANARY}')
    settings.EMAIL_BACKEND = f'{__name__}.{RefusingMailServer.__name__}'
    with commit():
        change_status(attempt, Change(Status.submitted), now=now)
    before = list(Delivery.objects.values('kind', 'payload', 'attempts_made'))
    assert [row['kind'] for row in before] == ['complete_in_lms', 'credit', 'email', 'stop_exam_attempt']
    assert set(found_in_the_database(CANARY)) <= {'Delivery.last_error', CANARY}
    # Credit waits behind the completion, which failed.
    assert Delivery.objects.filter(last_error__contains=CANARY).count() == 3
    retire(learner, staff)
    assert found_in_the_database(CANARY) == []
    assert list(Delivery.objects.values('kind', 'payload', 'attempts_made')) == before
