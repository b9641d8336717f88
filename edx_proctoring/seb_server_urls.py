"""Addresses that a server for Safe Exam Browser asks for. They have to be at the root of the LMS.

The app's own addresses are below ``/api/`` there, so these are a module of their own. Open edX finds it by the app
``edx_proctoring.seb_server``; other hosts include it::

    path('', include('edx_proctoring.seb_server_urls')),
"""

from django.urls import path, re_path

from edx_proctoring.views.course_address import course_address
from edx_proctoring.views.seb_server import SebServerConfigurationView, SebServerInfoView

app_name = 'edx_proctoring_seb_server'

PREFIX = 'seb-openedx/'

urlpatterns = [
    path(f'{PREFIX}seb-info', SebServerInfoView.as_view(), name='info'),
    re_path(
        course_address(f'{PREFIX}api/v1/course/', '/configuration/?'),
        SebServerConfigurationView.as_view(),
        name='configuration',
    ),
]
