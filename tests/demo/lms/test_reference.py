"""The demo shows the HTTP interface: as an OpenAPI document and as a page."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.test import Client

from demo.middleware import POLICY

pytestmark = pytest.mark.django_db  # ATOMIC_REQUESTS

COMMITTED = Path(__file__).resolve().parent.parent.parent.parent / 'docs' / 'openapi.yaml'


def test_the_document_that_is_served_is_the_committed_one() -> None:
    answer = Client().get('/api/schema/')
    assert answer.status_code == 200
    assert answer.headers['Content-Type'].startswith('application/vnd.oai.openapi')
    assert yaml.safe_load(answer.content) == yaml.safe_load(COMMITTED.read_text(encoding='utf-8'))


def test_the_page_has_every_operation_and_object_and_nothing_from_elsewhere() -> None:
    answer = Client().get('/api/reference/')
    assert answer.status_code == 200
    assert answer.headers['Content-Security-Policy'] == POLICY
    page = answer.content.decode()
    document = yaml.safe_load(COMMITTED.read_text(encoding='utf-8'))
    for path, item in document['paths'].items():
        for method, operation in item.items():
            assert f'<strong>{method.upper()}</strong> <code>{path}</code>' in page
            assert operation['summary'].replace("'", '&#x27;') in page
    assert all(f'<strong>{name}</strong>' in page for name in document['components']['schemas'])
    assert '<script' not in page
    assert ' style=' not in page
    assert 'src="http' not in page
