"""URLs of the small LMS."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path

COURSE = rf'^courses/{settings.COURSE_ID_PATTERN}'


def page(request: HttpRequest, **_kwargs: str) -> HttpResponse:
    """Any page of the host."""
    return HttpResponse(request.path)


urlpatterns = [
    path('admin/', admin.site.urls),
    path('api/', include('edx_proctoring.urls', namespace='edx_proctoring')),
    re_path(rf'{COURSE}/jump_to/(?P<location>.*)$', page, name='jump_to'),
    re_path(rf'{COURSE}/progress$', page, name='progress'),
    path('password_assistance', page, name='password_assistance'),
]
