"""The HTTP interface as an OpenAPI document: docs/openapi.yaml, docs/rest.rst, and what the demo serves.

``operations`` holds one row per address and method, ``components`` the objects that they send and answer with, and
``examples`` real requests with their answers. The views know nothing of them. ``document`` makes the document with
drf-spectacular, which only the demo and the tests install; a site that has it and wants the document of its own API to
tell of this app too sets these::

    REST_FRAMEWORK = {'DEFAULT_SCHEMA_CLASS': 'edx_proctoring.openapi.document.DocumentedView'}
    SPECTACULAR_SETTINGS = edx_proctoring.openapi.SPECTACULAR_SETTINGS
"""

from typing import Any, Final

from edx_proctoring import __version__

DESCRIPTION: Final = """\
Timed and proctored exams of an LMS. Paths are given as an LMS mounts them, below `/api/`.

Requests without a login, with a bad token or, with a session, without a CSRF token are answered with 403. Send JSON.
Most operations read forms and multipart as well, in which flags are the texts `true` and `false` and lists are texts
with commas. Instants are ISO 8601 in UTC. Refusals are objects with the reason in `detail`, a text for people; programs
go by the status. A method that a path does not have is answered with 405; a body of another type, or a request in
another charset than UTF-8, with 415; a body that is too large with 413; and a token, on a site that cannot verify any,
with 401. Answers may not be kept (`Cache-Control: private, no-store`).

The examples are recorded: each request was sent by itself to an LMS with the same few exams, and this is what was
answered.
"""

SPECTACULAR_SETTINGS: Final[dict[str, Any]] = {
    'TITLE': 'edx-proctoring',
    'DESCRIPTION': DESCRIPTION,
    'VERSION': __version__,
    'CONTACT': {'name': 'Open edX community', 'url': 'https://discuss.openedx.org'},
    'SERVERS': [{'url': '/', 'description': 'The LMS that serves this document'}],
    'LICENSE': {'name': 'AGPL-3.0-only', 'identifier': 'AGPL-3.0-only'},
    'OAS_VERSION': '3.1.0',
    'SERVE_INCLUDE_SCHEMA': False,
    'PREPROCESSING_HOOKS': ['edx_proctoring.openapi.document.select_endpoints'],
    'POSTPROCESSING_HOOKS': ['edx_proctoring.openapi.document.complete'],
}
