"""The table of the diagnoses, in the order in which they are told, and going through it."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from edx_proctoring.diagnosis import database, entrances, installation, rows, surroundings
from edx_proctoring.diagnosis.findings import Circumstances, Diagnosis, Finding, Level

log = logging.getLogger(__name__)

DIAGNOSES: Final[Mapping[str, Diagnosis]] = {
    'settings': installation.settings,
    'keys': installation.keys,
    'migrations': installation.migrations,
    'database': database.database,
    'backends': installation.backends,
    'providers': surroundings.providers,
    'clocks': surroundings.clocks,
    'pings': installation.pings,
    'deliveries': rows.deliveries,
    'received': rows.received,
    'overdue': rows.overdue,
    'never-started': rows.never_started,
    'second-reviews': rows.second_reviews,
    'without-review': rows.without_review,
    'duplicates': rows.duplicates,
    'reviews': rows.reviews_of_nothing,
    'old-data': rows.old_data,
    'entry-rules': entrances.entry_rules,
}


def examine(circumstances: Circumstances, *, only: Collection[str] = ()) -> Iterator[tuple[str, Finding]]:
    """Yield the findings of each diagnosis, or of each of ``only``, with its name.

    A diagnosis that fails is a finding itself.
    """
    for name, diagnosis in DIAGNOSES.items():
        if only and name not in only:
            continue
        try:
            found = list(diagnosis(circumstances))
        except Exception as error:  # best effort: the others may say why
            log.exception('The diagnosis %s failed', name)
            found = [
                Finding(
                    Level.FAIL,
                    f'This could not be examined ({type(error).__name__}).',
                    'Something that it needs is missing or broken, often the database, a table, or a setting.',
                    'See the other findings and the log.',
                )
            ]
        for finding in found:
            yield name, finding
