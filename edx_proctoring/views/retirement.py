"""Deleting a learner's data, here and at the providers."""

from typing import Annotated, Any, Final

from django.utils import timezone
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.actions.retirement import retire_at_providers, retire_learner
from edx_proctoring.lms import permissions
from edx_proctoring.shapes import Named
from edx_proctoring.views import request_data
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import BAD_INPUT, DONE, NOT_ALLOWED, Answer, Operation

RETIRER: Final = 'For users with the permission `accounts.can_retire_user`.'
RetiredAtProviders = Annotated[
    dict[str, bool],
    Named('RetiredAtProviders'),
    "Whether each provider deleted the data, by the provider's name.",
]


class BackendUserManagementAPI(ProctoredAPIView):
    """A learner's data at the providers."""

    @Operation(
        'Staff',
        'retire_learner_at_providers',
        "Delete a learner's data at the providers",
        RETIRER,
        {
            200: Answer('All providers succeeded.', RetiredAtProviders),
            400: BAD_INPUT,
            403: NOT_ALLOWED,
            500: Answer('A provider failed.', RetiredAtProviders),
        },
    )
    def post(self, request: Request, user_id: str, **kwargs: Any) -> Response:
        """Have every provider delete it: whether each did, by backend; 500 if one did not."""
        if not permissions.can_retire_user(request.user):
            return Response(status=status.HTTP_403_FORBIDDEN)
        results = retire_at_providers(request_data.get_id(user_id, 'user_id'))
        is_done = all(results.values())
        return Response(results, status=status.HTTP_200_OK if is_done else status.HTTP_500_INTERNAL_SERVER_ERROR)


class UserRetirement(ProctoredAPIView):
    """A learner's data in our tables."""

    @Operation(
        'Staff',
        'retire_learner',
        "Delete a learner's data in this app",
        RETIRER,
        {204: DONE, 400: BAD_INPUT, 403: NOT_ALLOWED},
    )
    def post(self, request: Request, user_id: str) -> Response:
        """Empty everything about the user."""
        if not permissions.can_retire_user(request.user):
            return Response(status=status.HTTP_403_FORBIDDEN)
        retire_learner(request_data.get_id(user_id, 'user_id'), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
