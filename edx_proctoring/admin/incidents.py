"""Incidents in the admin, for looking at; staff of the courses record and revert them in the exam room."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from edx_proctoring.admin.base import ReadOnlyModelAdmin
from edx_proctoring.admin.courses import prettify_course_id
from edx_proctoring.models import Incident, IncidentAttempt


@admin.register(Incident)
class IncidentAdmin(ReadOnlyModelAdmin):
    """All incidents of the site."""

    fields = ('course_id', 'exam_id', 'cause', 'began_at', 'ended_at', 'reason', 'recorded_at', 'reverted_at')
    list_display = ('recorded_at', 'course', 'exam_id', 'cause', 'began_at', 'ended_at', 'reverted_at')
    list_filter = ('cause', ('reverted_at', admin.EmptyFieldListFilter))
    ordering = ('-id',)
    search_fields = ('course_id',)

    @admin.display(description=_('course'), ordering='course_id')
    def course(self, incident: Incident) -> Any:
        """Return the course without the technical parts of its id."""
        return prettify_course_id(incident.course_id)


@admin.register(IncidentAttempt)
class IncidentAttemptAdmin(ReadOnlyModelAdmin):
    """What incidents did to attempts, and what was done for these."""

    fields = (
        *('incident', 'attempt_id', 'exam_id', 'user_id', 'impact', 'remedy', 'wanted_seconds', 'seconds', 'refusal'),
        'treated_at',
    )
    list_display = (
        'id',
        'incident_id',
        'attempt_id',
        'user_id',
        'impact',
        'remedy',
        'seconds',
        'refusal',
        'treated_at',
    )
    list_filter = ('impact', 'remedy', 'refusal')
    ordering = ('-id',)
    search_fields = ('=incident__id', '=attempt_id', '=exam_id', '=user_id')
