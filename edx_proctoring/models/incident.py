"""Technical failures, and what was done for those whom they hit."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from edx_proctoring.models.held_text import HeldCharField, HeldTextField


class Incident(models.Model):
    """A time during which the provider, the network or the platform was down for exams of a course.

    * ``batch`` is a UUID of the client's making: the same request, sent again, is about the same incident. The grants
      of the incident have it, too.
    * ``exam_id`` limits it to one exam; null is all exams of the course. Ids instead of foreign keys: the record
      outlives what it is about.
    * ``beyond_due_date``: the time that it gives may end after the learners' due dates.
    * ``recorded_by_id`` and ``reverted_by_id`` are users' ids; null if it was no person.

    .. pii: the reason is free text, which may name somebody whom the incident hit
    .. pii_types: other
    .. pii_retirement: local_api
    """

    batch = HeldCharField(max_length=36, unique=True)
    course_id = HeldCharField(_('course'), max_length=255, db_index=True)
    exam_id = models.BigIntegerField(_('exam'), null=True, default=None)
    cause = HeldCharField(_('cause'), max_length=16)
    began_at = models.DateTimeField(_('from'))
    ended_at = models.DateTimeField(_('to'))
    reason = HeldTextField(_('reason'), default='', blank=True)
    beyond_due_date = models.BooleanField(default=False)
    recorded_by_id = models.BigIntegerField(null=True, default=None)
    recorded_at = models.DateTimeField(_('recorded'))
    reverted_by_id = models.BigIntegerField(null=True, default=None)
    reverted_at = models.DateTimeField(_('reverted'), null=True, default=None)

    class Meta:
        db_table = 'proctoring_incident'
        ordering = ('-id',)
        verbose_name = _('incident')
        verbose_name_plural = _('incidents')

    def __str__(self) -> str:
        return f'incident {self.pk} in {self.course_id} ({self.cause})'


class IncidentAttempt(models.Model):
    """What an incident did to one attempt, and what is, or is to be, done for it.

    The rows of an incident are stored with it, before anything is done: whoever goes on with it knows what is left.

    * ``impact`` and ``remedy`` are those of ``domain.incidents``; the former is empty for an attempt that was not hit.
    * ``wanted_seconds`` is what the attempt should get, ``seconds`` what it got.
    * ``treated_at`` is null until the remedy was applied or refused; ``refusal`` says why it was.

    .. no_pii:
    """

    # Without a constraint in the database, which nothing here needs.
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name='attempts', db_constraint=False)
    attempt_id = models.BigIntegerField(db_index=True)
    exam_id = models.BigIntegerField()
    user_id = models.BigIntegerField(db_index=True)
    impact = HeldCharField(max_length=16, blank=True)
    remedy = HeldCharField(max_length=16)
    wanted_seconds = models.IntegerField(default=0)
    seconds = models.IntegerField(default=0)
    refusal = HeldCharField(max_length=32, default='', blank=True)
    treated_at = models.DateTimeField(null=True, default=None)

    class Meta:
        db_table = 'proctoring_incidentattempt'
        ordering = ('id',)
        verbose_name = _('attempt hit by an incident')
        verbose_name_plural = _('attempts hit by an incident')
        constraints = (models.UniqueConstraint(fields=('incident', 'attempt_id'), name='proctoring_incident_once'),)

    def __str__(self) -> str:
        return f'{self.remedy} for attempt {self.attempt_id}'
