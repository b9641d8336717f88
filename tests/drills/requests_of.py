"""Requests of learners and providers, as the drills send them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from rest_framework.test import APIClient


def sender(user: Any) -> APIClient:
    """A client that sends JSON for this user."""
    client = APIClient()
    client.default_format = 'json'
    client.force_authenticate(user)
    return client


def url(name: str, *args: Any) -> str:
    """The address of a view of this app."""
    return reverse(f'edx_proctoring:{name}', args=args)
