"""What course staff did to an attempt or told its learner, in their words."""

from __future__ import annotations

from typing import Final

from django.db import models

from edx_proctoring.models.held_text import HeldCharField, HeldTextField

LONGEST_MESSAGE: Final = 500


class AttemptNote(models.Model):
    """A reason that staff gave for what they did to an attempt, or a message to the learner who was taking it.

    Ids instead of foreign keys: a row outlives the attempt that it is about, as the attempt's history does.

    * ``kind``: ``end`` (why it was ended), ``resume`` (why the learner may resume it), ``message``.
    * ``number``: messages to the same attempt are numbered from 1; 0 for reasons.
    * ``written_by_id`` is a user's id; null if no person wrote it.
    * ``read_at``: when the learner dismissed the message.

    .. pii: the text is free text about the learner, or to them
    .. pii_types: other
    .. pii_retirement: local_api
    """

    END = 'end'
    RESUME = 'resume'
    MESSAGE = 'message'

    attempt_id = models.BigIntegerField(db_index=True)
    exam_id = models.BigIntegerField()
    user_id = models.BigIntegerField(db_index=True)
    kind = HeldCharField(max_length=16)
    number = models.IntegerField(default=0)
    text = HeldTextField(default='', blank=True)
    written_by_id = models.BigIntegerField(null=True, default=None)
    written_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, default=None)

    class Meta:
        db_table = 'proctoring_attemptnote'
        ordering = ('id',)
        verbose_name = 'note about an attempt'
        verbose_name_plural = 'notes about attempts'

    def __str__(self) -> str:
        return f'Note about attempt {self.attempt_id} ({self.kind})'
