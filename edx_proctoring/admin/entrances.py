"""Entry rules, access codes, and what happened at entrances, for looking at; staff of the courses change them in the
exam room."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from edx_proctoring.actions import access_codes
from edx_proctoring.admin.base import ReadOnlyModelAdmin
from edx_proctoring.models import AccessCode, EntryEvent, EntryPass, EntryRules
from edx_proctoring.seb.exam_configurations import MINIMUM_VERSIONS
from edx_proctoring.seb.hashes import SHOWN


@admin.register(EntryRules)
class EntryRulesAdmin(ReadOnlyModelAdmin):
    """The rules of all exams, without their secrets: passwords and keys."""

    fields = (
        *('exam', 'starts_from', 'starts_until', 'networks', 'needs_code', 'needs_release', 'released_at'),
        *('binds_place', 'needs_seb', 'has_seb_password', 'allowed_versions', 'file_key', 'modified_at'),
        'modified_by_id',
    )
    readonly_fields = ('has_seb_password', 'allowed_versions', 'file_key')
    list_display = (
        *('exam', 'starts_from', 'starts_until', 'needs_code', 'needs_release', 'binds_place', 'needs_seb'),
        'modified_at',
    )
    list_filter = ('needs_code', 'needs_release', 'binds_place', 'needs_seb')
    list_select_related = ('exam',)
    ordering = ('-exam_id',)
    search_fields = ('exam__course_id',)

    @admin.display(description=_('configurations have a password'), boolean=True)
    def has_seb_password(self, rules: EntryRules) -> bool:
        """Return whether configurations that are made here are encrypted."""
        return bool(rules.seb_password)

    @admin.display(description=_('versions of Safe Exam Browser'))
    def allowed_versions(self, rules: EntryRules) -> str:
        """Return those of configurations that are made here."""
        options = rules.seb_options if isinstance(rules.seb_options, dict) else {}
        return ', '.join(map(str, options.get('minimum_versions', MINIMUM_VERSIONS)))

    @admin.display(description=_('config key of an uploaded file'))
    def file_key(self, rules: EntryRules) -> str:
        """Return its beginning; empty if there is no file."""
        return rules.seb_file_key[:SHOWN]


@admin.register(AccessCode)
class AccessCodeAdmin(ReadOnlyModelAdmin):
    """The codes of all exams, without what is told in the room. They can be revoked."""

    actions = ('revoke_selected',)
    fields: ClassVar[Any] = (
        *('exam_id', 'label', 'rotates_minutes', 'valid_from', 'valid_until'),
        *('created_at', 'created_by_id', 'revoked_at', 'revoked_by_id'),
    )
    list_display = ('id', 'exam_id', 'label', 'rotates_minutes', 'valid_from', 'valid_until', 'revoked_at')
    list_filter = (('revoked_at', admin.EmptyFieldListFilter),)
    ordering = ('-id',)
    search_fields = ('=exam_id', 'label')

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may revoke them: those who could change them if they could be changed."""
        return super(ReadOnlyModelAdmin, self).has_change_permission(request)

    @admin.action(description=_('Revoke the selected access codes'), permissions=['revoke'])
    def revoke_selected(self, request: HttpRequest, queryset: QuerySet[AccessCode]) -> None:
        """Let nobody in with them any more."""
        for code_id in queryset.values_list('id', flat=True):
            access_codes.revoke(code_id, by=request.user, now=timezone.now())


@admin.register(EntryPass)
class EntryPassAdmin(ReadOnlyModelAdmin):
    """What learners have shown, without digests of their sessions."""

    fields = (
        *('exam_id', 'user_id', 'attempt_id', 'code_id', 'code_entered_at', 'wrong_codes', 'released_at'),
        *('waiting_since', 'waiting_at', 'place_address', 'seb_verified_at', 'seb_version'),
        *('closed_rule', 'closed_reason', 'closed_at'),
    )
    list_display = ('id', 'exam_id', 'user_id', 'attempt_id', 'released_at', 'waiting_at', 'closed_rule', 'closed_at')
    list_filter = ('closed_rule',)
    ordering = ('-id',)
    search_fields = ('=exam_id', '=user_id', '=attempt_id')


@admin.register(EntryEvent)
class EntryEventAdmin(ReadOnlyModelAdmin):
    """What happened at the entrances."""

    fields = ('exam_id', 'user_id', 'attempt_id', 'rule', 'outcome', 'address', 'detail', 'at', 'by_id')
    list_display = ('at', 'exam_id', 'user_id', 'attempt_id', 'rule', 'outcome', 'address', 'by_id')
    list_filter = ('rule', 'outcome')
    ordering = ('-id',)
    search_fields = ('=exam_id', '=user_id', '=attempt_id', '=address')
