"""Every address and method of the app, by the part of the address behind ``/api/edx_proctoring/``."""

from __future__ import annotations

from typing import Final

from edx_proctoring.openapi.attempts import ATTEMPTS
from edx_proctoring.openapi.exams import EXAMS
from edx_proctoring.openapi.operators import OPERATORS_PAGES
from edx_proctoring.openapi.staff import ALLOWANCES, ONBOARDING, PROVIDERS, STAFF_PAGES
from edx_proctoring.openapi.vocabulary import Operation

OPERATIONS: Final[dict[tuple[str, str], Operation]] = {
    **EXAMS,
    **ATTEMPTS,
    **ALLOWANCES,
    **ONBOARDING,
    **STAFF_PAGES,
    **PROVIDERS,
    **OPERATORS_PAGES,
}
