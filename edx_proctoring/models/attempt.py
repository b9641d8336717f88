"""The attempt: one learner's one try at one exam."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from model_utils.models import TimeStampedModel

from edx_proctoring import constants
from edx_proctoring.character_sets import match_users
from edx_proctoring.models.consequences import HasConsequences
from edx_proctoring.models.exam import ProctoredExam
from edx_proctoring.models.held_text import HeldCharField
from edx_proctoring.models.history import HistoricalRecords
from edx_proctoring.models.status_guard import GuardedQuerySet, GuardedStatus
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus


class ProctoredExamStudentAttemptManager(models.Manager['ProctoredExamStudentAttempt']):
    """Look-ups of attempts. Each attempt comes with its exam and learner, in the same query.

    Where attempts are ordered by a moment, those with the same moment come newest id first. Nothing here notices that
    an attempt has run out of time; ``actions.attempts.settle`` does.
    """

    def get_queryset(self) -> 'models.QuerySet[ProctoredExamStudentAttempt]':
        """Return all attempts, in a queryset that guards updates of ``status``."""
        return GuardedQuerySet(self.model, using=self._db)

    def get_current_exam_attempt(self, exam_id: Any, user_id: Any) -> 'ProctoredExamStudentAttempt | None':
        """Return the attempt that was created last, or None."""
        return self.get_user_attempts_by_exam_id(user_id, exam_id).first()

    def get_exam_attempt_by_id(self, attempt_id: Any) -> 'ProctoredExamStudentAttempt | None':
        """Return the attempt, or None, even for values that can't be an id."""
        try:
            return self._attempts().filter(id=attempt_id).first()
        except (TypeError, ValueError):
            return None

    def get_exam_attempt_by_code(self, attempt_code: str | None) -> 'ProctoredExamStudentAttempt | None':
        """Return the newest attempt with this code, or None."""
        return self._find_newest(attempt_code=attempt_code)

    def get_exam_attempt_by_external_id(self, external_id: str | None) -> 'ProctoredExamStudentAttempt | None':
        """Return the newest attempt with this id at its provider, or None."""
        return self._find_newest(external_id=external_id)

    def get_all_exam_attempts(self, course_id: Any) -> 'models.QuerySet[ProctoredExamStudentAttempt]':
        """Return the attempts at all exams of the course, newest first."""
        return self._attempts().filter(proctored_exam__course_id=course_id).order_by('-created', '-id')

    def get_all_exam_attempts_by_exam_id(self, exam_id: Any) -> 'models.QuerySet[ProctoredExamStudentAttempt]':
        """Return the attempts at the exam, in no particular order."""
        return self._attempts().filter(proctored_exam_id=exam_id)

    def get_proctored_practice_attempts_by_course_id(
        self, course_id: Any, users: Iterable[Any] | None = None
    ) -> 'models.QuerySet[ProctoredExamStudentAttempt]':
        """Return supervised attempts at the course's active practice exams, most recently changed first.

        parity: no ``users`` at all and an empty sequence both mean everybody.
        """
        attempts = self._attempts().filter(
            proctored_exam__course_id=course_id,
            proctored_exam__is_practice_exam=True,
            proctored_exam__is_active=True,
            taking_as_proctored=True,
        )
        if users:
            attempts = attempts.filter(user__in=users)
        return attempts.order_by('-modified', '-id')

    def get_last_verified_proctored_onboarding_attempts(
        self, users: Iterable[Any], proctoring_backend: str | None
    ) -> 'models.QuerySet[ProctoredExamStudentAttempt]':
        """Return these users' approved onboarding attempts at the provider that are still valid, newest first.

        They may be of any course. An approval is valid for ``constants.VERIFICATION_DAYS_VALID`` days.
        """
        earliest = timezone.now() - timedelta(days=constants.VERIFICATION_DAYS_VALID)
        return (
            self._attempts()
            .filter(
                user__in=users,
                taking_as_proctored=True,
                proctored_exam__is_practice_exam=True,
                proctored_exam__backend=proctoring_backend,
                status=ProctoredExamStudentAttemptStatus.verified,
                modified__gt=earliest,
            )
            .order_by('-modified', '-id')
        )

    def get_filtered_exam_attempts(
        self, course_id: Any, search_by: str
    ) -> 'models.QuerySet[ProctoredExamStudentAttempt]':
        """Return the course's attempts of users whose username or email address contains the text, newest first.

        Case is ignored on every database. Raises ``ValueError`` for ``None``.
        """
        return self.get_all_exam_attempts(course_id).filter(match_users(search_by, 'icontains', prefix='user__'))

    def get_proctored_exam_attempts(
        self, course_id: Any, username: str
    ) -> 'models.QuerySet[ProctoredExamStudentAttempt]':
        """Return the learner's supervised attempts at real exams of the course, most recently completed first."""
        return (
            self._attempts()
            .filter(
                match_users(username, names=['username'], prefix='user__'),
                proctored_exam__course_id=course_id,
                taking_as_proctored=True,
                is_sample_attempt=False,
            )
            .order_by('-completed_at', '-id')
        )

    def get_active_student_attempts(
        self, user_id: Any, course_id: Any = None
    ) -> 'models.QuerySet[ProctoredExamStudentAttempt]':
        """Return the learner's attempts whose clock is running, newest first; of one course if it is given."""
        attempts = self._attempts().filter(
            user_id=user_id,
            status__in=(
                ProctoredExamStudentAttemptStatus.started,
                ProctoredExamStudentAttemptStatus.ready_to_submit,
            ),
        )
        if course_id:
            attempts = attempts.filter(proctored_exam__course_id=course_id)
        return attempts.order_by('-created', '-id')

    def get_user_attempts_by_exam_id(
        self, user_id: Any, exam_id: Any
    ) -> 'models.QuerySet[ProctoredExamStudentAttempt]':
        """Return the learner's attempts at the exam, newest first."""
        return self._attempts().filter(user_id=user_id, proctored_exam_id=exam_id).order_by('-created', '-id')

    def list_onboarding_errors(self, user_id: Any) -> 'models.QuerySet[ProctoredExamStudentAttempt]':
        """Return the learner's attempts, in all courses, that a provider refused for lack of an onboarding profile.

        Attempts at practice and onboarding exams are never included, even if such a status was set for one.
        """
        return (
            self._attempts()
            .filter(
                user_id=user_id,
                is_sample_attempt=False,
                status__in=ProctoredExamStudentAttemptStatus.onboarding_errors,
            )
            .order_by('id')
        )

    def clear_onboarding_errors(self, user_id: Any) -> None:
        """Delete what ``list_onboarding_errors`` returns, so that the learner can register again.

        This only deletes the rows: the provider isn't notified. ``actions.attempts`` does that first if necessary; a
        refused attempt has no id at the provider.
        """
        self.list_onboarding_errors(user_id).delete()

    clear_onboarding_errors.alters_data = True  # type: ignore[attr-defined]

    def _attempts(self) -> 'models.QuerySet[ProctoredExamStudentAttempt]':
        """Return all attempts, not with the manager's own queryset, whose locks would also lock exams and users."""
        return self.get_queryset().select_related('proctored_exam', 'user')

    def _find_newest(self, **key: str | None) -> 'ProctoredExamStudentAttempt | None':
        """Return the newest attempt with this key, or None.

        Neither column is unique, and rows without a value have no key in common.
        """
        if None in key.values():
            return None
        return self._attempts().filter(**key).order_by('-created', '-id').first()


