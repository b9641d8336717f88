"""The exam: which sequence of a course is timed or supervised, for how long, and by which provider."""

from typing import Any

from django.db import models
from model_utils.models import TimeStampedModel

from edx_proctoring.models.consequences import HasConsequences
from edx_proctoring.models.due_date import DueDateField
from edx_proctoring.models.held_text import HeldCharField, HeldTextField
from edx_proctoring.models.history import HistoricalRecords


class _KeptBooleanField(models.BooleanField):  # type: ignore[type-arg]  # generic only in its stubs
    """A flag that saving an object leaves as it is in the table: only ``update()`` changes it.

    Else an object that was read before the change, and saved after it, would undo it.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Return the value of a new row, and of others the column itself."""
        return super().pre_save(model_instance, add) if add else models.F(self.attname)

    def deconstruct(self) -> Any:
        """Return it as the field that the migrations know."""
        name, _path, args, kwargs = super().deconstruct()
        return name, 'django.db.models.BooleanField', args, kwargs


class ProctoredExam(HasConsequences, TimeStampedModel):
    """A sequence (subsection) of a course that is taken against the clock, supervised or not.

    ``course_id`` and ``content_id`` are opaque keys as text; together they are unique. What kind of exam it is
    follows from two flags and the provider:

    * timed: neither ``is_proctored`` nor ``is_practice_exam``; ``backend`` is ignored;
    * proctored: ``is_proctored`` alone;
    * practice: both; learners try out the provider's software, without effect on grade or credit;
    * onboarding: both, at a provider with ``supports_onboarding``; builds the learner's identity profile, which that
      provider may demand before it lets the learner into a proctored exam;
    * ``is_practice_exam`` alone can be stored but means nothing; it is treated as timed.

    A row is created inactive or active when the host publishes the course, and is never deleted by this app: an exam
    that the course no longer has becomes inactive (``is_active``), and active again when it is back.

    * ``external_id`` is what the provider calls the exam; null until the provider has accepted it.
    * ``backend`` is the provider's name in ``PROCTORING_BACKENDS``; null stands for the default one.
    * ``time_limit_mins`` is the time of a learner without an allowance.
    * After ``due_date`` (UTC, null for never) no attempt begins, and one that begins before gets no more time than to
      that date; ``hide_after_due`` says that the content is then hidden too. A date that the host keeps per learner has
      priority.
    * ``has_entry_rules`` says that ``EntryRules`` has a row for the exam, so that exams without one need no look at it.
      Rows that others insert may leave it out.

    .. no_pii:
    """

    course_id = HeldCharField(max_length=255, db_index=True)
    content_id = HeldCharField(max_length=255, db_index=True)
    external_id = HeldCharField(max_length=255, null=True, db_index=True)
    exam_name = HeldTextField()
    time_limit_mins = models.IntegerField()
    due_date = DueDateField(null=True)
    is_proctored = models.BooleanField(default=False)
    is_practice_exam = models.BooleanField(default=False)
    is_active = models.BooleanField(default=False)
    hide_after_due = models.BooleanField(default=False)
    backend = HeldCharField(max_length=255, null=True, default=None)
    has_entry_rules = _KeptBooleanField(default=False, db_default=False, editable=False)

    history = HistoricalRecords(table_name='proctoring_proctoredexamhistory', excluded_fields=['has_entry_rules'])

    class Meta:
        unique_together = (('course_id', 'content_id'),)
        db_table = 'proctoring_proctoredexam'

    def __str__(self) -> str:
        state = 'active' if self.is_active else 'inactive'
        return f'{self.course_id}: {self.exam_name} ({state})'

    @classmethod
    def get_exam_by_content_id(cls, course_id: Any, content_id: Any) -> 'ProctoredExam | None':
        """Return the exam for this content of this course, or None."""
        return cls.objects.filter(course_id=course_id, content_id=content_id).first()

    @classmethod
    def get_exam_by_id(cls, exam_id: Any) -> 'ProctoredExam | None':
        """Return the exam, or None, even for values that can't be an id."""
        try:
            return cls.objects.filter(id=exam_id).first()
        except (TypeError, ValueError):
            return None

    @classmethod
    def get_all_exams_for_course(
        cls, course_id: Any, active_only: bool = False, proctored_exams_only: bool = False
    ) -> 'models.QuerySet[ProctoredExam]':
        """Return the exams of the course in no particular order.

        ``proctored_exams_only`` leaves out timed, practice and onboarding exams.
        """
        exams = cls.objects.filter(course_id=course_id)
        if active_only:
            exams = exams.filter(is_active=True)
        if proctored_exams_only:
            exams = exams.filter(is_proctored=True, is_practice_exam=False)
        return exams

    @classmethod
    def get_practice_proctored_exams_for_course(cls, course_id: Any) -> 'models.QuerySet[ProctoredExam]':
        """Return the active practice and onboarding exams of the course in no particular order."""
        return cls.objects.filter(course_id=course_id, is_active=True, is_practice_exam=True, is_proctored=True)
