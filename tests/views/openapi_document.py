"""docs/openapi.yaml, and whether an answer is what it says."""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml
from jsonschema import Draft202012Validator, FormatChecker

FILE = Path(__file__).resolve().parent.parent.parent / 'docs' / 'openapi.yaml'
APP = '/api/edx_proctoring/'
METHODS = ('get', 'post', 'put', 'patch', 'delete')
# Where some refusals have a body and some have not, none is declared.
MAY_BE_EMPTY = '(empty)'
# Pages for browsers are not part of the interface.
PAGES = re.compile(
    rf'{APP}v1/(instructor/[^/]+/exam_room(/(review/[^/]+|attempt/[^/]+/timeline|access_code/[^/]+))?'
    r'|javascript_catalog/[^/]+|entry/[^/]+|proctored_exam/entrance_signal/.+'
    r'|seb/(check|quit)/[^/]+|seb/configuration/[^/]+)'
)
# Every address answers so to what it does not have or read; the document says it once.
EVERYWHERE = {'401', '405', '413', '415'}
ARGUMENTS = {'course_id': '.+', 'search_by': '.+', 'exam_id': r'\d+', 'attempt_id': r'\d+', 'user_id': r'\d+'}


FORMATS = FormatChecker(formats=())


@FORMATS.checks('date-time', raises=ValueError)  # type: ignore[untyped-decorator]
def is_instant(value: object) -> bool:
    """Whether a text is an instant: with a time zone, so that clients need not guess."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@cache
def document() -> dict[str, Any]:
    """The document as it is committed."""
    found: dict[str, Any] = yaml.load(
        FILE.read_text(encoding='utf-8'), Loader=getattr(yaml, 'CSafeLoader', yaml.SafeLoader)
    )
    return found


@cache
def patterns() -> list[tuple[str, re.Pattern[str]]]:
    """The addresses; those with arguments last, and of those the longest first."""
    paths = sorted(document()['paths'], key=lambda path: ('{' in path, -len(path)))
    return [(path, re.compile(re.sub(r'\\{(\w+)\\}', _argument, re.escape(path)) + '/?')) for path in paths]


def _argument(found: re.Match[str]) -> str:
    return ARGUMENTS.get(found[1], '[^/]+')


def find_problem(
    method: str, path: str, status: int, content: bytes, content_type: str = 'application/json'
) -> str | None:
    """What an answer has that the document does not know; None for answers of others."""
    if not path.startswith(APP) or method not in METHODS or PAGES.fullmatch(path):
        return None
    address = next((template for template, pattern in patterns() if pattern.fullmatch(unquote(path))), None)
    if address is None:
        return None if status == 404 else f'{path} is no address of the document'
    operation = document()['paths'][address].get(method)
    if operation is None:
        is_page = 'start_exam' in address  # a page for browsers, which any method may ask for
        # Who is not logged in is told only that.
        return None if is_page or status in {403, 405} else f'{method} {address} is not in the document'
    answers = operation['responses']
    answer = answers.get(str(status)) or answers.get(f'{status // 100}XX')
    if answer is None:
        return None if str(status) in EVERYWHERE else f'{method} {address}: {status} is not in the document'
    problem = _body_problem(answer, content, content_type.partition(';')[0])
    return f'{method} {address}: {status} {problem}' if problem else None


def _body_problem(answer: dict[str, Any], content: bytes, content_type: str) -> str | None:
    if len(answer.get('content', {})) > 1 and content_type != 'application/json':
        return None if content_type in answer['content'] else f'is {content_type}'
    shape = answer.get('content', {}).get('application/json')
    if not content:
        return None if shape is None else 'has no body'
    if shape is None and MAY_BE_EMPTY in answer['description']:
        shape = {'schema': {'$ref': '#/components/schemas/Detail'}}
    if shape is None:
        return None if answer.get('content') else 'has a body'
    schema = {**shape['schema'], 'components': document()['components']}
    errors = Draft202012Validator(schema, format_checker=FORMATS).iter_errors(json.loads(content))
    return next((f'{error.json_path}: {error.message}' for error in errors), None)
