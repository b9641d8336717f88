"""Rows that host code saves by itself: a plug-in, a script, the shell.

parity: what the published package does at every save is done here for those rows, by the same actions. The actions
themselves save with ``save_only()`` and are not followed. Nothing follows a fixture (``raw``).
"""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from django.utils import timezone

from edx_proctoring import lms
from edx_proctoring.actions import exams, reviews
from edx_proctoring.actions.attempt_effects import ids_of
from edx_proctoring.actions.current_attempts import mark_newest
from edx_proctoring.models import (
    ProctoredExam,
    ProctoredExamReviewPolicy,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamStudentAttempt,
    was_recorded,
)
from edx_proctoring.outbox import NewJob, record
from edx_proctoring.outbox.payloads import CompleteInLms


@receiver(pre_save, sender=ProctoredExam)
def note_the_end_of_proctoring(sender: type[ProctoredExam], instance: ProctoredExam, raw: bool, **_kwargs: Any) -> None:
    """Send an exam that is no longer proctored to its provider, as inactive."""
    if raw or instance.is_saved_only or instance.is_proctored:
        return
    if sender.objects.filter(pk=instance.pk, is_proctored=True).exists():
        exams.tell_provider(instance, now=timezone.now())


@receiver(post_save, sender=ProctoredExam)
def tell_of_a_saved_exam(sender: Any, instance: ProctoredExam, raw: bool, **_kwargs: Any) -> None:
    """Send a proctored exam to its provider."""
    if not raw and not instance.is_saved_only and instance.is_proctored:
        exams.tell_provider(instance, now=timezone.now())


@receiver(post_save, sender=ProctoredExamReviewPolicy)
def tell_of_a_saved_policy(sender: Any, instance: ProctoredExamReviewPolicy, raw: bool, **_kwargs: Any) -> None:
    """Send a proctored exam with its new policy to its provider."""
    if not raw and not instance.is_saved_only and instance.proctored_exam.is_proctored:
        exams.tell_provider(instance.proctored_exam, now=timezone.now())


@receiver(pre_save, sender=ProctoredExamStudentAttempt)
def complete_in_the_lms(
    sender: type[ProctoredExamStudentAttempt], instance: ProctoredExamStudentAttempt, raw: bool, **_kwargs: Any
) -> None:
    """Record a job that marks the sequence as completed in the LMS, when the attempt gets its end."""
    if raw or instance.is_saved_only or instance.completed_at is None or not lms.is_offered('instructor'):
        return
    if sender.objects.filter(pk=instance.pk, completed_at__isnull=True).exists():
        record([NewJob(CompleteInLms(**ids_of(instance)), instance)], now=timezone.now())


@receiver(pre_save, sender=ProctoredExamStudentAttempt)
def keep_the_mark(
    sender: type[ProctoredExamStudentAttempt], instance: ProctoredExamStudentAttempt, raw: bool, **_kwargs: Any
) -> None:
    """Save the attempt with the mark that its row has: the one in memory may be older."""
    if not raw and not instance.is_saved_only and not instance._state.adding:
        marks = sender.objects.filter(pk=instance.pk).values_list('current_at_exam', flat=True)
        instance.current_at_exam = marks.first()


@receiver(post_save, sender=ProctoredExamStudentAttempt)
def mark_as_current(
    sender: Any, instance: ProctoredExamStudentAttempt, created: bool, raw: bool, **_kwargs: Any
) -> None:
    """Mark the learner's newest attempt at the exam, which may be this one, as the current one."""
    if created and not raw and instance.current_at_exam is None:
        mark_newest([(instance.user_id, instance.proctored_exam_id)])


@receiver(post_delete, sender=ProctoredExamStudentAttempt)
def mark_the_one_before(sender: Any, instance: ProctoredExamStudentAttempt, origin: Any, **_kwargs: Any) -> None:
    """Mark the attempt before it as the current one; not if the learner or the exam is deleted with it."""
    model = type(origin) if isinstance(origin, Model) else getattr(origin, 'model', None)
    if model is sender and not was_recorded(instance):
        mark_newest([(instance.user_id, instance.proctored_exam_id)])


@receiver(post_save, sender=ProctoredExamSoftwareSecureReview)
def judge_a_saved_review(sender: Any, instance: ProctoredExamSoftwareSecureReview, raw: bool, **_kwargs: Any) -> None:
    """Set the attempt to the status that follows from the review, with all consequences, even if it has it already."""
    if not raw and not instance.is_saved_only:
        reviews.draw_consequences(instance, now=timezone.now(), again=True)
