"""Where programs get tokens, and browsers the JWT cookies."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect, ensure_csrf_cookie
from django.views.decorators.http import require_POST
from oauth2_provider.models import get_access_token_model
from oauth2_provider.views import TokenView
from openedx_events.learning.data import UserData, UserPersonalData
from openedx_events.learning.signals import SESSION_LOGIN_COMPLETED

from openedx.oauth_dispatch.jwt import create_jwt_for_user, set_jwt_cookies


@method_decorator(csrf_exempt, name='dispatch')
class AccessTokenView(TokenView):
    """OAuth 2; with ``token_type=jwt`` the token is a JWT of the user of the program."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        if response.status_code != 200 or request.POST.get('token_type', '').lower() != 'jwt':
            return response
        granted = json.loads(response.content)
        token = get_access_token_model().objects.get(token=granted['access_token'])
        user = token.user or token.application.user
        granted |= {'access_token': create_jwt_for_user(user, seconds=granted['expires_in']), 'token_type': 'JWT'}
        return JsonResponse(granted)


@ensure_csrf_cookie
def csrf_token(request: HttpRequest) -> HttpResponse:
    """What front ends send along with whatever changes something."""
    return JsonResponse({'csrfToken': get_token(request)})


@require_POST
@csrf_protect
def login_session(request: HttpRequest) -> HttpResponse:
    """Begin a session and give out the JWT cookies."""
    user = authenticate(
        request, username=request.POST.get('email_or_username'), password=request.POST.get('password', '')
    )
    if user is None:
        return JsonResponse({'success': False, 'error_code': 'incorrect-email-or-password'}, status=400)
    login(request, user)
    person = UserPersonalData(username=user.username, email=user.email, name=user.get_full_name())
    SESSION_LOGIN_COMPLETED.send_event(user=UserData(pii=person, id=user.pk, is_active=user.is_active))
    response = JsonResponse({'success': True, 'redirect_url': f'{settings.LMS_ROOT_URL}/dashboard'})
    set_jwt_cookies(response, user)
    return response
