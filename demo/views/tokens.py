"""Where programs get their tokens, at the address that an Open edX LMS has for it."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from demo.api_clients import TOKEN_LIFE, find_client, issue_token


@csrf_exempt
@require_POST
def access_token(request: HttpRequest) -> JsonResponse:
    """Respond to OAuth 2 client credentials with a JWT, to be sent as ``Authorization: JWT <token>``."""
    if request.POST.get('grant_type') != 'client_credentials':
        return JsonResponse({'error': 'unsupported_grant_type'}, status=400)
    client = find_client(request.POST.get('client_id', ''), request.POST.get('client_secret', ''))
    if client is None:
        return JsonResponse({'error': 'invalid_client'}, status=401)
    token = issue_token(client, now=timezone.now())
    return JsonResponse(
        {'access_token': token, 'expires_in': int(TOKEN_LIFE.total_seconds()), 'token_type': 'JWT', 'scope': ''}
    )
