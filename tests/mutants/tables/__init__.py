"""All mutants, by what they break."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant
from tests.mutants.tables import (
    access,
    drills,
    entrance,
    incidents,
    lifecycle,
    locks,
    outbox,
    reopening,
    requests,
    reviews,
    threats,
)

MUTANTS: Final[tuple[Mutant, ...]] = (
    *locks.MUTANTS,
    *outbox.MUTANTS,
    *reviews.MUTANTS,
    *access.MUTANTS,
    *lifecycle.MUTANTS,
    *reopening.MUTANTS,
    *incidents.MUTANTS,
    *entrance.MUTANTS,
    *requests.MUTANTS,
    *threats.MUTANTS,
    *drills.MUTANTS,
)
