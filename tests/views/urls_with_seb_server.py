"""URLs of the test host with those for servers for Safe Exam Browser at its root."""

from __future__ import annotations

from django.urls import include, path

from tests import urls

urlpatterns = [*urls.urlpatterns, path('', include('edx_proctoring.seb_server_urls'))]
