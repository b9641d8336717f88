"""The Django admin: exams, attempts, their timelines, accommodations, incidents, reviews, and what comes in and out."""

from edx_proctoring.admin.accommodations import AccommodationAdmin, AccommodationForm
from edx_proctoring.admin.attempts import (
    ExamAttemptFilterByCourseId,
    ProctoredExamAttemptForm,
    ProctoredExamStudentAttemptAdmin,
)
from edx_proctoring.admin.courses import prettify_course_id
from edx_proctoring.admin.deliveries import DeliveryAdmin
from edx_proctoring.admin.entrances import AccessCodeAdmin, EntryEventAdmin, EntryPassAdmin, EntryRulesAdmin
from edx_proctoring.admin.exams import ProctoredExamAdmin, ProctoredExamForm
from edx_proctoring.admin.incidents import IncidentAdmin, IncidentAttemptAdmin
from edx_proctoring.admin.policies import ProctoredExamReviewPolicyAdmin
from edx_proctoring.admin.received_reviews import ReceivedReviewAdmin
from edx_proctoring.admin.review_filters import (
    ProctoredExamCoursesListFilter,
    ProctoredExamListFilter,
    ReviewListFilter,
)
from edx_proctoring.admin.reviews import (
    ProctoredExamSoftwareSecureReviewAdmin,
    ProctoredExamSoftwareSecureReviewForm,
    ProctoredExamSoftwareSecureReviewHistoryAdmin,
)
from edx_proctoring.admin.timelines import AttemptNoteAdmin, ReopeningAdmin, TimeGrantAdmin

__all__ = (
    'AccessCodeAdmin',
    'AccommodationAdmin',
    'AccommodationForm',
    'AttemptNoteAdmin',
    'DeliveryAdmin',
    'EntryEventAdmin',
    'EntryPassAdmin',
    'EntryRulesAdmin',
    'ExamAttemptFilterByCourseId',
    'IncidentAdmin',
    'IncidentAttemptAdmin',
    'ProctoredExamAdmin',
    'ProctoredExamAttemptForm',
    'ProctoredExamCoursesListFilter',
    'ProctoredExamForm',
    'ProctoredExamListFilter',
    'ProctoredExamReviewPolicyAdmin',
    'ProctoredExamSoftwareSecureReviewAdmin',
    'ProctoredExamSoftwareSecureReviewForm',
    'ProctoredExamSoftwareSecureReviewHistoryAdmin',
    'ProctoredExamStudentAttemptAdmin',
    'ReceivedReviewAdmin',
    'ReopeningAdmin',
    'ReviewListFilter',
    'TimeGrantAdmin',
    'prettify_course_id',
)
