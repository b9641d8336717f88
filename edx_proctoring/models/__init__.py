"""The tables. Every published name is importable from here; nothing outside this package imports its modules."""

from django.contrib.auth import get_user_model

from edx_proctoring.models.accommodation import Accommodation
from edx_proctoring.models.allowance import (
    ProctoredExamStudentAllowance,
    ProctoredExamStudentAllowanceHistory,
    ProctoredExamStudentAllowanceManager,
    QuerySetWithUpdateOverride,
    archive_allowances,
)
from edx_proctoring.models.attempt import ProctoredExamStudentAttempt, ProctoredExamStudentAttemptManager
from edx_proctoring.models.attempt_note import LONGEST_MESSAGE, AttemptNote
from edx_proctoring.models.delivery import Delivery, DeliveryQuerySet
from edx_proctoring.models.entry_pass import LONGEST_ADDRESS, EntryEvent, EntryPass
from edx_proctoring.models.entry_rules import AccessCode, EntryRules
from edx_proctoring.models.exam import ProctoredExam
from edx_proctoring.models.history import (
    HistoryType,
    archive_model,
    archive_rows,
    history_row,
    mark_as_recorded,
    record_deletion,
    record_history,
    was_recorded,
)
from edx_proctoring.models.incident import Incident, IncidentAttempt
from edx_proctoring.models.received_review import ReceivedReview, ReceivedReviewQuerySet
from edx_proctoring.models.rejection import Rejection, find_rejection
from edx_proctoring.models.reopening import Reopening, ReopeningQuerySet
from edx_proctoring.models.review import (
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    SetAside,
)
from edx_proctoring.models.review_policy import ProctoredExamReviewPolicy, ProctoredExamReviewPolicyHistory
from edx_proctoring.models.seb_challenge import SebChallenge, SebConfiguration
from edx_proctoring.models.time_grant import TimeGrant, TimeGrantQuerySet

# Made by simple_history while the classes above are made.
HistoricalProctoredExam = ProctoredExam.history.model
HistoricalProctoredExamStudentAttempt = ProctoredExamStudentAttempt.history.model

USER_MODEL = get_user_model()

__all__ = [
    'LONGEST_ADDRESS',
    'LONGEST_MESSAGE',
    'USER_MODEL',
    'AccessCode',
    'Accommodation',
    'AttemptNote',
    'Delivery',
    'DeliveryQuerySet',
    'EntryEvent',
    'EntryPass',
    'EntryRules',
    'HistoricalProctoredExam',
    'HistoricalProctoredExamStudentAttempt',
    'HistoryType',
    'Incident',
    'IncidentAttempt',
    'ProctoredExam',
    'ProctoredExamReviewPolicy',
    'ProctoredExamReviewPolicyHistory',
    'ProctoredExamSoftwareSecureComment',
    'ProctoredExamSoftwareSecureReview',
    'ProctoredExamSoftwareSecureReviewHistory',
    'ProctoredExamStudentAllowance',
    'ProctoredExamStudentAllowanceHistory',
    'ProctoredExamStudentAllowanceManager',
    'ProctoredExamStudentAttempt',
    'ProctoredExamStudentAttemptManager',
    'QuerySetWithUpdateOverride',
    'ReceivedReview',
    'ReceivedReviewQuerySet',
    'Rejection',
    'Reopening',
    'ReopeningQuerySet',
    'SebChallenge',
    'SebConfiguration',
    'SetAside',
    'TimeGrant',
    'TimeGrantQuerySet',
    'archive_allowances',
    'archive_model',
    'archive_rows',
    'find_rejection',
    'history_row',
    'mark_as_recorded',
    'record_deletion',
    'record_history',
    'was_recorded',
]
