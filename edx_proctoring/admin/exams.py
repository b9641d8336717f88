"""Exams in the admin. The provider of a proctored exam is told of what is saved, as at any other save."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.utils import timezone

from edx_proctoring.admin.base import ProctoringModelAdmin
from edx_proctoring.domain.instants import FIRST, LAST
from edx_proctoring.models import ProctoredExam


class ProctoredExamForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in its stubs
    """A form that stores empty optional fields as null."""

    class Meta:
        model = ProctoredExam
        fields = (
            'course_id',
            'content_id',
            'external_id',
            'exam_name',
            'time_limit_mins',
            'due_date',
            'is_proctored',
            'is_practice_exam',
            'is_active',
            'hide_after_due',
            'backend',
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ('external_id', 'due_date', 'backend'):
            self.fields[name].required = False
        self.initial['due_date'] = _shown(self.initial.get('due_date'))

    def clean_backend(self) -> str | None:
        """Return None instead of an empty name, for the default provider."""
        return self.cleaned_data['backend'] or None

    def clean_external_id(self) -> str | None:
        """Return None instead of an empty id: the provider does not know the exam."""
        return self.cleaned_data['external_id'] or None


def _shown(moment: datetime | None) -> datetime | None:
    """Return what the form can show in the reader's time zone.

    If the moment is out of range there, it is the end of the calendar.
    """
    try:
        if moment is not None:
            timezone.localtime(moment)
    except OverflowError:
        return (LAST if moment and moment.year > FIRST.year else FIRST).replace(tzinfo=None)
    return moment


@admin.register(ProctoredExam)
class ProctoredExamAdmin(ProctoringModelAdmin):
    """Exams come from courses; here they are viewed and, rarely, corrected."""

    form = ProctoredExamForm
    search_fields = ('course_id', 'exam_name')
