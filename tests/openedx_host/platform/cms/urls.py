"""Addresses of Studio."""

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, JsonResponse
from django.urls import path, re_path
from edx_django_utils.plugins import get_plugin_url_patterns

from cms.contentstore.views import CourseView
from openedx.oauth_dispatch.views import csrf_token
from openedx.plugins import ProjectType


def heartbeat(request: HttpRequest) -> JsonResponse:
    """Studio lives."""
    return JsonResponse({'service': settings.SERVICE_VARIANT})


urlpatterns = [
    path('heartbeat', heartbeat),
    path('csrf/api/v1/token', csrf_token),
    path('admin/', admin.site.urls),
    re_path(rf'^course/{settings.COURSE_KEY_PATTERN}$', CourseView.as_view(), name='course_handler'),
]
urlpatterns.extend(get_plugin_url_patterns(ProjectType.CMS))
