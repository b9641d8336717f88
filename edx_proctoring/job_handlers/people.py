"""Finding the people that a job about an attempt names."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth import get_user_model

from edx_proctoring.outbox.handler import NOTHING_DONE, NothingDone
from edx_proctoring.outbox.job import Job
from edx_proctoring.outbox.payloads import AboutAttempt

PayloadT = TypeVar('PayloadT', bound=AboutAttempt)


def for_learner(
    run: Callable[[Job[PayloadT]], NothingDone | None],
) -> Callable[[Job[PayloadT]], NothingDone | None]:
    """Return a handler that does nothing if the learner no longer exists."""

    @wraps(run)
    def run_if_there(job: Job[PayloadT]) -> NothingDone | None:
        return NOTHING_DONE if find_learner(job) is None else run(job)

    return run_if_there


def find_learner(job: Job[Any]) -> Any:
    """Return the learner whose attempt the job is about; None when that user was deleted."""
    return job.at_hand.user if job.at_hand is not None else _find_user(job.payload.user_id)


def find_asker(job: Job[Any]) -> Any:
    """Return the user who requested what the job does; None if nobody did, or that user was deleted."""
    return job.by if job.by is not None else _find_user(job.payload.by_id)


def _find_user(user_id: int | None) -> Any:
    return get_user_model().objects.filter(id=user_id).first() if user_id else None
