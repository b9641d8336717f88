"""Addresses of the demo LMS. The names ``jump_to``, ``progress`` and ``password_assistance`` are those that the app
asks its host for; the app itself is mounted where an LMS mounts it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView

from demo.views import answers, courseware, front, progress, reference, staff, tokens

COURSE = rf'^courses/{settings.COURSE_ID_PATTERN}'
BLOCK = r'(?P<content_id>[^/]+)'

urlpatterns = [
    path('', front.front_page, name='front_page'),
    path('sign-in/', front.sign_in, name='sign_in'),
    path('sign-out/', front.sign_out, name='sign_out'),
    path('help/', front.help_page, name='help'),
    path('language', set_language, name='set_language'),
    path('outbox/', front.outbox, name='outbox'),
    path('password_assistance', front.password_assistance, name='password_assistance'),
    path('oauth2/access_token', tokens.access_token, name='access_token'),
    # There are no passwords: what the admin asks for is given on the front page.
    path('admin/login/', RedirectView.as_view(pattern_name='front_page', query_string=True)),
    path('admin/', admin.site.urls),
    path('favicon.ico', RedirectView.as_view(url=f'{settings.STATIC_URL}demo/icon.svg')),  # the admin names no icon
    path('api/schema/', SpectacularAPIView.as_view(), name='schema'),
    path('api/reference/', reference.reference, name='reference'),
    path('api/', include('edx_proctoring.urls', namespace='edx_proctoring')),
    re_path(rf'{COURSE}/$', courseware.outline, name='outline'),
    re_path(rf'{COURSE}/courseware/{BLOCK}/$', courseware.section, name='section'),
    re_path(rf'{COURSE}/courseware/{BLOCK}/answer$', answers.save_answer, name='save_answer'),
    re_path(rf'{COURSE}/jump_to/(?P<location>.*)$', courseware.jump_to, name='jump_to'),
    re_path(rf'{COURSE}/jump_to_id/(?P<block_id>.*)$', courseware.jump_to_id, name='jump_to_id'),
    re_path(rf'{COURSE}/progress$', progress.progress, name='progress'),
    re_path(rf'{COURSE}/staff$', staff.staff, name='staff'),
    re_path(rf'{COURSE}/files/(?P<name>.*)$', courseware.course_file, name='course_file'),
    re_path(
        rf'^learning/course/{settings.COURSE_ID_PATTERN}/{BLOCK}$',
        courseware.learning_front_end,
        name='learning_front_end',
    ),
]
