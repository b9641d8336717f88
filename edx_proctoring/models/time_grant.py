"""Time that running attempts were given."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from edx_proctoring.models.held_text import HeldCharField, HeldTextField


class TimeGrantQuerySet(models.QuerySet['TimeGrant']):
    """Grants by whether they count."""

    def in_force(self) -> TimeGrantQuerySet:
        """Return the grants that were not taken back."""
        return self.filter(reverted_at=None)


class TimeGrant(models.Model):
    """Seconds that one attempt was given while its clock was running.

    The seconds of an attempt's grants that are in force add up to what its limit has grown since it was started. Ids
    instead of foreign keys: a row outlives the attempt that it is about, as the attempt's history does.

    * ``batch`` is the same for what was granted together; it is also undone together.
    * ``source``: ``allowance`` (an allowance or an accommodation that was given or raised meanwhile), ``extension``
      (staff gave this time), or ``incident`` (staff recorded an incident; the batch is the incident's).
    * ``seconds`` is what the attempt got, after the due date has cut it: more than 0.
    * ``granted_by_id`` is a user's id; null if no person gave it.
    * ``reverted_at`` and ``reverted_by_id``: when, and by whom, it was taken back.

    .. pii: the reason is free text about the learner
    .. pii_types: other
    .. pii_retirement: local_api
    """

    ALLOWANCE = 'allowance'
    EXTENSION = 'extension'
    INCIDENT = 'incident'

    batch = HeldCharField(max_length=36, db_index=True)
    attempt_id = models.BigIntegerField(db_index=True)
    exam_id = models.BigIntegerField()
    user_id = models.BigIntegerField(db_index=True)
    source = HeldCharField(max_length=16)
    seconds = models.IntegerField()
    reason = HeldTextField(default='', blank=True)
    granted_by_id = models.BigIntegerField(null=True, default=None)
    granted_at = models.DateTimeField()
    reverted_by_id = models.BigIntegerField(null=True, default=None)
    reverted_at = models.DateTimeField(null=True, default=None)

    objects = TimeGrantQuerySet.as_manager()

    class Meta:
        db_table = 'proctoring_timegrant'
        ordering = ('id',)
        verbose_name = _('extra time')
        verbose_name_plural = _('extra time')

    def __str__(self) -> str:
        return f'{self.seconds} seconds more for attempt {self.attempt_id} ({self.source})'
