"""What none of the other tables holds of what happened to an attempt."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from edx_proctoring.models.held_text import HeldCharField, HeldTextField

LONGEST_MESSAGE: Final = 500


class AttemptNote(models.Model):
    """A reason that staff gave for what they did to an attempt, a message to its learner, or a trace of what passed.

    Ids instead of foreign keys: a row outlives the attempt that it is about, as the attempt's history does.

    * ``kind``: ``end`` (why it was ended), ``resume`` (why the learner may resume it), ``message``; ``contact`` (the
      learner's page was not heard of from ``written_at`` to ``read_at``); ``job`` (something was done at the
      provider, in the LMS, or by email: ``text`` is the kind of the job); ``rejection`` (what the learner is told of a
      rejection that was no decision about a review: ``text`` is that of ``domain.rejection_reasons.Told.as_note``).
    * ``number``: messages to the same attempt are numbered from 1; of a job, how often it was tried; otherwise 0.
    * ``written_by_id`` is a user's id; null if no person wrote it.
    * ``read_at``: when the learner dismissed the message, or when what they are told ceased to count.

    .. pii: the text is free text about the learner, or to them
    .. pii_types: other
    .. pii_retirement: local_api
    """

    END = 'end'
    RESUME = 'resume'
    MESSAGE = 'message'
    CONTACT = 'contact'
    JOB = 'job'
    REJECTION = 'rejection'
    IN_WORDS = (END, RESUME, MESSAGE, REJECTION)  # of persons

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
        verbose_name = _('note about an attempt')
        verbose_name_plural = _('notes about attempts')

    def __str__(self) -> str:
        return f'Note about attempt {self.attempt_id} ({self.kind})'
