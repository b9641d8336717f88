"""What learners have shown to get into exams with entry rules, and what kept them out."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from edx_proctoring.models.held_text import HeldCharField

LONGEST_ADDRESS: Final = 45  # of IPv6, with an IPv4 address in it


class EntryPass(models.Model):
    """One learner at one exam with entry rules.

    Ids instead of foreign keys: a row may outlive the exam and the attempt. Sessions are digests, never keys.

    * ``attempt_id`` is the attempt that was started with it; a new attempt, unless it resumes that one, needs codes and
      checks again.
    * ``code_id`` is the access code that was entered, in ``code_session``. ``wrong_codes`` counts the wrong ones since
      ``wrong_codes_since``.
    * ``released_at``: when staff let this learner in. ``waiting_at``: when their page was heard of in the waiting room;
      ``waiting_since``: since when it has been, with no long pause.
    * ``place_session`` and ``place_address``: where the attempt goes on, since ``placed_at``; empty until it starts,
      and when staff let it move.
    * ``seb_session``, ``seb_verified_at``, ``seb_version``: the last check of Safe Exam Browser that succeeded.
      ``seb_proof`` is a digest of the cookie that the browser was given then.
    * ``closed_rule`` and ``closed_reason`` say what keeps the learner out since ``closed_at``; empty if nothing does,
      or nobody asked. ``noted_at``: when that was stored.

    .. pii: addresses from which the learner took an exam
    .. pii_types: ip
    .. pii_retirement: local_api
    """

    exam_id = models.BigIntegerField()
    user_id = models.BigIntegerField(db_index=True)
    attempt_id = models.BigIntegerField(null=True, default=None, db_index=True)
    code_id = models.BigIntegerField(null=True, default=None)
    code_session = HeldCharField(max_length=64, default='')
    code_entered_at = models.DateTimeField(null=True, default=None)
    wrong_codes = models.IntegerField(default=0)
    wrong_codes_since = models.DateTimeField(null=True, default=None)
    released_at = models.DateTimeField(null=True, default=None)
    released_by_id = models.BigIntegerField(null=True, default=None)
    waiting_at = models.DateTimeField(null=True, default=None)
    waiting_since = models.DateTimeField(null=True, default=None)
    place_session = HeldCharField(max_length=64, default='')
    place_address = HeldCharField(max_length=LONGEST_ADDRESS, default='')
    placed_at = models.DateTimeField(null=True, default=None)
    seb_session = HeldCharField(max_length=64, default='')
    seb_proof = HeldCharField(max_length=64, default='')
    seb_verified_at = models.DateTimeField(null=True, default=None)
    seb_version = HeldCharField(max_length=255, default='')
    closed_rule = HeldCharField(max_length=16, default='')
    closed_reason = HeldCharField(max_length=32, default='')
    closed_at = models.DateTimeField(null=True, default=None)
    noted_at = models.DateTimeField(null=True, default=None)

    class Meta:
        db_table = 'proctoring_entrypass'
        ordering = ('id',)
        constraints = (models.UniqueConstraint(fields=('exam_id', 'user_id'), name='proctoring_one_pass'),)
        verbose_name = _('entry pass')
        verbose_name_plural = _('entry passes')

    def __str__(self) -> str:
        return f'Pass of user {self.user_id} at exam {self.exam_id}'


class EntryEvent(models.Model):
    """Something that happened at the entrance of an exam, or made a running exam close or open again.

    * ``rule`` is that of ``domain.entry_rules``.
    * ``outcome``: a reason of ``domain.entry_rules``, or one of the constants of this class.
    * ``detail`` says more for the kinds that have more, as a dict: never a key, a code, or a whole hash.
    * ``by_id`` is the user who did it for the learner; null if it was the learner, or nobody.

    .. pii: the address from which the learner was refused or let in
    .. pii_types: ip
    .. pii_retirement: local_api
    """

    PASSED = 'passed'
    WRONG_CODE = 'wrong_code'
    TOO_MANY_CODES = 'too_many_codes'
    RELEASED = 'released'
    FREED = 'freed'
    MOVED = 'moved'
    OPENED = 'opened'  # again, after it had been closed

    exam_id = models.BigIntegerField()
    user_id = models.BigIntegerField(db_index=True)
    attempt_id = models.BigIntegerField(null=True, default=None, db_index=True)
    rule = HeldCharField(max_length=16)
    outcome = HeldCharField(max_length=32)
    address = HeldCharField(max_length=LONGEST_ADDRESS, default='')
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True, default=None)

    class Meta:
        db_table = 'proctoring_entryevent'
        ordering = ('id',)
        indexes = (
            models.Index(fields=('exam_id', 'at'), name='proctoring_entry_exam'),
            models.Index(fields=('address', 'at'), name='proctoring_entry_address'),
        )
        verbose_name = _('entry event')
        verbose_name_plural = _('entry events')

    def __str__(self) -> str:
        return f'{self.rule}: {self.outcome} for user {self.user_id} at exam {self.exam_id}'
