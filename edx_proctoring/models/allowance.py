"""What one learner is granted at one exam."""

from collections.abc import Iterable
from typing import Any, Literal

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from model_utils.models import TimeStampedModel

from edx_proctoring.character_sets import USER_NAMES, match_users, refuse_unstorable
from edx_proctoring.domain.time_limits import MOST_MINUTES
from edx_proctoring.exceptions import (
    AllowanceValueNotAllowedException,
    ProctoredExamNotActiveException,
    ProctoredExamNotFoundException,
    UserNotFoundException,
)
from edx_proctoring.models.exam import ProctoredExam
from edx_proctoring.models.held_text import HeldCharField
from edx_proctoring.models.history import archive_copy
from edx_proctoring.texts import gettext_noop as _

LONGEST_VALUE = 255  # characters


class QuerySetWithUpdateOverride(models.QuerySet['ProctoredExamStudentAllowance']):
    """Allowances whose bulk updates are archived, too; ``update()`` sends no signal that could do this."""

    def update(self, **kwargs: Any) -> int:
        """Update the rows, archive the *new* state of each, and return how many there were.

        This takes four queries, however many rows there are. Callers that need the rows and their archive to succeed or
        fail together use a transaction.
        """
        ids = list(self.values_list('pk', flat=True))
        count = super().update(**kwargs)
        archive_allowances(self.model._base_manager.using(self.db).in_bulk(ids).values(), using=self.db)
        return count

    update.alters_data = True  # type: ignore[attr-defined]


class ProctoredExamStudentAllowanceManager(models.Manager['ProctoredExamStudentAllowance']):
    """Allowances; changes made in bulk are archived."""

    def get_queryset(self) -> QuerySetWithUpdateOverride:
        """Return all allowances."""
        return QuerySetWithUpdateOverride(self.model, using=self._db)


