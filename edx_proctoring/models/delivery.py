"""What has still to leave the LMS."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef
from model_utils.models import TimeStampedModel

from edx_proctoring.models.held_text import HeldCharField, HeldTextField


class DeliveryQuerySet(models.QuerySet['Delivery']):
    """Pending deliveries."""

    def due(self, now: datetime) -> 'DeliveryQuerySet':
        """Return what may be sent at ``now``, oldest first: the head of each stream, if its pause is over.

        The next delivery of a stream is due only when the one before it is done (its row deleted) or given up, so no
        two workers can send a stream's deliveries in the wrong order. Callers that want all of them repeat the query
        until nothing is due.
        """
        earlier = self.model._base_manager.filter(stream=OuterRef('stream'), id__lt=OuterRef('id'), given_up=False)
        return self.filter(~Exists(earlier), given_up=False, not_before__lte=now).order_by('id')


class Delivery(TimeStampedModel):
    """One message to the world outside (a provider call, an exam sync, a mail) that has not been accepted yet.

    The row is written in the transaction of the change that demands the message, so there is one exactly when the
    change is there. It is deleted when the message was accepted: a row is a pending message.

    * ``key`` is a UUID that stays the same however often the message is tried; a receiver can tell repetitions by it.
    * ``stream`` is what the message is about (``attempt:12``, ``exam:5``). Messages of one stream leave in the order
      of their ids.
    * ``kind`` says what to do, ``backend`` with which provider (null for a mail), ``payload`` with which arguments.
    * After a failure ``attempts_made`` counts up, ``last_error`` says why, and ``not_before`` is moved: the pause
      grows with every failure.
    * ``failed_at`` is when a call of a provider failed last, unless another one has reached that provider since. So the
      rows tell whether a provider is out of order, and all processes know.
    * ``given_up``: tried often enough. The row stays for an operator to read, and no longer holds its stream up.

    Payloads hold our own ids and the provider's, and no personal data.

    .. pii: the text of an error is somebody else's and may name the learner: mail servers name the address
    .. pii_types: email_address, other
    .. pii_retirement: local_api
    """

    key = HeldCharField(max_length=36, unique=True)
    stream = HeldCharField(max_length=255, db_index=True)
    kind = HeldCharField(max_length=64)
    backend = HeldCharField(max_length=255, null=True, default=None)
    payload = models.JSONField()
    attempts_made = models.IntegerField(default=0)
    not_before = models.DateTimeField(db_index=True)
    last_error = HeldTextField(default='', blank=True)
    failed_at = models.DateTimeField(null=True, default=None, db_index=True)
    given_up = models.BooleanField(default=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        db_table = 'proctoring_delivery'
        ordering = ('id',)
        verbose_name_plural = 'deliveries'

    def __str__(self) -> str:
        return f'{self.kind} for {self.stream}'
