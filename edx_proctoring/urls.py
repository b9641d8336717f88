"""All addresses of the app. Hosts include this module under the namespace ``edx_proctoring``, the LMS at ``/api/``."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path, re_path

from edx_proctoring import instructor_dashboard_exam_urls, views
from edx_proctoring.views.base import refusing_in_text
from edx_proctoring.views.course_address import course_address
from edx_proctoring.views.login import log_in
from edx_proctoring.views.provider_callbacks import start_exam_callback

app_name = 'edx_proctoring'

V1 = 'edx_proctoring/v1/'
EXAMS = f'{V1}proctored_exam/'
READING = ['get', 'head', 'options']

exam_patterns = [
    path(f'{EXAMS}exam', views.ProctoredExamView.as_view(), name='proctored_exam.exam'),
    path(
        f'{EXAMS}exam/exam_id/<int:exam_id>',
        views.ProctoredExamView.as_view(http_method_names=READING),
        name='proctored_exam.exam_by_id',
    ),
    re_path(
        # parity: [A-z] admits six signs that are no letters. Block ids, which have others, don't match.
        course_address(f'{EXAMS}exam/course_id/', r'/content_id/(?P<content_id>[A-z0-9]+)'),
        views.ProctoredExamView.as_view(http_method_names=READING),
        name='proctored_exam.exam_by_content_id',
    ),
    re_path(
        course_address(f'{EXAMS}exam/course_id/'),
        views.ProctoredExamView.as_view(http_method_names=READING),
        name='proctored_exam.exams_by_course_id',
    ),
    re_path(
        course_address(f'{EXAMS}exam_registration/course_id/'),
        views.RegisterProctoredExamsView.as_view(),
        name='proctored_exam.register_exams_by_course_id',
    ),
    path(
        f'{EXAMS}settings/exam_id/<int:exam_id>/',
        views.ProctoredSettingsView.as_view(),
        name='proctored_exam.proctoring_settings',
    ),
    path(
        f'{EXAMS}review_policy/exam_id/<int:exam_id>/',
        views.ProctoredExamReviewPolicyView.as_view(),
        name='proctored_exam.review_policy',
    ),
]

attempt_patterns = [
    path(
        f'{EXAMS}attempt/<int:attempt_id>',
        views.StudentProctoredExamAttempt.as_view(),
        name='proctored_exam.attempt',
    ),
    re_path(
        course_address(f'{EXAMS}attempt/grouped/course_id/'),
        views.StudentProctoredGroupedExamAttemptsByCourse.as_view(),
        name='proctored_exam.attempts.grouped.course',
    ),
    re_path(
        course_address(f'{EXAMS}attempt/grouped/course_id/', r'/search/(?P<search_by>.+)'),
        views.StudentProctoredGroupedExamAttemptsByCourse.as_view(),
        name='proctored_exam.attempts.grouped.search',
    ),
    path(
        f'{EXAMS}attempt',
        views.StudentProctoredExamAttemptCollection.as_view(),
        name='proctored_exam.attempt.collection',
    ),
    path(
        f'{EXAMS}attempt/<int:attempt_id>/review_status',
        views.ProctoredExamAttemptReviewStatus.as_view(),
        name='proctored_exam.attempt.review_status',
    ),
    path(
        # Not published: ours alone.
        f'{EXAMS}timeline/attempt_id/<int:attempt_id>',
        views.AttemptTimelineView.as_view(),
        name='proctored_exam.attempt.timeline',
    ),
    re_path(
        course_address(f'{EXAMS}attempt/course_id/'),
        views.ProctoredExamAttemptView.as_view(),
        name='proctored_exam.exam_attempts',
    ),
    re_path(
        # Not published: ours alone.
        course_address(f'{EXAMS}results/course_id/'),
        views.ProctoredExamResultsView.as_view(),
        name='proctored_exam.results',
    ),
    re_path(
        rf'^{EXAMS}active_attempt/?$',
        views.ProctoredExamActiveAttemptView.as_view(),
        name='proctored_exam.active_attempt',
    ),
    path(
        f'{EXAMS}active_exams_for_user',
        views.ActiveExamsForUserView.as_view(),
        name='proctored_exam.active_exams_for_user',
    ),
    re_path(
        rf'^{EXAMS}exam_id/(?P<exam_id>\d+)/user_id/(?P<user_id>\d+)/reset_attempts$',
        views.StudentProctoredExamResetAttempts.as_view(),
        name='proctored_exam.attempts.reset',
    ),
]

allowance_patterns = [
    re_path(
        course_address(EXAMS, '/allowance'),
        views.ExamAllowanceView.as_view(http_method_names=READING),
        name='proctored_exam.allowance',
    ),
    path(f'{EXAMS}allowance', views.ExamAllowanceView.as_view(), name='proctored_exam.allowance'),
    re_path(
        course_address(EXAMS, '/bulk_allowance'),
        views.ExamBulkAllowanceView.as_view(),
        name='proctored_exam.bulk_allowance',
    ),
    path(f'{EXAMS}bulk_allowance', views.ExamBulkAllowanceView.as_view(), name='proctored_exam.bulk_allowance'),
    re_path(
        course_address(EXAMS, '/grouped/allowance'),
        views.GroupedExamAllowancesByStudent.as_view(),
        name='proctored_exam.allowance.grouped.course',
    ),
]

accommodation_patterns = [  # not published: ours alone
    re_path(
        course_address(f'{EXAMS}accommodations/course_id/'),
        views.AccommodationsView.as_view(),
        name='proctored_exam.accommodations',
    ),
    re_path(
        course_address(f'{EXAMS}accommodations/import/course_id/'),
        views.AccommodationFileView.as_view(),
        name='proctored_exam.accommodations.import',
    ),
    path(
        f'{EXAMS}accommodations/<int:accommodation_id>',
        views.AccommodationView.as_view(),
        name='proctored_exam.accommodation',
    ),
]

incident_patterns = [  # not published: ours alone
    re_path(
        course_address(f'{EXAMS}incidents/course_id/'),
        views.IncidentsView.as_view(),
        name='proctored_exam.incidents',
    ),
    re_path(
        course_address(f'{EXAMS}incidents/preview/course_id/'),
        views.IncidentPreviewView.as_view(),
        name='proctored_exam.incidents.preview',
    ),
    path(
        f'{EXAMS}incidents/<int:incident_id>',
        views.IncidentView.as_view(),
        name='proctored_exam.incident',
    ),
]

entrance_patterns = [  # not published: ours alone
    path(
        f'{EXAMS}entry_rules/exam_id/<int:exam_id>',
        views.EntryRulesView.as_view(),
        name='proctored_exam.entry_rules',
    ),
    path(
        f'{EXAMS}seb_file/exam_id/<int:exam_id>',
        views.SebUploadView.as_view(),
        name='proctored_exam.seb_file',
    ),
    path(
        f'{EXAMS}access_codes/exam_id/<int:exam_id>',
        views.AccessCodesView.as_view(),
        name='proctored_exam.access_codes',
    ),
    path(
        f'{EXAMS}access_codes/<int:code_id>',
        views.AccessCodeView.as_view(),
        name='proctored_exam.access_code',
    ),
    path(
        f'{EXAMS}current_access_code/<int:code_id>',
        views.CurrentAccessCodeView.as_view(),
        name='proctored_exam.access_code.current',
    ),
    path(
        f'{EXAMS}entrance/exam_id/<int:exam_id>',
        views.EntranceView.as_view(),
        name='proctored_exam.entrance',
    ),
    re_path(
        course_address(f'{EXAMS}entrance/move/course_id/'),
        views.MovingAttemptsView.as_view(),
        name='proctored_exam.entrance.move',
    ),
]

onboarding_patterns = [
    path(
        f'{V1}user_onboarding/status',
        views.StudentOnboardingStatusView.as_view(),
        name='user_onboarding.status',
    ),
    re_path(
        course_address(f'{V1}user_onboarding/status/course_id/'),
        views.StudentOnboardingStatusByCourseView.as_view(),
        name='user_onboarding.status.course',
    ),
]

learner_entrance_patterns = [  # not published: ours alone
    path(
        f'{EXAMS}entrance_code/exam_id/<int:exam_id>',
        views.EntranceCodeView.as_view(),
        name='proctored_exam.entrance_code',
    ),
    path(
        f'{EXAMS}my_entrance/exam_id/<int:exam_id>',
        views.MyEntranceView.as_view(),
        name='proctored_exam.my_entrance',
    ),
]

staff_patterns = [
    re_path(
        # Not published: ours alone.
        course_address(f'{EXAMS}overview/course_id/'),
        views.CourseOverviewView.as_view(),
        name='proctored_exam.overview',
    ),
    re_path(
        # Not published: ours alone.
        course_address(f'{EXAMS}board/course_id/'),
        views.BoardView.as_view(),
        name='proctored_exam.board',
    ),
    re_path(
        # Not published: ours alone.
        course_address(f'{EXAMS}extra_time/course_id/'),
        views.ExtraTimeView.as_view(),
        name='proctored_exam.extra_time',
    ),
    re_path(
        # Not published: ours alone.
        course_address(f'{EXAMS}reopening/course_id/'),
        views.ReopeningView.as_view(),
        name='proctored_exam.reopening',
    ),
    re_path(
        # Not published: ours alone.
        course_address(f'{EXAMS}attempt_actions/course_id/'),
        views.AttemptActionsView.as_view(),
        name='proctored_exam.attempt_actions',
    ),
    re_path(
        # Not published: ours alone.
        course_address(f'{EXAMS}messages/course_id/'),
        views.MessagesView.as_view(),
        name='proctored_exam.messages',
    ),
    path(
        # Not published: ours alone.
        f'{EXAMS}messages/attempt_id/<int:attempt_id>/read',
        views.ReadMessagesView.as_view(),
        name='proctored_exam.messages.read',
    ),
    path(
        # Not published: ours alone.
        f'{EXAMS}not_begun/exam_id/<int:exam_id>',
        views.NotBegunView.as_view(),
        name='proctored_exam.not_begun',
    ),
    re_path(
        course_address(f'{V1}instructor/'),
        views.InstructorDashboard.as_view(),
        name='instructor_dashboard_course',
    ),
    re_path(
        rf'^{V1}retire_backend_user/(?P<user_id>\d+)/$',
        views.BackendUserManagementAPI.as_view(),
        name='backend_user_deletion_api',
    ),
    re_path(
        rf'^{V1}retire_user/(?P<user_id>\d+)/$',
        views.UserRetirement.as_view(),
        name='user_retirement_api',
    ),
]

# For browsers, and not part of the HTTP API; ours alone.
page_patterns = [
    re_path(course_address(f'{V1}instructor/', '/exam_room'), views.ExamRoomView.as_view(), name='exam_room'),
    re_path(
        course_address(f'{V1}instructor/', r'/exam_room/review/(?P<review_id>\d+)'),
        views.SecondReviewView.as_view(),
        name='exam_room_review',
    ),
    re_path(
        course_address(f'{V1}instructor/', r'/exam_room/attempt/(?P<attempt_id>\d+)/timeline'),
        views.TimelineView.as_view(),
        name='exam_room_timeline',
    ),
    re_path(
        course_address(f'{V1}instructor/', r'/exam_room/access_code/(?P<code_id>\d+)'),
        views.AccessCodePage.as_view(),
        name='exam_room_access_code',
    ),
    path(f'{V1}entry/<int:exam_id>', views.ExamEntryView.as_view(), name='exam_entry'),
    path(
        f'{EXAMS}entrance_signal/exam_id/<int:exam_id>',
        views.EntranceSignalView.as_view(),
        name='proctored_exam.entrance_signal',
    ),
    # Addresses that are checked have letters, digits, hyphens, underscores, and slashes only (``seb``).
    re_path(rf'^{V1}seb/check/(?P<nonce>[A-Za-z0-9_-]{{22}})$', views.SebCheckView.as_view(), name='seb_check'),
    re_path(
        rf'^{V1}seb/configuration/(?P<token>[A-Za-z0-9_-]{{32}})\.seb$', views.SebFileView.as_view(), name='seb_file'
    ),
    re_path(rf'^{V1}seb/quit/(?P<token>[0-9a-f]{{32}})$', views.SebQuitView.as_view(), name='seb_quit'),
    path(f'{V1}javascript_catalog/<str:language>.js', views.ScriptTextsView.as_view(), name='javascript_catalog'),
]

seb_patterns = [  # not published: ours alone
    path(f'{EXAMS}seb/exam_id/<int:exam_id>/link', views.SebLinkView.as_view(), name='proctored_exam.seb.link'),
    path(
        f'{EXAMS}seb/exam_id/<int:exam_id>/challenge',
        views.SebChallengeView.as_view(),
        name='proctored_exam.seb.challenge',
    ),
    re_path(
        rf'^{V1}seb/check/(?P<nonce>[A-Za-z0-9_-]{{22}})/answer$', views.SebAnswerView.as_view(), name='seb_answer'
    ),
]

provider_patterns = [
    path(
        f'{EXAMS}attempt/<slug:external_id>/ready',
        views.ExamReadyCallback.as_view(),
        name='proctored_exam.attempt.ready_callback',
    ),
    path(
        f'{EXAMS}attempt/<slug:external_id>/reviewed',
        views.ProctoredExamReviewCallback.as_view(),
        name='proctored_exam.attempt.callback',
    ),
    path(
        'edx_proctoring/proctoring_launch_callback/start_exam/<slug:attempt_code>',
        start_exam_callback,
        name='anonymous.proctoring_launch_callback.start_exam',
    ),
    path(
        'edx_proctoring/proctoring_review_callback/',
        views.AnonymousReviewCallback.as_view(),
        name='anonymous.proctoring_review_callback',
    ),
]

operations_patterns = [
    path('edx_proctoring/health', views.HealthView.as_view(), name='health'),
    path('edx_proctoring/metrics', views.MetricsView.as_view(), name='metrics'),
]

# REST framework's addresses for its browsable pages, but for hosts that have these at no other place (deviation X75).
browsable_patterns = [
    path('login/', log_in, name='login'),
    path('logout/', refusing_in_text(LogoutView.as_view()), name='logout'),
]

urlpatterns = [
    *exam_patterns,
    *attempt_patterns,
    *allowance_patterns,
    *accommodation_patterns,
    *incident_patterns,
    *entrance_patterns,
    *onboarding_patterns,
    *learner_entrance_patterns,
    *staff_patterns,
    *page_patterns,
    *seb_patterns,
    *provider_patterns,
    *operations_patterns,
    path('', include((browsable_patterns, 'rest_framework'), namespace='rest_framework')),
    *instructor_dashboard_exam_urls.urlpatterns,
]
