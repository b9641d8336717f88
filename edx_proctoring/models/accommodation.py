"""Extra time that a learner has at every exam."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_lazy as _

from edx_proctoring.models.held_text import HeldCharField, HeldTextField

USER_MODEL = get_user_model()


class Accommodation(models.Model):
    """Extra time at every exam of one course, or of all courses, as long as it is valid.

    Which one counts, and how many minutes it is at an exam, is decided in ``domain.accommodations``. Rows are never
    changed, only revoked. They are deleted with their user.

    * ``course_id`` is '' for all courses.
    * Either ``multiplier``, of the exam's limit, or ``extra_minutes`` is there, or ``is_unlimited`` is true.
    * ``valid_from`` is in the period, ``valid_until`` is not; null is no bound.
    * ``approved_by`` is the office or the person who approved it.
    * ``created_by_id`` and ``revoked_by_id`` are users' ids; null if it was no person.

    .. pii: who approved it and why is free text about the learner
    .. pii_types: other
    .. pii_retirement: local_api
    """

    # Without a constraint in the database, the published package can still delete users.
    user = models.ForeignKey(
        USER_MODEL, on_delete=models.CASCADE, related_name='+', db_constraint=False, verbose_name=_('learner')
    )
    course_id = HeldCharField(_('course'), max_length=255, default='', blank=True, db_index=True)
    multiplier = models.DecimalField(_('multiplier'), max_digits=5, decimal_places=3, null=True, blank=True)
    extra_minutes = models.IntegerField(_('extra minutes'), null=True, blank=True)
    is_unlimited = models.BooleanField(_('no time limit'), default=False, db_default=False)
    valid_from = models.DateTimeField(_('valid from'), null=True, blank=True)
    valid_until = models.DateTimeField(_('valid until'), null=True, blank=True)
    approved_by = HeldCharField(_('approved by'), max_length=255, default='', blank=True)
    reason = HeldTextField(_('reason'), default='', blank=True)
    created_by_id = models.BigIntegerField(null=True, default=None, editable=False)
    created = models.DateTimeField(_('created'), editable=False)
    modified = models.DateTimeField(editable=False)
    revoked_at = models.DateTimeField(_('revoked'), null=True, default=None, editable=False)
    revoked_by_id = models.BigIntegerField(null=True, default=None, editable=False)

    class Meta:
        db_table = 'proctoring_accommodation'
        ordering = ('id',)
        verbose_name = _('accommodation')
        verbose_name_plural = _('accommodations')

    def __str__(self) -> str:
        return f'{self._time} for user {self.user_id} in {self.course_id or "all courses"}'

    @property
    def _time(self) -> str:
        if self.is_unlimited:
            return 'No time limit'
        return f'{self.extra_minutes} minutes' if self.multiplier is None else f'times {self.multiplier}'
