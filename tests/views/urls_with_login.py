"""The test host with REST framework's addresses at its top level."""

from __future__ import annotations

from django.urls import include, path

from tests.urls import urlpatterns as addresses_of_the_host

urlpatterns = [*addresses_of_the_host, path('api-auth/', include('rest_framework.urls'))]