class ProctoredExamStudentAttempt(GuardedStatus, HasConsequences, TimeStampedModel):
    """One learner's one try at one exam, from entering it to the verdict.

    The row is made when the learner enters the exam. ``status`` is where the attempt stands:

    * a timed attempt goes ``created`` → ``started`` → ``ready_to_submit`` → ``submitted``;
    * a supervised one goes ``created`` → ``download_software_clicked`` → ``ready_to_start`` (the provider's software
      runs) → ``started`` → ``ready_to_submit`` → ``submitted`` → ``verified`` or ``rejected``, the latter perhaps by
      way of ``second_review_required``;
    * a learner who opts out of supervision has ``declined``, and ``taking_as_proctored`` becomes false;
    * ``onboarding_missing`` and the like: the provider refused to register the attempt;
    * ``error``: a technical failure. Staff may let the learner go on (below);
    * ``onboarding_reset``: the learner tries a practice exam again; the next row has taken this one's place;
    * ``timed_out`` is stored only with ``ALLOW_TIMED_OUT_STATE``; otherwise the attempt is ``submitted``.

    Which changes are legal, and what each entails, is the table in ``domain.attempt_lifecycle``. Within this package
    only ``actions.attempt_status`` changes ``status``; ``models.status_guard`` refuses everybody else.

    Practice exams that are tried again and exams that are resumed have several rows per learner. The one created last
    is the *current* attempt.

    Resuming: ``error`` sets ``is_resumable``. Staff marks the attempt ``ready_to_resume``. When the learner enters
    the exam again, a new row takes over ``time_remaining_seconds`` and this one becomes ``resumed``. An attempt that
    was neither has null there, unless the due date cut it within a minute. Reopening (``actions.reopening``) marks
    other finished attempts in the same way, with seconds that staff chose.

    * ``attempt_code`` is an upper-case UUID that we make; it connects the attempt with its review, also after the
      attempt was deleted, and learners of SoftwareSecure exams type it in. ``external_id`` is what the provider calls
      the attempt, null if it never accepted it. Neither is unique, and neither alone proves who somebody is.
    * ``started_at`` and ``allowed_time_limit_mins`` (the time with allowances, cut by the due date, in whole minutes)
      are set together when the clock starts. Where the time has seconds beside its minutes, all of them stand in
      ``time_remaining_seconds``; see ``domain.time_limits``. What is set then is not changed by a due date that moves.
    * ``completed_at`` is set when the attempt is submitted, by the learner or because the time was over.
    * ``is_sample_attempt`` is the exam's ``is_practice_exam`` at the time when the attempt was made.
    * ``review_policy_id`` names the review policy then in force, or its archived copy (``original_id``).
    * ``is_status_acknowledged``: the learner has seen the final result and closed it.
    * ``current_at_exam`` is the exam's id on the current attempt and null on those before it, so that the database lets
      nobody have two, and lists find these rows in an index. Rows that others insert may leave it out:
      ``actions.current_attempts`` adds it.
    * ``decided_by_person``: a person gave it its verdict (``verified`` or ``rejected``); then no review of a provider
      changes the status. Null for all others, and rows that others insert may leave it out.

    Deleting rows one by one, by a queryset or with their exam or user sends ``post_delete`` for each; other apps of the
    host listen to it. The provider isn't told by that: removing an attempt, over the API or with the command
    ``reset_attempts``, is what tells it.

    .. no_pii:
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, db_index=True, on_delete=models.CASCADE)
    proctored_exam = models.ForeignKey(ProctoredExam, db_index=True, on_delete=models.CASCADE)
    started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    attempt_code = HeldCharField(max_length=255, null=True, db_index=True)
    external_id = HeldCharField(max_length=255, null=True, db_index=True)
    allowed_time_limit_mins = models.IntegerField(null=True)
    status = HeldCharField(max_length=64)
    taking_as_proctored = models.BooleanField(default=False, verbose_name='Taking as Proctored')
    is_sample_attempt = models.BooleanField(default=False, verbose_name='Is Sample Attempt')
    review_policy_id = models.IntegerField(null=True)
    is_status_acknowledged = models.BooleanField(default=False)
    time_remaining_seconds = models.IntegerField(null=True)
    is_resumable = models.BooleanField(default=False, verbose_name='Is Resumable')
    ready_to_resume = models.BooleanField(default=False, verbose_name='Ready to Resume')
    resumed = models.BooleanField(default=False, verbose_name='Resumed')
    current_at_exam = models.IntegerField(null=True, editable=False)
    decided_by_person = models.BooleanField(null=True, default=None, editable=False)

    objects = ProctoredExamStudentAttemptManager()
    history = HistoricalRecords(
        table_name='proctoring_proctoredexamstudentattempt_history',
        excluded_fields=['current_at_exam', 'decided_by_person'],
    )

    class Meta:
        db_table = 'proctoring_proctoredexamstudentattempt'
        verbose_name = 'proctored exam attempt'
        constraints = (
            models.UniqueConstraint(fields=('user', 'current_at_exam'), name='proctoring_one_current_attempt'),
        )
        # What the lists of a course's staff need, see docs/decisions/0025-current-attempts.rst.
        indexes = (
            models.Index(fields=('proctored_exam', 'user', 'created'), name='proctoring_attempt_learner'),
            models.Index(fields=('current_at_exam', 'created'), name='proctoring_attempt_current'),
            models.Index(fields=('current_at_exam', 'status', 'created'), name='proctoring_attempt_status'),
        )

    def __str__(self) -> str:
        return f'attempt {self.pk} of user {self.user_id} at exam {self.proctored_exam_id} ({self.status})'

    @classmethod
    def create_exam_attempt(
        cls,
        exam_id: int,
        user_id: int,
        attempt_code: str | None,
        taking_as_proctored: bool,
        is_sample_attempt: bool,
        external_id: str | None,
        review_policy_id: int | None = None,
        status: str | None = None,
        time_remaining_seconds: int | None = None,
    ) -> 'ProctoredExamStudentAttempt':
        """Save and return a new attempt; without a status it is ``created``."""
        return cls.objects.create(
            proctored_exam_id=exam_id,
            user_id=user_id,
            attempt_code=attempt_code,
            taking_as_proctored=taking_as_proctored,
            is_sample_attempt=is_sample_attempt,
            external_id=external_id,
            review_policy_id=review_policy_id,
            status=status or ProctoredExamStudentAttemptStatus.created,
            time_remaining_seconds=time_remaining_seconds,
        )

    @classmethod
    def get_historic_attempt_by_code(cls, attempt_code: str | None) -> 'ProctoredExamStudentAttempt | None':
        """Return the last state in the history of the attempt with this code, or None.

        This is for attempts that were deleted. The object isn't connected to a row: don't save it.
        """
        if attempt_code is None:
            return None
        record = cls.history.filter(attempt_code=attempt_code).order_by('-modified', '-history_id').first()
        attempt: ProctoredExamStudentAttempt | None = record.instance if record else None
        return attempt

    def delete_exam_attempt(self) -> None:
        """Delete the row; its history is kept."""
        self.delete()
