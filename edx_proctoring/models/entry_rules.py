"""What an exam demands of those who want to take it, and its access codes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from edx_proctoring.models.exam import ProctoredExam
from edx_proctoring.models.held_text import HeldCharField, HeldTextField


class EntryRules(models.Model):
    """The entry rules of one exam; an exam without a row has none, and its ``has_entry_rules`` is false.

    * ``networks`` is a list of ``{'name': 'Room 5', 'cidrs': ['192.0.2.0/24']}``; a network of the site has only its
      name. Null for all networks.
    * ``starts_from`` is in the period in which learners may start, ``starts_until`` is not; null is no bound.
    * ``released_at``: when staff let everybody in who waits, and will come.
    * ``binds_place``: an attempt goes on only in the session and the network in which it started.
    * ``seb_options`` has what staff chose for Safe Exam Browser, by the names of
      :class:`edx_proctoring.seb.exam_configurations.ExamConfiguration`; ``seb_exam_keys`` is a list of keys of 64 hex
      digits, one of which a browser has to have, unless there is none.
    * ``seb_config_keys`` is a list of config keys that a server for Safe Exam Browser has set; while there are any,
      learners are given no configuration here, and a browser has to have one of them.
    * ``seb_password`` encrypts the configurations, and is itself encrypted; '' if they are not.
    * ``seb_file`` is a configuration that staff uploaded instead, as it is handed out; ``seb_file_key`` its config key.
    * ``signal`` grows with every change that lets somebody in; pages of waiting learners look at it.

    .. no_pii:
    """

    exam = models.OneToOneField(
        ProctoredExam, on_delete=models.CASCADE, primary_key=True, related_name='+', db_constraint=False
    )
    needs_code = models.BooleanField(_('access code'), default=False)
    networks = models.JSONField(_('networks'), null=True, default=None, blank=True)
    starts_from = models.DateTimeField(_('may start from'), null=True, default=None, blank=True)
    starts_until = models.DateTimeField(_('may start until'), null=True, default=None, blank=True)
    needs_release = models.BooleanField(_('staff lets learners in'), default=False)
    released_at = models.DateTimeField(_('let in'), null=True, default=None, editable=False)
    released_by_id = models.BigIntegerField(null=True, default=None, editable=False)
    binds_place = models.BooleanField(_('bound to one place'), default=False)
    needs_seb = models.BooleanField(_('Safe Exam Browser'), default=False)
    seb_options = models.JSONField(default=dict, blank=True)
    seb_exam_keys = models.JSONField(default=list, blank=True)
    seb_config_keys = models.JSONField(default=list, blank=True, editable=False)
    seb_password = HeldTextField(default='', blank=True, editable=False)
    seb_file = models.BinaryField(null=True, default=None, editable=False)
    seb_file_key = HeldCharField(max_length=64, default='', editable=False)
    signal = models.BigIntegerField(default=0, editable=False)
    modified_at = models.DateTimeField(_('modified'), editable=False)
    modified_by_id = models.BigIntegerField(null=True, default=None, editable=False)

    class Meta:
        db_table = 'proctoring_entryrules'
        verbose_name = _('entry rules')
        verbose_name_plural = _('entry rules')

    def __str__(self) -> str:
        return f'Entry rules of exam {self.pk}'


class AccessCode(models.Model):
    """A code that is told in the room; it lets learners into one exam.

    * ``digest`` is HMAC-SHA256 of the code with ``salt`` and the site's secret key, as hex digits. It is empty for a
      code that changes every ``rotates_minutes``: that is computed from ``salt``, the site's secret key, and the time.
    * ``valid_from`` is in the period, ``valid_until`` is not; null is no bound.
    * ``created_by_id`` and ``revoked_by_id`` are users' ids; null if it was no person.

    .. no_pii:
    """

    exam_id = models.BigIntegerField(db_index=True)
    label = HeldCharField(_('label'), max_length=255, default='', blank=True)
    salt = HeldCharField(max_length=32, editable=False)
    digest = HeldCharField(max_length=64, default='', editable=False)
    rotates_minutes = models.IntegerField(_('changes every … minutes'), null=True, default=None, blank=True)
    valid_from = models.DateTimeField(_('valid from'), null=True, default=None, blank=True)
    valid_until = models.DateTimeField(_('valid until'), null=True, default=None, blank=True)
    created_at = models.DateTimeField(_('created'), editable=False)
    created_by_id = models.BigIntegerField(null=True, default=None, editable=False)
    revoked_at = models.DateTimeField(_('revoked'), null=True, default=None, editable=False)
    revoked_by_id = models.BigIntegerField(null=True, default=None, editable=False)

    class Meta:
        db_table = 'proctoring_accesscode'
        ordering = ('id',)
        verbose_name = _('access code')
        verbose_name_plural = _('access codes')

    def __str__(self) -> str:
        return f'{self.label or "Code"} for exam {self.exam_id}'
