"""What providers have posted as reviews, kept until it is a review."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from edx_proctoring.models.held_text import HeldCharField, HeldTextField


class ReceivedReviewQuerySet(models.QuerySet['ReceivedReview']):
    """Payloads by what remains to be done with them."""

    def pending(self) -> ReceivedReviewQuerySet:
        """Return the payloads that are still to become reviews, oldest first, without those that were cleared."""
        return self.filter(processed_at=None).exclude(payload='').order_by('id')

    def given_up(self) -> ReceivedReviewQuerySet:
        """Return the payloads that were given up and have not been cleared."""
        return self.exclude(processed_at=None).exclude(payload='').order_by('id')

    def came_before(self, moment: datetime) -> ReceivedReviewQuerySet:
        """Return the rows that still have their payload and were received before that moment."""
        return self.filter(received_at__lt=moment).exclude(payload='')


class ReceivedReview(models.Model):
    """One payload that a provider posted as the review of an attempt.

    The row is committed before anything is done with the payload, so whatever fails then, the payload is there and
    ``manage.py process_reviews`` can take it up. A payload that is refused (4xx) is no review: its row is deleted, and
    the sender knows.

    * ``digest`` is made of the attempt's code and the content, see ``actions.received_reviews``: the same payload has
      one row, however often it comes. The row, and with it the digest, stays forever. The order of the ids is that of
      arrival.
    * ``payload`` is the JSON text. It is emptied in the transaction that makes the review of it, or keeps it without
      effect because something else counts.
    * ``processed_at`` is when that was, null until then. ``error`` says why it has not come to that. A row that has
      both, and its payload, was given up: nothing can become of it by itself. A person may have it tried again until
      the payload is emptied, after the days of ``RECEIVED_REVIEW_DAYS``.
    * ``is_anonymous``: it came by the address that needs no login, so nobody's word counts in it. ``sender_id`` is the
      user whose login it came with.

    .. pii: a payload names the learner and the reviewer, says what the camera saw and has the link to the video; the
        text of an error may quote it
    .. pii_types: email_address, external_service, name, video, other
    .. pii_retirement: local_api
    """

    digest = HeldCharField(max_length=64, unique=True)
    attempt_code = HeldCharField(max_length=255, db_index=True)
    is_anonymous = models.BooleanField()
    payload = HeldTextField(blank=True)
    sender_id = models.BigIntegerField(null=True, default=None)
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True, default=None, db_index=True)
    error = HeldTextField(default='', blank=True)

    objects = ReceivedReviewQuerySet.as_manager()

    class Meta:
        db_table = 'proctoring_receivedreview'
        ordering = ('received_at', 'id')
        verbose_name = 'received review'

    def __str__(self) -> str:
        return f'received review {self.digest[:12]}'
