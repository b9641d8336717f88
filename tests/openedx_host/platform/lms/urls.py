"""Addresses of the LMS."""

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, JsonResponse
from django.urls import path, re_path
from edx_django_utils.plugins import get_plugin_url_patterns

from lms.courseware import views
from openedx.oauth_dispatch.views import AccessTokenView, csrf_token, login_session
from openedx.plugins import ProjectType

COURSE = rf'^courses/{settings.COURSE_ID_PATTERN}'


def heartbeat(request: HttpRequest) -> JsonResponse:
    """The LMS lives."""
    return JsonResponse({'service': settings.SERVICE_VARIANT})


urlpatterns = [
    path('heartbeat', heartbeat),
    path('csrf/api/v1/token', csrf_token),
    path('api/user/v2/account/login_session/', login_session),
    re_path(r'^oauth2/access_token/?$', AccessTokenView.as_view(), name='access_token'),
    path('admin/', admin.site.urls),
    re_path(rf'^xblock/{settings.USAGE_KEY_PATTERN}$', views.render_xblock, name='render_xblock'),
    re_path(
        rf'^xblock/{settings.USAGE_KEY_PATTERN}/handler/(?P<handler>[^/]+)$',
        views.xblock_callback,
        name='xblock_handler',
    ),
    re_path(rf'{COURSE}/jump_to/(?P<location>.*)$', views.jump_to, name='jump_to'),
    re_path(rf'{COURSE}/progress$', views.progress, name='progress'),
    re_path(rf'^api/instructor/v2/courses/{settings.COURSE_ID_PATTERN}$', views.CourseInformation.as_view()),
]
urlpatterns.extend(get_plugin_url_patterns(ProjectType.LMS))
