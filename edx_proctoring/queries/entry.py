"""The entry rules of exams, and what learners have shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edx_proctoring.conf import conf
from edx_proctoring.domain.entry_rules import Network, Pass, Rules, Visitor
from edx_proctoring.models import EntryPass, EntryRules
from edx_proctoring.seb.dedicated_addresses import is_dedicated


def find_entry_rules(exam_id: int) -> EntryRules | None:
    """Return the row with the rules of the exam, or None."""
    return EntryRules.objects.filter(exam_id=exam_id).first()


def find_entry_pass(exam_id: int, user_id: Any) -> EntryPass | None:
    """Return the row with what the learner has shown at the exam, or None."""
    return EntryPass.objects.filter(exam_id=exam_id, user_id=user_id).first()


def as_rules(row: EntryRules) -> Rules:
    """Return the rules of the row; networks of the site have the addresses that the settings give them now."""
    return Rules(
        starts_from=row.starts_from,
        starts_until=row.starts_until,
        networks=None if row.networks is None else as_networks(row.networks),
        needs_seb=row.needs_seb,
        can_check_seb=can_check_seb(),
        needs_code=row.needs_code,
        needs_release=row.needs_release,
        released_at=row.released_at,
        binds_place=row.binds_place,
    )


def as_networks(stored: Any) -> tuple[Network, ...]:
    """Return the networks of a row. What cannot be read, or is not in the settings any more, has no addresses."""
    return tuple(_network(each) for each in stored) if isinstance(stored, list) else ()


def can_check_seb() -> bool:
    """Return whether the site has an address at which Safe Exam Browser can be checked."""
    return is_dedicated(f'{conf.seb_base_url}/')


def as_pass(row: EntryPass) -> Pass:
    """Return what the row says that the learner has shown."""
    return Pass(
        code_session=row.code_session,
        released_at=row.released_at,
        seb_session=row.seb_session,
        seb_proof=row.seb_proof,
        seb_verified_at=row.seb_verified_at,
        place=Visitor(row.place_session, row.place_address) if row.place_session else None,
    )


def _network(stored: Any) -> Network:
    if not (isinstance(stored, Mapping) and isinstance(stored.get('name'), str)):
        return Network('', ())
    name = stored['name']
    cidrs = stored.get('cidrs', conf.exam_networks.get(name))
    return Network(name, tuple(map(str, cidrs)) if isinstance(cidrs, list | tuple) else ())
