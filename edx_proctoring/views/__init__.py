"""The HTTP door: each view reads the request, finds the object, asks for the permission, calls one action or query,
and shapes the answer. The addresses are in ``edx_proctoring.urls``."""

from edx_proctoring.views.access_codes import AccessCodesView, AccessCodeView, CurrentAccessCodeView
from edx_proctoring.views.accommodation_import import AccommodationFileView
from edx_proctoring.views.accommodations import AccommodationsView, AccommodationView
from edx_proctoring.views.active_exams import ActiveExamsForUserView
from edx_proctoring.views.allowances import ExamAllowanceView, ExamBulkAllowanceView, GroupedExamAllowancesByStudent
from edx_proctoring.views.attempt_actions import AttemptActionsView
from edx_proctoring.views.attempts import (
    ATTEMPTS_PER_PAGE,
    StudentProctoredExamResetAttempts,
    StudentProctoredGroupedExamAttemptsByCourse,
)
from edx_proctoring.views.base import AuthenticatedAPIView, ProctoredAPIView
from edx_proctoring.views.board import BoardView
from edx_proctoring.views.dashboard import InstructorDashboard
from edx_proctoring.views.decorators import (
    handle_proctored_exception,
    require_course_or_global_staff,
    require_staff,
)
from edx_proctoring.views.entrance import EntranceView, MovingAttemptsView
from edx_proctoring.views.entry import ExamEntryView
from edx_proctoring.views.entry_rules import EntryRulesView
from edx_proctoring.views.exam_room import (
    AccessCodePage,
    ExamRoomView,
    ScriptTextsView,
    SecondReviewView,
    TimelineView,
)
from edx_proctoring.views.exams import (
    ProctoredExamReviewPolicyView,
    ProctoredExamView,
    ProctoredSettingsView,
    RegisterProctoredExamsView,
)
from edx_proctoring.views.extra_time import ExtraTimeView
from edx_proctoring.views.incidents import IncidentPreviewView, IncidentsView, IncidentView
from edx_proctoring.views.learner_attempts import (
    ProctoredExamActiveAttemptView,
    ProctoredExamAttemptReviewStatus,
    ProctoredExamAttemptView,
    StudentProctoredExamAttempt,
    StudentProctoredExamAttemptCollection,
)
from edx_proctoring.views.messages import MessagesView, ReadMessagesView
from edx_proctoring.views.my_entrance import EntranceCodeView, EntranceSignalView, MyEntranceView
from edx_proctoring.views.not_begun import NotBegunView
from edx_proctoring.views.onboarding import StudentOnboardingStatusByCourseView, StudentOnboardingStatusView
from edx_proctoring.views.operations import HealthView, MetricsView
from edx_proctoring.views.overview import CourseOverviewView
from edx_proctoring.views.permissions import is_user_course_or_global_staff
from edx_proctoring.views.provider_callbacks import (
    AnonymousReviewCallback,
    BaseReviewCallback,
    ExamReadyCallback,
    IgnoreClientContentNegotiation,
    ProctoredExamReviewCallback,
)
from edx_proctoring.views.reopening import ReopeningView
from edx_proctoring.views.results import ProctoredExamResultsView
from edx_proctoring.views.retirement import BackendUserManagementAPI, UserRetirement
from edx_proctoring.views.seb import SebAnswerView, SebChallengeView, SebLinkView
from edx_proctoring.views.seb_pages import SebCheckView, SebFileView, SebQuitView
from edx_proctoring.views.seb_uploads import SebUploadView
from edx_proctoring.views.timeline import AttemptTimelineView

__all__ = [
    'ATTEMPTS_PER_PAGE',
    'AccessCodePage',
    'AccessCodeView',
    'AccessCodesView',
    'AccommodationFileView',
    'AccommodationView',
    'AccommodationsView',
    'ActiveExamsForUserView',
    'AnonymousReviewCallback',
    'AttemptActionsView',
    'AttemptTimelineView',
    'AuthenticatedAPIView',
    'BackendUserManagementAPI',
    'BaseReviewCallback',
    'BoardView',
    'CourseOverviewView',
    'CurrentAccessCodeView',
    'EntranceCodeView',
    'EntranceSignalView',
    'EntranceView',
    'EntryRulesView',
    'ExamAllowanceView',
    'ExamBulkAllowanceView',
    'ExamEntryView',
    'ExamReadyCallback',
    'ExamRoomView',
    'ExtraTimeView',
    'GroupedExamAllowancesByStudent',
    'HealthView',
    'IgnoreClientContentNegotiation',
    'IncidentPreviewView',
    'IncidentView',
    'IncidentsView',
    'InstructorDashboard',
    'MessagesView',
    'MetricsView',
    'MovingAttemptsView',
    'MyEntranceView',
    'NotBegunView',
    'ProctoredAPIView',
    'ProctoredExamActiveAttemptView',
    'ProctoredExamAttemptReviewStatus',
    'ProctoredExamAttemptView',
    'ProctoredExamResultsView',
    'ProctoredExamReviewCallback',
    'ProctoredExamReviewPolicyView',
    'ProctoredExamView',
    'ProctoredSettingsView',
    'ReadMessagesView',
    'RegisterProctoredExamsView',
    'ReopeningView',
    'ScriptTextsView',
    'SebAnswerView',
    'SebChallengeView',
    'SebCheckView',
    'SebFileView',
    'SebLinkView',
    'SebQuitView',
    'SebUploadView',
    'SecondReviewView',
    'StudentOnboardingStatusByCourseView',
    'StudentOnboardingStatusView',
    'StudentProctoredExamAttempt',
    'StudentProctoredExamAttemptCollection',
    'StudentProctoredExamResetAttempts',
    'StudentProctoredGroupedExamAttemptsByCourse',
    'TimelineView',
    'UserRetirement',
    'handle_proctored_exception',
    'is_user_course_or_global_staff',
    'require_course_or_global_staff',
    'require_staff',
]
