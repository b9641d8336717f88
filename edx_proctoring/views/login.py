"""Where to log in: at the host, which knows how."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from edx_proctoring.views.base import kept_nowhere, refusing_in_text
from edx_proctoring.views.bodies import require_utf8

NEXT = 'next'


@transaction.non_atomic_requests
@kept_nowhere
@require_safe
@refusing_in_text
def lead_to_login(request: HttpRequest) -> HttpResponse:
    """Redirect to the host's login, and from there to ``next``, which has to be an address of the site.

    405 for passwords that are posted here.
    """
    require_utf8(request)
    wanted = request.GET.get(NEXT, '')
    hosts, is_secure = {request.get_host()}, request.is_secure()
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=hosts, require_https=is_secure)
    return redirect_to_login(wanted if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL))
