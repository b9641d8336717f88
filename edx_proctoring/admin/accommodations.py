"""Standing accommodations in the admin: they are added and revoked there, never edited."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from edx_proctoring.actions import accommodations as actions
from edx_proctoring.admin.base import ProctoringModelAdmin
from edx_proctoring.admin.courses import prettify_course_id
from edx_proctoring.domain.accommodations import find_fault
from edx_proctoring.models import Accommodation

FIELDS = (
    *('user', 'course_id', 'multiplier', 'extra_minutes', 'is_unlimited'),
    *('valid_from', 'valid_until', 'approved_by', 'reason'),
)


class AccommodationForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in its stubs
    """A form that takes what an accommodation can be."""

    class Meta:
        model = Accommodation
        fields = FIELDS
        help_texts = {
            'course_id': _('Leave it empty for all courses.'),
            'multiplier': _(
                "A factor of each exam's time limit, such as 1.5. Or enter extra minutes, or choose no time limit."
            ),
            'is_unlimited': _('Exams still end at the due date, or after about a week.'),
            'valid_until': _('It does not count from this moment on.'),
        }

    def clean(self) -> dict[str, Any] | None:
        """Refuse, for example, one without any time."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            fault = find_fault(Accommodation(**cleaned))
            if fault is not None:
                raise forms.ValidationError(_(actions.FAULTS[fault]) % actions.LIMITS)
        return cleaned


@admin.register(Accommodation)
class AccommodationAdmin(ProctoringModelAdmin):
    """Attempts that are running are extended by what is added, and keep their time when it is revoked."""

    actions = ('revoke_selected',)
    fields = (*FIELDS, 'created', 'revoked_at')
    form = AccommodationForm
    list_display = (
        *('user', 'course', 'multiplier', 'extra_minutes', 'is_unlimited'),
        *('valid_from', 'valid_until', 'revoked_at'),
    )
    list_filter = (('revoked_at', admin.EmptyFieldListFilter),)
    list_select_related = ('user',)
    ordering = ('-id',)
    raw_id_fields = ('user',)
    readonly_fields = ('created', 'revoked_at')
    search_fields = ('user__username', 'user__email', 'course_id')

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: an accommodation is revoked and another one added."""
        return False

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may revoke them: those who could change them if they could be changed."""
        return super().has_change_permission(request)

    @admin.display(description=_('course'), ordering='course_id')
    def course(self, accommodation: Accommodation) -> Any:
        """Return the course without the technical parts of its id."""
        return prettify_course_id(accommodation.course_id) or _('all courses')

    @admin.action(description=_('Revoke the selected accommodations'), permissions=['revoke'])
    def revoke_selected(self, request: HttpRequest, queryset: QuerySet[Accommodation]) -> None:
        """End them now."""
        for accommodation_id in queryset.values_list('id', flat=True):
            actions.revoke(accommodation_id, by=request.user, now=timezone.now())

    def save_model(self, request: HttpRequest, obj: Accommodation, form: Any, change: bool) -> None:
        """Store a new one."""
        actions.create([obj], by=request.user, now=timezone.now())
