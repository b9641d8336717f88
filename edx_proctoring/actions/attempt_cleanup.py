"""Removing many attempts at once. The learners' grades, problem state and credit are left alone."""

import logging
from collections.abc import Sequence
from datetime import datetime

from edx_proctoring.actions.attempt_removal import delete_rows, remove_at_providers
from edx_proctoring.models import ProctoredExamStudentAttempt

log = logging.getLogger(__name__)


def remove_attempts(attempt_ids: Sequence[int], *, failing: set[str | None], now: datetime) -> int:
    """Remove those of the attempts that exist, if possible also at their providers; return how many rows were deleted.

    ``failing`` are the backends that are not called again; those that fail now are added.
    """
    attempts = ProctoredExamStudentAttempt.objects.filter(id__in=attempt_ids).order_by('id')
    remove_at_providers(attempts.select_related('proctored_exam', 'user'), required=False, failing=failing)
    _gone, deleted = delete_rows(attempt_ids, now=now, newest_first=True)  # parity: the order of their history
    log.info('Removed attempts: %s rows deleted', deleted)
    return deleted
