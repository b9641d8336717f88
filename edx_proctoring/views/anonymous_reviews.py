"""Reviews that come without a login: from providers of the SoftwareSecure kind, whose service cannot log in.

Nothing in such a review itself is signed. What it must know is the id that the provider gave the attempt, which is
therefore not shown to learners (deviation S6), and what the site demands in addition: a secret, a signature, or a
known network. Whoever has none of it cannot even ask often.

A signed review that is sent again is no danger: after ``REVIEW_SIGNATURE_SECONDS`` it is refused, and until then it is
a repetition, which has no effect (``actions.received_reviews``).
"""

import re
from collections.abc import Mapping
from typing import IO, Any, Final

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from rest_framework.parsers import BaseParser
from rest_framework.throttling import BaseThrottle

from edx_proctoring import provider_gateway
from edx_proctoring.conf import conf
from edx_proctoring.domain.networks import is_in
from edx_proctoring.exceptions import ProctoredExamPermissionDenied
from edx_proctoring.models import ProctoredExam
from edx_proctoring.security.crypto import is_review_signature
from edx_proctoring.telemetry.correlation import get_logger
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views.bodies import read_json

log = get_logger(__name__)

SECRET_HEADER = 'X-Proctoring-Secret'  # noqa: S105 - the name of a header
SECRET_PARAMETER = 'secret'  # noqa: S105 - the name of a parameter, for services that only know a URL
SIGNATURE_HEADER = 'X-Proctoring-Signature'
_SECONDS_OF: Final = {'second': 1, 'minute': 60, 'hour': 3600, 'day': 86400}


def sends_anonymous_reviews(exam: ProctoredExam) -> bool:
    """Return whether the exam's provider delivers its reviews without a login."""
    provider = provider_gateway.find_provider(exam)
    return provider is not None and provider.posts_reviews_anonymously


def require_trusted_sender(request: HttpRequest) -> None:
    """Only for requests with the site's secret and from its networks, as far as those are configured."""
    networks = conf.review_callback_networks
    if networks and not is_in(networks, request.META.get('REMOTE_ADDR', '')):
        raise ProctoredExamPermissionDenied(_('Reviews are not accepted from this address.'))
    secrets = conf.review_callback_secrets
    presented = request.headers.get(SECRET_HEADER) or request.GET.get(SECRET_PARAMETER, '')
    # All are compared, so that the time tells nothing of which one it is.
    matches = [constant_time_compare(presented, secret) for secret in secrets]
    if secrets and not any(matches):
        raise ProctoredExamPermissionDenied(_('The secret is missing or invalid.'))


def forget_secret(request: Any) -> None:
    """Take the secret out of the address, once it was looked at: reports of errors and later log lines show that."""
    if SECRET_PARAMETER in request.GET:
        left = request.GET.copy()
        del left[SECRET_PARAMETER]
        request.GET, request.META['QUERY_STRING'] = left, left.urlencode()


class ReviewParser(BaseParser):
    """Reads the body as JSON, once it is known that it is signed as the site wants it."""

    media_type = 'application/json'

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return what the body says; 403 without the signature, 400 for what is no JSON."""
        raw = stream.read()
        keys = conf.review_signature_keys
        request: Any = (parser_context or {}).get('request')
        header = request.headers.get(SIGNATURE_HEADER, '') if request is not None else ''
        now, seconds = timezone.now().timestamp(), conf.review_signature_seconds
        if keys and not is_review_signature(header, raw, keys, now=now, seconds=seconds):
            raise ProctoredExamPermissionDenied(_('The signature is missing, invalid, or expired.'))
        return read_json(raw)


class ReviewThrottle(BaseThrottle):
    """So many reviews from one address in a time; counted in the cache of the site, without which all are let in."""

    seconds_left = 0.0

    def allow_request(self, request: Any, view: Any) -> bool:
        """Count this one and tell whether it is one too many."""
        rate = conf.review_callback_rate
        found = re.fullmatch('([0-9]+)/([a-z]+)', rate) if rate else None
        if found is None:
            return True
        most, seconds = int(found[1]), _SECONDS_OF.get(found[2], 60)
        now = timezone.now().timestamp()
        self.seconds_left = seconds - now % seconds
        key = f'edx_proctoring.reviews.{request.META.get("REMOTE_ADDR", "")}.{seconds}.{int(now // seconds)}'
        try:
            cache.add(key, 0, timeout=seconds)
            return bool(cache.incr(key) <= most)
        except Exception:  # the cache is out of order, or forgot the key just now: no reason to lose a review
            log.exception('Reviews cannot be counted')
            return True

    def wait(self) -> float:
        """Return after how many seconds there is room again."""
        return self.seconds_left
