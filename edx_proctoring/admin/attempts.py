"""Attempts in the admin: staff moves them on, with all that follows."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.admin.base import ProctoringModelAdmin
from edx_proctoring.admin.courses import prettify_course_id
from edx_proctoring.admin.learner_reasons import LearnerReasonForm, without_learner_reason
from edx_proctoring.exam_room.addresses import timeline_path
from edx_proctoring.exceptions import (
    ProctoredExamIllegalStatusTransition,
    StudentExamAttemptDoesNotExistsException,
)
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.queries.attempts import get_attempt
from edx_proctoring.queries.courses import list_course_ids
from edx_proctoring.statuses import STATUSES
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status


def offered_statuses() -> tuple[tuple[str, Any], ...]:
    """Return the statuses to choose from, including those for developers while ``DEBUG`` is on."""
    offered = {each.status for each in STATUSES.values() if each.is_for_staff}
    if settings.DEBUG:
        offered.update(Status.onboarding_errors)
    return tuple((each.status, _(each.label)) for each in STATUSES.values() if each.status in offered)


class ExamAttemptFilterByCourseId(admin.SimpleListFilter):
    """The attempts of one course."""

    title = _('course')
    parameter_name = 'proctored_exam__course_id'

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """Return all courses that have exams."""
        return [(course_id, prettify_course_id(course_id)) for course_id in list_course_ids().order_by('course_id')]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the attempts of the chosen course; all without a choice."""
        return queryset.filter(proctored_exam__course_id=self.value()) if self.value() else queryset


class ProctoredExamAttemptForm(LearnerReasonForm, forms.ModelForm):  # type: ignore[type-arg]  # generic only in its stubs
    """The status is the one thing to choose; onboarding errors only on a developer's machine."""

    STATUS_CHOICES = STATUSES

    status = forms.ChoiceField(choices=offered_statuses)

    class Meta:
        model = ProctoredExamStudentAttempt
        fields = (
            'user',
            'proctored_exam',
            'started_at',
            'completed_at',
            'attempt_code',
            'external_id',
            'allowed_time_limit_mins',
            'status',
            'taking_as_proctored',
            'is_sample_attempt',
            'review_policy_id',
            'is_status_acknowledged',
            'time_remaining_seconds',
            'is_resumable',
            'ready_to_resume',
            'resumed',
        )

    def rejects(self) -> bool:
        """Return whether the status becomes *Rejected*."""
        return 'status' in self.changed_data and self.cleaned_data['status'] == Status.rejected


@admin.register(ProctoredExamStudentAttempt)
class ProctoredExamStudentAttemptAdmin(ProctoringModelAdmin, SimpleHistoryAdmin):  # type: ignore[misc]  # simple_history has no types
    """Changing the status has all the consequences that it has elsewhere; saving without a change has none."""

    form = ProctoredExamAttemptForm
    history_list_display = ('status',)
    list_display = (
        'username',
        'exam_name',
        'course_id',
        'taking_as_proctored',
        'is_sample_attempt',
        'attempt_code',
        'status',
        'modified',
    )
    list_filter = ('status', 'taking_as_proctored', 'is_sample_attempt', ExamAttemptFilterByCourseId)
    list_select_related = ('user', 'proctored_exam')
    readonly_fields = (
        'user',
        'proctored_exam',
        'started_at',
        'completed_at',
        'attempt_code',
        'external_id',
        'allowed_time_limit_mins',
        'taking_as_proctored',
        'is_sample_attempt',
        'review_policy_id',
        'is_status_acknowledged',
        'time_remaining_seconds',
        'is_resumable',
        'ready_to_resume',
        'resumed',
        'timeline',
    )
    search_fields = ('user__username', 'attempt_code')

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: attempts are created by learners."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: the instructor dashboard removes attempts, which updates the provider and the gradebook."""
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Return the fields; those about a rejection for those who may change the status."""
        fields = super().get_fields(request, obj)
        return list(fields) if self.has_change_permission(request, obj) else without_learner_reason(fields)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Move the attempt to the chosen status, or show why this is not allowed."""
        status = form.cleaned_data['status']
        try:
            attempt = get_attempt(obj.id)
            if attempt.status != status:
                rejection = {'told': form.told, 'told_by': request.user}
                change_status(attempt, Change(status, decided_by='person', **rejection), now=timezone.now())
        except (ProctoredExamIllegalStatusTransition, StudentExamAttemptDoesNotExistsException) as error:
            messages.set_level(request, messages.ERROR)
            messages.error(request, error.detail)

    @admin.display(description=_('timeline'))
    def timeline(self, obj: ProctoredExamStudentAttempt) -> str:
        """Return the link to everything that happened to the attempt, in the exam room."""
        try:
            path = timeline_path(obj.proctored_exam.course_id, obj.id)
        except NoReverseMatch:
            return '-'
        return format_html('<a href="{}">{}</a>', path, _('Show everything that happened'))

    @admin.display(description=_('learner'), ordering='user__username')
    def username(self, obj: ProctoredExamStudentAttempt) -> str:
        """Return the username of the learner."""
        return obj.user.username

    @admin.display(description=_('exam'), ordering='proctored_exam__exam_name')
    def exam_name(self, obj: ProctoredExamStudentAttempt) -> str:
        """Return the name of the exam."""
        return obj.proctored_exam.exam_name

    @admin.display(description=_('course'), ordering='proctored_exam__course_id')
    def course_id(self, obj: ProctoredExamStudentAttempt) -> str:
        """Return the course of the exam."""
        return obj.proctored_exam.course_id
