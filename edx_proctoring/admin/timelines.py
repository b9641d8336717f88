"""What the timelines of attempts are made of, in the admin, for looking at: extra time, reopenings, and notes.

Staff of the courses give and undo these in the exam room.
"""

from django.contrib import admin

from edx_proctoring.admin.base import ReadOnlyModelAdmin
from edx_proctoring.models import AttemptNote, Reopening, TimeGrant

ABOUT = ('attempt_id', 'exam_id', 'user_id')
SEARCHED = ('=attempt_id', '=exam_id', '=user_id')


@admin.register(TimeGrant)
class TimeGrantAdmin(ReadOnlyModelAdmin):
    """Extra time that attempts got while they were running."""

    fields = (
        *ABOUT,
        *('source', 'seconds', 'reason', 'batch', 'granted_at', 'granted_by_id', 'reverted_at', 'reverted_by_id'),
    )
    list_display = ('granted_at', *ABOUT, 'source', 'seconds', 'granted_by_id', 'reverted_at')
    list_filter = ('source', ('reverted_at', admin.EmptyFieldListFilter))
    ordering = ('-id',)
    search_fields = (*SEARCHED, '=batch')


@admin.register(Reopening)
class ReopeningAdmin(ReadOnlyModelAdmin):
    """Finished attempts that were reopened."""

    fields = (
        *ABOUT,
        *('seconds', 'former_seconds', 'was_resumable', 'reason', 'batch'),
        *('reopened_at', 'reopened_by_id', 'reverted_at', 'reverted_by_id'),
    )
    list_display = ('reopened_at', *ABOUT, 'seconds', 'reopened_by_id', 'reverted_at')
    list_filter = (('reverted_at', admin.EmptyFieldListFilter),)
    ordering = ('-id',)
    search_fields = (*SEARCHED, '=batch')


@admin.register(AttemptNote)
class AttemptNoteAdmin(ReadOnlyModelAdmin):
    """Messages, reasons, and traces of what passed."""

    fields = (*ABOUT, 'kind', 'number', 'text', 'written_at', 'written_by_id', 'read_at')
    list_display = ('written_at', *ABOUT, 'kind', 'number', 'written_by_id', 'read_at')
    list_filter = ('kind',)
    ordering = ('-id',)
    search_fields = SEARCHED
