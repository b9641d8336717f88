"""Review policies in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from edx_proctoring.admin.base import ProctoringModelAdmin
from edx_proctoring.models import ProctoredExamReviewPolicy


@admin.register(ProctoredExamReviewPolicy)
class ProctoredExamReviewPolicyAdmin(ProctoringModelAdmin):
    """Policies name the person who saved them."""

    list_display = ('course_id', 'exam_name')
    list_select_related = True
    readonly_fields = ('set_by_user',)
    search_fields = ('proctored_exam__course_id', 'proctored_exam__exam_name')

    @admin.display(description='course', ordering='proctored_exam__course_id')
    def course_id(self, obj: ProctoredExamReviewPolicy) -> str:
        """Return the course of the exam."""
        return obj.proctored_exam.course_id

    @admin.display(description='exam', ordering='proctored_exam__exam_name')
    def exam_name(self, obj: ProctoredExamReviewPolicy) -> str:
        """Return the name of the exam."""
        return obj.proctored_exam.exam_name

    def save_model(self, request: HttpRequest, obj: ProctoredExamReviewPolicy, form: Any, change: bool) -> None:
        """Save the policy with the current user as its author."""
        obj.set_by_user = request.user  # type: ignore[assignment]  # nobody else gets here
        super().save_model(request, obj, form, change)
