"""How lists of reviews are narrowed."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from edx_proctoring.admin.courses import prettify_course_id
from edx_proctoring.models import ProctoredExam
from edx_proctoring.statuses import SoftwareSecureReviewStatus

# Exams whose reviews are still likely to be looked for: around their due date.
DUE_SINCE = timedelta(days=30)
DUE_WITHIN = timedelta(days=7)


class ReviewListFilter(admin.SimpleListFilter):
    """Reviews that wait for a person."""

    title = _('internal review')
    parameter_name = 'reviewed_by'

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """Return two choices: all reviews that no person has decided, or only the suspicious ones."""
        return (('all_unreviewed', _('All unreviewed')), ('all_unreviewed_failures', _('All unreviewed failures')))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the chosen reviews; all without a choice."""
        if self.value() == 'all_unreviewed':
            return queryset.filter(reviewed_by__isnull=True)
        if self.value() == 'all_unreviewed_failures':
            return queryset.filter(reviewed_by__isnull=True, review_status=SoftwareSecureReviewStatus.suspicious)
        return queryset


def _current_exams() -> QuerySet[ProctoredExam]:
    now = timezone.now()
    around_now = Q(due_date__gte=now - DUE_SINCE, due_date__lte=now + DUE_WITHIN)
    exams = ProctoredExam.objects.filter(is_active=True, is_proctored=True, is_practice_exam=False)
    return exams.filter(Q(due_date__isnull=True) | around_now)


class ProctoredExamListFilter(admin.SimpleListFilter):
    """One of the current exams."""

    title = _('active proctored exams')
    parameter_name = 'exam__id'

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """Return the active proctored exams without a due date or with one that is near."""
        exams = _current_exams().order_by('course_id', 'exam_name', 'id')
        return [(str(exam.id), f'{prettify_course_id(exam.course_id)}: {exam.exam_name}') for exam in exams]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the reviews of the chosen exam; an invalid id has no reviews."""
        value = self.value()
        if not value:
            return queryset
        return queryset.filter(exam__id=value) if value.isdecimal() else queryset.none()


class ProctoredExamCoursesListFilter(admin.SimpleListFilter):
    """One of the courses with current exams."""

    title = _('courses with active proctored exams')
    parameter_name = 'exam__course_id'

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """Return the courses of exams whose due date is near."""
        exams = _current_exams().filter(due_date__isnull=False)
        courses = exams.order_by('course_id').values_list('course_id', flat=True).distinct()
        return [(course_id, prettify_course_id(course_id)) for course_id in courses]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the reviews of the chosen course."""
        return queryset.filter(exam__course_id=self.value()) if self.value() else queryset
