"""Changes of the learner's record in the LMS: completion, credit, grades, certificates."""

from django.utils.translation import gettext as _

from edx_proctoring import provider_gateway
from edx_proctoring.job_handlers.people import find_asker, find_learner, for_learner
from edx_proctoring.lms import certificates, credit, grades, instructor, languages
from edx_proctoring.outbox.handler import NOTHING_DONE, NothingDone
from edx_proctoring.outbox.job import Job
from edx_proctoring.outbox.payloads import (
    CompleteInLms,
    DeleteInLms,
    RemoveCredit,
    RestoreGrade,
    SetCredit,
    UndoGradeOverride,
    ZeroGrade,
)


def complete(job: Job[CompleteInLms]) -> None:
    """Mark the content as completed."""
    learner = find_learner(job)
    if learner is not None:
        instructor.complete_attempt(learner.username, job.payload.content_id)


@for_learner
def set_credit(job: Job[SetCredit]) -> None:
    """Set the status of the credit requirement."""
    credit.set_requirement_status(*job.payload.exam_of_learner, job.payload.status)


@for_learner
def zero_grade(job: Job[ZeroGrade]) -> NothingDone | None:
    """Set the grade of the exam to zero and invalidate the learner's certificate, if the course wants this."""
    user_id, course_id, content_id = job.payload.exam_of_learner
    if not grades.overrides_on_rejection(course_id):
        return NOTHING_DONE
    backend = job.payload.backend
    described = provider_gateway.describe_named(backend)
    with languages.writing_to_staff():
        # Translators: Comment in the gradebook beside a grade that was set to zero.
        comment = _('Failed {provider} proctoring').format(provider=described.verbose_name if described else backend)
    grades.override_to_zero(user_id, course_id, content_id, overrider=find_asker(job), comment=comment)
    certificates.invalidate(user_id, course_id)
    return None


@for_learner
def restore_grade(job: Job[RestoreGrade]) -> NothingDone | None:
    """Undo the override, if the course wants overrides."""
    user_id, course_id, content_id = job.payload.exam_of_learner
    if not grades.overrides_on_rejection(course_id):
        return NOTHING_DONE
    grades.undo_override(user_id, course_id, content_id)
    return None


def delete(job: Job[DeleteInLms]) -> NothingDone | None:
    """Delete the learner's state of the content."""
    learner = find_learner(job)
    if learner is None:
        return NOTHING_DONE
    _user_id, course_id, content_id = job.payload.exam_of_learner
    requesting_user = find_asker(job) or learner  # somebody has to be named
    instructor.delete_attempt(learner.username, course_id, content_id, requesting_user=requesting_user)
    return None


@for_learner
def undo_grade_override(job: Job[UndoGradeOverride]) -> None:
    """Undo the override of an attempt that was removed."""
    grades.undo_override(*job.payload.exam_of_learner)


@for_learner
def remove_credit(job: Job[RemoveCredit]) -> None:
    """Remove the status of the credit requirement."""
    credit.remove_requirement_status(*job.payload.exam_of_learner)
