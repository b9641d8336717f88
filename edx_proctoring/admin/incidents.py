"""Incidents in the admin, for looking at; staff of the courses record and revert them in the exam room."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from edx_proctoring.admin.base import ProctoringModelAdmin
from edx_proctoring.admin.courses import prettify_course_id
from edx_proctoring.models import Incident


@admin.register(Incident)
class IncidentAdmin(ProctoringModelAdmin):
    """All incidents of the site."""

    fields = ('course_id', 'exam_id', 'cause', 'began_at', 'ended_at', 'reason', 'recorded_at', 'reverted_at')
    list_display = ('recorded_at', 'course', 'exam_id', 'cause', 'began_at', 'ended_at', 'reverted_at')
    list_filter = ('cause', ('reverted_at', admin.EmptyFieldListFilter))
    ordering = ('-id',)
    search_fields = ('course_id',)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: an incident is recorded together with what is done for those whom it hit."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: it is reverted, never edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: the timelines of attempts name it."""
        return False

    @admin.display(description=_('course'), ordering='course_id')
    def course(self, incident: Incident) -> Any:
        """Return the course without the technical parts of its id."""
        return prettify_course_id(incident.course_id)
