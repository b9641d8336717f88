"""What every request of the demo goes through beside Django's own middleware."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, JsonResponse

from demo.api_clients import find_user_of

POLICY = "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"


class ContentSecurityPolicyMiddleware:
    """Adds ``POLICY`` to every response: pages have to work without inline code and foreign files."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers['Content-Security-Policy'] = POLICY
        return response


class TokenAuthenticationMiddleware:
    """Authenticates requests with ``Authorization: JWT <token>`` for all views; responds with 401 to invalid tokens.

    In an Open edX LMS, edx-drf-extensions does this for its API views.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        scheme, _, token = request.headers.get('Authorization', '').partition(' ')
        if scheme == 'JWT':
            user = find_user_of(token)
            if user is None:
                return JsonResponse({'detail': 'The token is not valid or has expired.'}, status=401)
            request.user = user
            # No browser adds this header by itself, so that no page of another site can have sent the request.
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return self.get_response(request)
