"""The results of a course as its staff downloads them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from rest_framework.test import APIClient

from tests.factories import COURSE_ID
from tests.views.conftest import url


def download(client: APIClient, course_id: str = COURSE_ID, **query: Any) -> Any:
    return client.get(url('proctored_exam.results', course_id), query)


def rows(client: APIClient, **query: Any) -> list[dict[str, Any]]:
    answer = download(client, file='json', **query)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = json.loads(answer.getvalue())
    return found


def lines(client: APIClient, **query: Any) -> list[dict[str, str]]:
    text = download(client, **query).getvalue().decode('utf-8-sig')
    return list(csv.DictReader(io.StringIO(text, newline='')))


def ids(found: list[dict[str, Any]]) -> list[int]:
    return [row['attempt_id'] for row in found]
