"""Addresses for what watches over a site."""

from __future__ import annotations

from typing import Final

from edx_proctoring.openapi.shapes import TEXT, ref
from edx_proctoring.openapi.vocabulary import ANYONE, OPERATORS, Answer, Operation, Table, refusal

_HOW = "The site's token is sent as `Authorization: Bearer <token>`."

OPERATORS_PAGES: Final[Table] = {
    ('health', 'GET'): Operation(
        'get_health',
        'Operations',
        'Check whether this process works',
        ANYONE,
        {
            200: Answer('It works, possibly without some providers.', ref('Health')),
            403: refusal('The token or session is invalid.'),
            503: Answer('The database does not respond.', ref('Health')),
        },
        notes=f'Operators see what is wrong. {_HOW}',
    ),
    ('metrics', 'GET'): Operation(
        'get_metrics',
        'Operations',
        'Get the metrics for Prometheus',
        OPERATORS,
        {
            200: Answer('The metrics; in the OpenMetrics format if the client accepts it.', TEXT, 'text/plain'),
            404: refusal('The extra `metrics` is not installed.'),
        },
        notes=_HOW,
    ),
}
