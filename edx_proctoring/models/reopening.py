"""Finished attempts that staff reopened."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from edx_proctoring.models.held_text import HeldCharField, HeldTextField


class ReopeningQuerySet(models.QuerySet['Reopening']):
    """Reopenings by whether they count."""

    def in_force(self) -> ReopeningQuerySet:
        """Return the reopenings that were not undone."""
        return self.filter(reverted_at=None)


class Reopening(models.Model):
    """One finished attempt that its learner may continue, in a new attempt, with the time that staff chose.

    Ids instead of foreign keys: a row outlives the attempt that it is about, as the attempt's history does.

    * ``batch`` is the same for what was reopened together; it is also undone together.
    * ``seconds`` is what staff chose: more than 0. The due date cuts it when the learner begins.
    * ``former_seconds`` and ``was_resumable`` are ``time_remaining_seconds`` and ``is_resumable`` of the attempt
      before, to be restored.
    * ``reopened_by_id`` is a user's id; null if no person did it.
    * ``reverted_at`` and ``reverted_by_id``: when, and by whom, it was undone.

    .. pii: the reason is free text about the learner
    .. pii_types: other
    .. pii_retirement: local_api
    """

    batch = HeldCharField(max_length=36, db_index=True)
    attempt_id = models.BigIntegerField(db_index=True)
    exam_id = models.BigIntegerField()
    user_id = models.BigIntegerField(db_index=True)
    seconds = models.IntegerField()
    former_seconds = models.IntegerField(null=True, default=None)
    was_resumable = models.BooleanField(default=False)
    reason = HeldTextField(default='', blank=True)
    reopened_by_id = models.BigIntegerField(null=True, default=None)
    reopened_at = models.DateTimeField()
    reverted_by_id = models.BigIntegerField(null=True, default=None)
    reverted_at = models.DateTimeField(null=True, default=None)

    objects = ReopeningQuerySet.as_manager()

    class Meta:
        db_table = 'proctoring_reopening'
        ordering = ('id',)
        verbose_name = _('reopening')
        verbose_name_plural = _('reopenings')

    def __str__(self) -> str:
        return f'attempt {self.attempt_id} reopened with {self.seconds} seconds'
