"""What must follow a change, and survives a crash between the change and its consequences.

A change records its consequences as :class:`Delivery` rows in its own transaction (:func:`record`). After the commit
they are carried out in the order in which they were recorded and their rows deleted. One that fails keeps its row, with
its error, and is tried again with growing pauses by :func:`deliver_pending`; whatever was recorded behind it in the
same *stream* (one attempt or exam, one destination) waits for it, so that a provider hears of a start before it hears
of the stop. A provider that keeps failing is left alone for a while (``domain.provider_outage``); what was tried too
often waits for a person, who has it sent again by :func:`send_again`.

Each kind of delivery is a function registered with :func:`kind`, which is sent on an :class:`Errand`. Delivery is at
least once: a kind must bear being carried out again.
"""

from edx_proctoring.actions.deliveries.at_once import carry_out_at_once, has_failed, take_up
from edx_proctoring.actions.deliveries.kinds import Carrier, Demand, Errand, finish, kind
from edx_proctoring.actions.deliveries.pending import deliver_pending, send_again
from edx_proctoring.actions.deliveries.recording import (
    WORKER_TASK,
    WORKER_TASKS,
    record,
    wake_worker,
    works_with_celery,
)
from edx_proctoring.domain.retry_pauses import FIRST_PAUSE, LEASE, LONGEST_PAUSE, MOST_TRIES

__all__ = [
    'FIRST_PAUSE',
    'LEASE',
    'LONGEST_PAUSE',
    'MOST_TRIES',
    'WORKER_TASK',
    'WORKER_TASKS',
    'Carrier',
    'Demand',
    'Errand',
    'carry_out_at_once',
    'deliver_pending',
    'finish',
    'has_failed',
    'kind',
    'record',
    'send_again',
    'take_up',
    'wake_worker',
    'works_with_celery',
]
