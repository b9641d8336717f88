"""The tables of this package as drf-spectacular wants them: a schema class for views, and two hooks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from drf_spectacular.openapi import AutoSchema

from edx_proctoring.openapi.components import COMPONENTS
from edx_proctoring.openapi.operations import OPERATIONS
from edx_proctoring.openapi.vocabulary import TAGS, render

APP: Final = 'edx_proctoring/'
LAUNCH: Final = 'proctoring_launch_callback/start_exam/{attempt_code}'
SECURITY_SCHEMES: Final = {
    'session': {'type': 'apiKey', 'in': 'cookie', 'name': 'sessionid', 'description': 'Cookie of who is logged in.'},
    'csrf': {
        'type': 'apiKey',
        'in': 'header',
        'name': 'X-CSRFToken',
        'description': 'Value of the cookie `csrftoken`; with a session, for all methods but GET, HEAD and OPTIONS.',
    },
    'jwt': {
        'type': 'apiKey',
        'in': 'header',
        'name': 'Authorization',
        'description': '`JWT <token>`, where the extra `openedx` is installed; also in the JWT cookie of the platform.',
    },
}

Endpoint = tuple[str, str, str, Any]


class DocumentedView(AutoSchema):
    """Describes the views of this app by the tables, and all others as drf-spectacular does."""

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any
    ) -> dict[str, Any] | None:
        """Return the operation of the table; None where it has none, which a test does not let happen."""
        _, is_ours, rest = path.partition(APP)
        if not is_ours:
            found: dict[str, Any] | None = super().get_operation(path, path_regex, path_prefix, method, registry)
            return found
        operation = OPERATIONS.get((rest, method))
        return render(rest, method, operation) if operation else None


def select_endpoints(endpoints: Iterable[Endpoint]) -> list[Endpoint]:
    """Name an address once that may have a slash at its end or not."""
    slash = 'active_attempt/'
    return [(path.removesuffix('/') if path.endswith(slash) else path, *rest) for path, *rest in endpoints]


def complete(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add what is no DRF view, and what all operations refer to."""
    paths = result['paths']
    prefix = next((path.partition(APP)[0] for path in paths if APP in path), None)
    if prefix is None:
        return result
    launch = render(LAUNCH, 'GET', OPERATIONS[LAUNCH, 'GET'])
    result['paths'] = dict(sorted({**paths, f'{prefix}{APP}{LAUNCH}': {'get': launch}}.items()))
    components = result.setdefault('components', {})
    components['schemas'] = dict(sorted({**components.get('schemas', {}), **COMPONENTS}.items()))
    components['securitySchemes'] = {**components.get('securitySchemes', {}), **SECURITY_SCHEMES}
    result['tags'] = [{'name': name, 'description': meaning} for name, meaning in TAGS.items()]
    return result
