"""Reviews that come without a login: from providers of the SoftwareSecure kind, whose service can not log in.

Nothing in such a review is signed. What it must know is the id that the provider gave the attempt, which is therefore
not shown to learners (deviation S6), and what the site demands in addition: a secret, or a known network.
"""

import ipaddress
from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from edx_proctoring import provider_gateway
from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider
from edx_proctoring.conf import conf
from edx_proctoring.exceptions import ProctoredExamPermissionDenied
from edx_proctoring.models import ProctoredExam

SECRET_HEADER = 'X-Proctoring-Secret'  # noqa: S105 - the name of a header
SECRET_PARAMETER = 'secret'  # noqa: S105 - the name of a parameter, for services that only know a URL


def sends_anonymous_reviews(exam: ProctoredExam) -> bool:
    """Whether the exam's provider delivers its reviews without a login."""
    return isinstance(provider_gateway.find_provider(exam), SoftwareSecureBackendProvider)


def require_trusted_sender(request: HttpRequest) -> None:
    """Only for requests with the site's secret and from its networks, as far as those are configured."""
    networks = conf.review_callback_networks
    if networks and not _is_in(networks, request.META.get('REMOTE_ADDR', '')):
        raise ProctoredExamPermissionDenied('Reviews are not accepted from this address.')
    secret = conf.review_callback_secret
    presented = request.headers.get(SECRET_HEADER) or request.GET.get(SECRET_PARAMETER, '')
    if secret and not constant_time_compare(presented, secret):
        raise ProctoredExamPermissionDenied('Reviews are only accepted with the secret of this site.')


def _is_in(networks: Sequence[str], address: str) -> bool:
    try:
        sender = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(sender in ipaddress.ip_network(network, strict=False) for network in networks)
