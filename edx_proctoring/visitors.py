"""Where the request that is being answered comes from."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from edx_proctoring.conf import conf
from edx_proctoring.domain.entry_rules import Visitor
from edx_proctoring.domain.networks import is_in, parse_hop
from edx_proctoring.lms.requests import current_request
from edx_proctoring.seb.clients import read_user_agent

NOBODY = Visitor()
SEB_COOKIE = 'edx_proctoring_seb'
"""What a browser is given that was found to be Safe Exam Browser. A copied session alone is not enough."""


def current_visitor() -> Visitor:
    """Return where the current request comes from; empty texts for what is unknown, as outside of requests."""
    request = current_request()
    return visitor_of(request) if request is not None else NOBODY


def visitor_of(request: HttpRequest) -> Visitor:
    """Return where the request comes from."""
    key = getattr(getattr(request, 'session', None), 'session_key', None)
    session = salted_hmac('edx_proctoring.visitor', key, algorithm='sha256').hexdigest() if key else ''
    return Visitor(session, client_address(request), proof_of(request.COOKIES.get(SEB_COOKIE, '')))


def is_somebody_else(user_id: Any) -> bool:
    """Return whether the current request is from the session of another user, such as staff who view the course as this
    learner. Hosts put the learner into ``request.user`` then."""
    session = getattr(current_request(), 'session', None)
    logged_in = session.get(SESSION_KEY) if session is not None else None
    return logged_in is not None and str(logged_in) != str(user_id)


def calls_itself_seb() -> bool:
    """Return whether the browser says that it is Safe Exam Browser. Use it only to choose what to show."""
    request = current_request()
    return request is not None and bool(read_user_agent(request.headers.get('User-Agent', '')).versions)


def proof_of(secret: str) -> str:
    """Return a digest of the cookie that Safe Exam Browser has; empty without one."""
    return salted_hmac('edx_proctoring.seb_proof', secret, algorithm='sha256').hexdigest() if secret else ''


def client_address(request: HttpRequest) -> str:
    """Return the address of the client, in its usual form; empty if it is unknown.

    ``X-Forwarded-For`` counts only if the request comes from one of the proxies in ``TRUSTED_PROXIES``: then it is the
    last address there that belongs to no proxy.
    """
    proxies = conf.trusted_proxies
    hops = [request.META.get('REMOTE_ADDR', '')]
    if proxies:
        hops = [*request.META.get('HTTP_X_FORWARDED_FOR', '').split(','), *hops]
    while hops:
        address = parse_hop(hops.pop())
        if address is None:
            return ''
        if not is_in(proxies, address):
            return str(address)
    return ''
