"""The descriptions of the views as drf-spectacular wants them: a schema class for views, and two hooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentIdentity, ResolvedComponent

from edx_proctoring.openapi.rendering import PATH_PARAMETERS, arguments_of, render
from edx_proctoring.openapi.schemas import Schemas
from edx_proctoring.views.descriptions import Operation, operations_of
from edx_proctoring.views.provider_callbacks import start_exam_callback

APP: Final = 'edx_proctoring/'
LAUNCH: Final = 'proctoring_launch_callback/start_exam/{attempt_code}'
TAGS: Final[Mapping[str, str]] = {
    'Exams': 'Timed and proctored sections of a course.',
    'Attempts': 'Learners take exams.',
    'Entrance': 'What learners have to show before they start an exam.',
    'Allowances': 'Extra time, and notes to the reviewer, that staff give to single learners.',
    'Incidents': 'Technical failures, and what is done for those whom they hit.',
    'Onboarding': "Practice exams that build a learner's profile at the provider.",
    'Staff': "Statistics, the provider's dashboard, and deleting a learner's data.",
    'Providers': 'Called by proctoring providers.',
    'Operations': 'Health and metrics of the site.',
}
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
    """Describes the views of this app as they describe themselves, and all others as drf-spectacular does."""

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any
    ) -> dict[str, Any] | None:
        """Return the operation that the view's method has for this address, and keep what it refers to."""
        operation = _find_operation(getattr(self.view, method.lower()), path)
        if operation is None:
            found: dict[str, Any] | None = super().get_operation(path, path_regex, path_prefix, method, registry)
            return found
        schemas = Schemas()
        rendered = render(path, method, operation, schemas)
        for name, schema in schemas.named.items():
            component = ResolvedComponent(
                name, ResolvedComponent.SCHEMA, schema, ComponentIdentity(f'proctoring.{name}')
            )
            registry.register_on_missing(component)
        return rendered


def _find_operation(method: Any, path: str) -> Operation | None:
    """Return the operation of that address; None for other apps' methods, and for addresses that a host has made up."""
    arguments = {*arguments_of(path)}
    fitting = [each for each in operations_of(method) if each.at is None or {*each.at} == arguments]
    return fitting[0] if fitting and arguments <= PATH_PARAMETERS.keys() else None


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
    schemas = Schemas()
    (operation,) = operations_of(start_exam_callback)
    launch = render(LAUNCH, 'GET', operation, schemas)
    result['paths'] = dict(sorted({**paths, f'{prefix}{APP}{LAUNCH}': {'get': launch}}.items()))
    components = result.setdefault('components', {})
    components['schemas'] = dict(sorted({**components.get('schemas', {}), **schemas.named}.items()))
    components['securitySchemes'] = {**components.get('securitySchemes', {}), **SECURITY_SCHEMES}
    result['tags'] = [{'name': name, 'description': meaning} for name, meaning in TAGS.items()]
    return result
