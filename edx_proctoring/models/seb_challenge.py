"""Safe Exam Browser: the configurations that learners were given, and the challenges that their browsers were put."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from edx_proctoring.models.held_text import HeldCharField


class SebConfiguration(models.Model):
    """A configuration that was made for one learner at one exam. Those of earlier attempts stay, and open nothing.

    * ``attempt_id`` is the attempt that it is good for; null until one begins.
    * ``settings`` is the property list, compressed; empty where learners are given the file that staff uploaded.
    * ``config_key`` is what a browser with it has to know. ``made_from`` is a digest of what staff had chosen.
    * ``start_token`` is in the start link, so that no two have the same key; ``quit_token`` is in the quit link.
    * ``token_digest`` is SHA-256 of what is in the link to the file; '' if there is none. It opens the file until
      ``token_expires_at``, as often as ``downloads`` permits.

    .. no_pii:
    """

    exam_id = models.BigIntegerField()
    user_id = models.BigIntegerField(db_index=True)
    attempt_id = models.BigIntegerField(null=True, default=None, db_index=True)
    settings = models.BinaryField(default=b'')
    config_key = HeldCharField(max_length=64)
    made_from = HeldCharField(max_length=64)
    start_token = HeldCharField(max_length=32)
    quit_token = HeldCharField(max_length=32)
    token_digest = HeldCharField(max_length=64, default='', db_index=True)
    token_expires_at = models.DateTimeField(null=True, default=None)
    downloads = models.IntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        db_table = 'proctoring_sebconfiguration'
        ordering = ('id',)
        indexes = (models.Index(fields=('exam_id', 'user_id'), name='proctoring_seb_learner'),)
        verbose_name = _('configuration of Safe Exam Browser')
        verbose_name_plural = _('configurations of Safe Exam Browser')

    def __str__(self) -> str:
        return f'Configuration for user {self.user_id} at exam {self.exam_id}'


class SebChallenge(models.Model):
    """A page with a random address that was issued for one learner, in one session, to be opened once.

    * ``nonce_digest`` is SHA-256 of what is random in the address, as hex digits.
    * ``attempt_id`` is the learner's attempt at that time; null if there was none. ``session`` is a digest.
    * ``expires_at`` is the last moment at which it may be answered, ``used_at`` the one at which it was.
    * ``outcome`` is a verdict of ``seb.hashes``; '' as long as nobody has answered.

    .. no_pii:
    """

    nonce_digest = HeldCharField(max_length=64, unique=True)
    exam_id = models.BigIntegerField()
    user_id = models.BigIntegerField(db_index=True)
    attempt_id = models.BigIntegerField(null=True, default=None)
    session = HeldCharField(max_length=64)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, default=None)
    outcome = HeldCharField(max_length=32, default='')

    class Meta:
        db_table = 'proctoring_sebchallenge'
        ordering = ('id',)
        verbose_name = _('challenge of Safe Exam Browser')
        verbose_name_plural = _('challenges of Safe Exam Browser')

    def __str__(self) -> str:
        return f'Challenge for user {self.user_id} at exam {self.exam_id}'