class ProctoredExamStudentAllowance(TimeStampedModel):
    """An exception for one learner at one exam: a key and its value, once per key.

    * ``additional_time_granted``: minutes that are added to the exam's time, in decimal digits. Counts for attempts
      that begin afterwards.
    * ``review_policy_exception``: a note that reviewers get beside the exam's review policy.
    * Other keys can be stored and mean nothing to this app.

    .. pii: the value can be free text about the learner
    .. pii_types: other
    .. pii_retirement: local_api
    """

    ADDITIONAL_TIME_GRANTED = ('additional_time_granted', _('Additional Time (minutes)'))
    REVIEW_POLICY_EXCEPTION = ('review_policy_exception', _('Review Policy Exception'))

    # parity: one tuple of four, keys and labels in turn, and not a list of pairs.
    all_allowances = [ADDITIONAL_TIME_GRANTED + REVIEW_POLICY_EXCEPTION]

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    proctored_exam = models.ForeignKey(ProctoredExam, on_delete=models.CASCADE)
    key = HeldCharField(max_length=255)
    value = HeldCharField(max_length=255)

    objects = ProctoredExamStudentAllowanceManager()

    class Meta:
        unique_together = (('user', 'proctored_exam', 'key'),)
        db_table = 'proctoring_proctoredexamstudentallowance'
        verbose_name = 'proctored allowance'

    def __str__(self) -> str:
        return f'{self.key} of user {self.user_id} at exam {self.proctored_exam_id}'

    @classmethod
    def get_allowances_for_course(cls, course_id: Any) -> QuerySetWithUpdateOverride:
        """Return the allowances for all exams of the course, in no particular order."""
        return cls.objects.get_queryset().filter(proctored_exam__course_id=course_id)

    @classmethod
    def get_allowance_for_user(cls, exam_id: Any, user_id: Any, key: str) -> 'ProctoredExamStudentAllowance | None':
        """Return the learner's allowance with this key, or None."""
        return cls.objects.filter(proctored_exam_id=exam_id, user_id=user_id, key=key).first()

    @classmethod
    def get_allowances_for_user(cls, exam_id: Any, user_id: Any) -> QuerySetWithUpdateOverride:
        """Return the learner's allowances for the exam, in no particular order."""
        return cls.objects.get_queryset().filter(proctored_exam_id=exam_id, user_id=user_id)

    @classmethod
    def add_allowance_for_user(
        cls, exam_id: Any, user_info: Any, key: str | tuple[str, ...], value: Any
    ) -> 'tuple[ProctoredExamStudentAllowance, Literal["created", "updated"]]':
        """Grant the allowance, or change its value, and return the row and what was done.

        ``user_info`` is a user's id as ``int``, a username, or an email address; digits as text are a username. A user
        object is accepted, too. ``key`` may be one of the class's pairs of key and label.

        Raises the first of these that applies, with nothing written: ``InvalidInputException`` for text that the
        database cannot hold, ``AllowanceValueNotAllowedException``, ``UserNotFoundException``,
        ``ProctoredExamNotFoundException``, ``ProctoredExamNotActiveException``.
        """
        if isinstance(key, tuple):
            key = key[0]
        refuse_unstorable(cls, key=key, value=value)
        if not cls.is_allowance_value_valid(key, value):
            raise AllowanceValueNotAllowedException(_('The additional time must be a whole number of minutes.'))
        user = user_info if isinstance(user_info, AbstractBaseUser) else cls.find_learner(user_info)
        if user is None:
            raise UserNotFoundException(_('There is no such user.'))
        exam = ProctoredExam.get_exam_by_id(exam_id)
        if exam is None:
            raise ProctoredExamNotFoundException(_('There is no such exam.'))
        if not exam.is_active:
            raise ProctoredExamNotActiveException(_('The exam is not active.'))
        allowance, is_new = cls.objects.update_or_create(
            proctored_exam_id=exam.pk, user_id=user.pk, key=key, defaults={'value': value}
        )
        return allowance, 'created' if is_new else 'updated'

    @classmethod
    def find_learner(cls, user_info: Any) -> AbstractBaseUser | None:
        """Return the user with this id (``int``), else the first one with this username, else with this email."""
        users = get_user_model()._default_manager
        if isinstance(user_info, int):
            conditions = [Q(pk=user_info)]
        elif user_info:
            conditions = [match_users(user_info, names=[name]) for name in USER_NAMES]
        else:  # users without an email address are not meant
            conditions = []
        found = (users.filter(condition).order_by('pk').first() for condition in conditions)
        return next((user for user in found if user is not None), None)

    @classmethod
    def is_allowance_value_valid(cls, allowance_type: str, allowance_value: Any) -> bool:
        """Return whether the value is valid: additional time is digits, at most ``MOST_MINUTES``.

        Values of other types may be anything.
        """
        if allowance_type != cls.ADDITIONAL_TIME_GRANTED[0]:
            return True
        return (
            isinstance(allowance_value, str)
            and allowance_value.isdecimal()
            and len(allowance_value) <= LONGEST_VALUE
            and int(allowance_value) <= MOST_MINUTES
        )

    @classmethod
    def get_additional_time_granted(cls, exam_id: Any, user_id: Any) -> int | None:
        """Return the learner's additional minutes, or None without an allowance.

        A value that isn't a number grants nothing: retirement clears values and keeps the rows.
        """
        allowance = cls.get_allowance_for_user(exam_id, user_id, cls.ADDITIONAL_TIME_GRANTED[0])
        try:
            return int(allowance.value) if allowance else None
        except ValueError:
            return None

    @classmethod
    def get_review_policy_exception(cls, exam_id: Any, user_id: Any) -> str | None:
        """Return the note to the reviewers, or None."""
        allowance = cls.get_allowance_for_user(exam_id, user_id, cls.REVIEW_POLICY_EXCEPTION[0])
        return allowance.value if allowance else None


class ProctoredExamStudentAllowanceHistory(TimeStampedModel):
    """An allowance as it was before it was changed or deleted; ``allowance_id`` is its id.

    Bulk updates are archived with the new state instead. Rows are deleted with their user or exam.

    .. pii: the value can be free text about the learner
    .. pii_types: other
    .. pii_retirement: local_api
    """

    allowance_id = models.IntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    proctored_exam = models.ForeignKey(ProctoredExam, on_delete=models.CASCADE)
    key = HeldCharField(max_length=255)
    value = HeldCharField(max_length=255)

    class Meta:
        db_table = 'proctoring_proctoredexamstudentallowancehistory'
        verbose_name = 'proctored allowance history'

    def __str__(self) -> str:
        return f'{self.key} of user {self.user_id} at exam {self.proctored_exam_id}'


def archive_allowances(allowances: Iterable[ProctoredExamStudentAllowance], *, using: str | None = None) -> None:
    """Write one archive row with the state of each of the given objects, in one query."""
    ProctoredExamStudentAllowanceHistory.objects.using(using).bulk_create(
        archive_copy(ProctoredExamStudentAllowanceHistory, allowance, id='allowance_id') for allowance in allowances
    )
