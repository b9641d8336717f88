"""The HTTP interface as an OpenAPI document: docs/openapi.yaml, docs/rest.rst, and what the demo serves.

Each view says of itself what it does (``views.descriptions``), types are described where they stand
(``edx_proctoring.shapes``), and ``examples`` has real requests with their answers. ``document`` makes the document with
drf-spectacular, which only the demo and the tests install; a site that has it and wants the document of its
own API to tell of this app too sets these::

    REST_FRAMEWORK = {'DEFAULT_SCHEMA_CLASS': 'edx_proctoring.openapi.document.DocumentedView'}
    SPECTACULAR_SETTINGS = edx_proctoring.openapi.SPECTACULAR_SETTINGS
"""

from typing import Any, Final

from edx_proctoring import __version__

DESCRIPTION: Final = """\
Timed and proctored exams of an LMS. Paths are shown as an LMS mounts them, below `/api/`.

Requests without a login, with an invalid token, or with a session but without a CSRF token get a 403. Send JSON. Most
operations also accept forms and multipart bodies, in which flags are the strings `true` and `false`, and lists are
separated by commas. Times are ISO 8601 in UTC. Error responses are objects with the reason in `detail`, a text for
people; programs should use the status. A method that a path does not support gets a 405; a body of another type, or a
request in a charset other than UTF-8, a 415; a body that is too large a 413; and a token, on a site that cannot verify
any, a 401. Responses must not be cached (`Cache-Control: private, no-store`).

The examples are recorded: each request was sent separately to an LMS with the same few exams, and this is the response.
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
