"""Where to log in: at REST framework's own page, where the host has that, or else at the host's login."""

from django.conf import settings
from django.contrib.auth.views import LoginView, redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from edx_proctoring.views.base import kept_nowhere, refusing_in_text

NEXT = 'next'
_page_of_rest_framework = LoginView.as_view(template_name='rest_framework/login.html')


@kept_nowhere
@refusing_in_text
def log_in(request: HttpRequest) -> HttpResponseBase:
    """Show REST framework's page, which sends its form to the host's ``rest_framework:login``.

    A host that has no such address, as an LMS, does not want passwords to be tried past its own login. Whoever comes
    there is led to that login (deviation X75).
    """
    try:
        reverse('rest_framework:login')
    except NoReverseMatch:
        return _lead_to_host(request)
    return _page_of_rest_framework(request)


@require_safe
def _lead_to_host(request: HttpRequest) -> HttpResponseBase:
    """Redirect to the host's login, and from there to ``next``, which has to be an address of the site."""
    requested = request.GET.get(NEXT, '')
    hosts, is_secure = {request.get_host()}, request.is_secure()
    is_ours = url_has_allowed_host_and_scheme(requested, allowed_hosts=hosts, require_https=is_secure)
    return redirect_to_login(requested if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL))
