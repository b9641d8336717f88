"""The HTTP interface as an OpenAPI document: docs/openapi.yaml, docs/rest.rst, and what the demo serves.

``operations`` holds one row per address and method, ``shapes`` the objects that they send and answer with. The views
know nothing of either. ``document`` makes the document with drf-spectacular, which only the demo and the tests install;
a site that has it and wants the document of its own API to tell of this app too sets these::

    REST_FRAMEWORK = {'DEFAULT_SCHEMA_CLASS': 'edx_proctoring.openapi.document.DocumentedView'}
    SPECTACULAR_SETTINGS = edx_proctoring.openapi.SPECTACULAR_SETTINGS
"""

from typing import Any, Final

from edx_proctoring import __version__

DESCRIPTION: Final = """\
Timed and proctored exams of an LMS. Addresses are given as an LMS mounts them, below `/api/`.

Whoever is not logged in, sends a bad token or, with a session, no CSRF token gets 403. Bodies may be JSON, a form or
multipart unless an operation says otherwise; in forms, flags are the texts `true` and `false`. Instants are ISO 8601
in UTC with `Z`. Refusals are objects with the reason under `detail`, a text for people; programs go by the status. A
method that an address does not have is answered with 405, a body of another type with 415.
"""

SPECTACULAR_SETTINGS: Final[dict[str, Any]] = {
    'TITLE': 'edx-proctoring',
    'DESCRIPTION': DESCRIPTION,
    'VERSION': __version__,
    'LICENSE': {'name': 'AGPL-3.0-only', 'identifier': 'AGPL-3.0-only'},
    'OAS_VERSION': '3.1.0',
    'SERVE_INCLUDE_SCHEMA': False,
    'PREPROCESSING_HOOKS': ['edx_proctoring.openapi.document.select_endpoints'],
    'POSTPROCESSING_HOOKS': ['edx_proctoring.openapi.document.complete'],
}
