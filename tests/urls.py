"""URLs of the test host: the app where an LMS mounts it, and the names that the app asks its host for."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path

COURSE = rf'^courses/{settings.COURSE_ID_PATTERN}'


def host_page(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Stands for any page of the LMS; says which one was asked for."""
    return HttpResponse(f'host page {request.path}', content_type='text/plain')


urlpatterns = [
    path('admin/', admin.site.urls),
    path('api/', include('edx_proctoring.urls', namespace='edx_proctoring')),
    re_path(rf'{COURSE}/jump_to/(?P<location>.*)$', host_page, name='jump_to'),
    re_path(rf'{COURSE}/progress$', host_page, name='progress'),
    path('password_assistance', host_page, name='password_assistance'),
]
