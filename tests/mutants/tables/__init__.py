"""All mutants, by what they break."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant
from tests.mutants.tables import access, deliveries, drills, lifecycle, locks, requests, reviews, threats

MUTANTS: Final[tuple[Mutant, ...]] = (
    *locks.MUTANTS,
    *deliveries.MUTANTS,
    *reviews.MUTANTS,
    *access.MUTANTS,
    *lifecycle.MUTANTS,
    *requests.MUTANTS,
    *threats.MUTANTS,
    *drills.MUTANTS,
)
