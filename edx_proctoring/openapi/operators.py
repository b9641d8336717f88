"""Addresses for what watches over a site."""

from __future__ import annotations

from typing import Final

from edx_proctoring.openapi.shapes import TEXT, closed
from edx_proctoring.openapi.vocabulary import ANYONE, OPERATORS, Answer, Operation, Table, refusal

_HEALTH = closed(
    {
        'status': {'type': 'string', 'enum': ['ok', 'degraded', 'failing']},
        'database': {'type': 'boolean', 'description': 'Whether it answers.'},
        'backends': {
            'type': 'object',
            'additionalProperties': {'type': 'boolean'},
            'description': 'Whether each that is configured could be made.',
        },
    },
    optional=frozenset({'database', 'backends'}),
    description='All but the status is for operators. `degraded`: a backend is missing, `failing`: the database.',
)
_HOW = "The site's token stands in the header `Authorization`, behind `Bearer`."

OPERATORS_PAGES: Final[Table] = {
    ('health', 'GET'): Operation(
        'Operations',
        'Whether this process can work',
        ANYONE,
        {
            200: Answer('It can; perhaps a backend is missing.', _HEALTH),
            403: refusal('A token or session was presented that cannot be used.'),
            503: Answer('The database does not answer.', _HEALTH),
        },
        notes=f'Operators see what is wrong. {_HOW}',
    ),
    ('metrics', 'GET'): Operation(
        'Operations',
        'Numbers for Prometheus',
        OPERATORS,
        {
            200: Answer('The numbers, or in the format of OpenMetrics if that is accepted.', TEXT, 'text/plain'),
            404: refusal('The extra `metrics` is not installed.'),
        },
        notes=_HOW,
    ),
}
