"""A row that was read earlier in the request and is written now is read again."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from edx_proctoring.lms import request_cache
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt


@receiver(post_save, sender=ProctoredExam)
@receiver(post_delete, sender=ProctoredExam)
@receiver(post_save, sender=ProctoredExamStudentAttempt)
@receiver(post_delete, sender=ProctoredExamStudentAttempt)
def forget_what_was_read(**_kwargs: Any) -> None:
    """Forget everything that was read, whichever row was written."""
    request_cache.forget()
