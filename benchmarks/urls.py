"""The addresses of the host of the tests, and what polls are compared with."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import path
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.views.authentication import AUTHENTICATION_CLASSES
from tests.urls import urlpatterns as addresses_of_the_host


class Floor(APIView):
    """What Django and DRF cost at all: a user is authenticated, and one row read by its primary key."""

    authentication_classes = AUTHENTICATION_CLASSES
    permission_classes = (IsAuthenticated,)

    def get(self, request: Request, exam_id: int) -> Response:
        """Respond with the name of an exam."""
        return Response({'exam_name': ProctoredExam.objects.get(id=exam_id).exam_name})


def poll_with_etag(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Respond with whether the attempt was changed since the last poll: an experiment. The client counts the time."""
    attempts = ProctoredExamStudentAttempt.objects.filter(id=attempt_id, user_id=request.user.pk or 0)
    modified = attempts.values_list('modified', flat=True).get()
    etag = f'"{attempt_id}-{modified.timestamp()}"'
    if request.headers.get('If-None-Match') == etag:
        return HttpResponseNotModified()
    return HttpResponse('changed', headers={'ETag': etag})


def nothing(request: HttpRequest) -> HttpResponse:
    """Respond with the worker's CPU seconds; this costs only what the server and Django's middleware cost."""
    return HttpResponse(str(time.process_time()))


urlpatterns = [
    *addresses_of_the_host,
    path('floor/<int:exam_id>', Floor.as_view(), name='floor'),
    path('poll_with_etag/<int:attempt_id>', poll_with_etag, name='poll_with_etag'),
    path('nothing', nothing, name='nothing'),
]
