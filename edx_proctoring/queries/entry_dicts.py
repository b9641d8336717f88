"""Entry rules, access codes, and what is wrong with them, as the API and the published functions tell of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, NotRequired, TypedDict

from django.utils.translation import gettext

from edx_proctoring.conf import conf
from edx_proctoring.domain.entry_problems import WORDS, Problem, Trouble
from edx_proctoring.models import AccessCode, EntryRules, ProctoredExam
from edx_proctoring.queries.entry_lists import find_rules_of, list_troubles
from edx_proctoring.queries.seb import Source, source_of
from edx_proctoring.queries.usernames import username_of
from edx_proctoring.seb.exam_configurations import MINIMUM_VERSIONS
from edx_proctoring.seb.hashes import SHOWN
from edx_proctoring.serializers import iso_text
from edx_proctoring.shapes import IsoText, Keyword, Named, Words

QUIT_HASH = 'quit_password_hash'


class NetworkDict(TypedDict):
    """A network that learners may be in."""

    name: str
    cidrs: NotRequired[
        Annotated[
            list[str], 'Addresses and networks in CIDR notation. Without any, the name is one of `site_networks`.'
        ]
    ]


class SebOptionsDict(TypedDict, total=False):
    """What is allowed in Safe Exam Browser; what is missing has its default."""

    allowed_sites: Annotated[list[str], 'Hosts that may be opened besides the LMS.']
    minimum_versions: Annotated[list[str], 'Such as `Win.3.9.min`, one for each platform that may be used.']
    allow_quit: bool
    allow_spell_check: bool
    allow_reload: bool
    allow_screen_sharing: bool
    allow_screen_capture: bool
    allow_camera: bool
    allow_microphone: bool
    allow_uploads: bool
    allow_downloads: bool
    forget_login: Annotated[bool, 'Whether learners log in again when the browser starts.']


class EntryProblemDict(TypedDict):
    """Why nobody gets in, although the rules are meant to let somebody in."""

    problem: Annotated[str, Named('EntryProblemKind'), Keyword('enum', tuple(map(str, Problem)))]
    name: Annotated[str, 'Of the network that it is about; else empty.']
    detail: Words


class EntryRulesDict(TypedDict):
    """What an exam demands of learners who want to take it."""

    exam_id: int
    has_rules: Annotated[bool, 'If not, everything else here is a default.']
    needs_code: bool
    networks: Annotated[list[NetworkDict] | None, 'Null: learners may be anywhere.']
    starts_from: Annotated[IsoText | None, 'The first moment at which learners may start.']
    starts_until: Annotated[IsoText | None, 'The first moment at which they may not start any more.']
    needs_release: Annotated[bool, 'Whether learners wait until staff let them in.']
    released_at: Annotated[IsoText | None, 'When staff let everybody in.']
    binds_place: Annotated[bool, 'Whether an attempt goes on only in the browser and the network where it started.']
    needs_seb: Annotated[bool, 'Whether learners need Safe Exam Browser.']
    seb_options: SebOptionsDict
    has_quit_password: bool
    has_seb_password: Annotated[bool, 'Whether configurations that are made here are encrypted with a password.']
    seb_file_key: Annotated[
        str, 'Of a configuration that staff uploaded, the first 8 digits of its config key. Empty: there is none.'
    ]
    seb_source: Annotated[
        str,
        Named('SebSource'),
        Keyword('enum', tuple(map(str, Source))),
        'Where configurations come from: made here for each learner, a file from staff, or SEB Server.',
    ]
    default_versions: Annotated[list[str], 'What counts if `seb_options` have no `minimum_versions`.']
    seb_exam_key_count: Annotated[int, 'How many browser exam keys are accepted; 0: all are.']
    site_networks: Annotated[list[str], 'Names of networks whose addresses are in the settings of the site.']
    modified_at: IsoText | None
    modified_by: Annotated[str | None, 'A username; null if it is not known.']
    problems: list[EntryProblemDict]


class AccessCodeDict(TypedDict):
    """An access code, without what is told in the room."""

    id: int
    exam_id: int
    label: str
    rotates_minutes: Annotated[int | None, 'If not null, the code changes every so many minutes.']
    valid_from: IsoText | None
    valid_until: Annotated[IsoText | None, 'The first moment at which it does not count any more.']
    is_valid: Annotated[bool, 'Whether it lets learners in now.']
    created_at: IsoText
    created_by: Annotated[str | None, 'A username; null if it is not known.']
    revoked_at: IsoText | None


def describe_rules(exam: ProctoredExam, *, now: datetime) -> EntryRulesDict:
    """Return the rules of the exam; defaults if it has none."""
    found = find_rules_of(exam)
    rules = found or EntryRules(exam_id=exam.id)
    options = dict(rules.seb_options) if isinstance(rules.seb_options, dict) else {}
    has_password = bool(options.pop(QUIT_HASH, ''))
    return {
        'exam_id': exam.id,
        'has_rules': exam.has_entry_rules,
        'needs_code': rules.needs_code,
        'networks': rules.networks,
        'starts_from': _text(rules.starts_from),
        'starts_until': _text(rules.starts_until),
        'needs_release': rules.needs_release,
        'released_at': _text(rules.released_at),
        'binds_place': rules.binds_place,
        'needs_seb': rules.needs_seb,
        'seb_options': options,  # type: ignore[typeddict-item]  # was checked when it was stored
        'has_quit_password': has_password,
        'has_seb_password': bool(rules.seb_password),
        'seb_file_key': rules.seb_file_key[:SHOWN],
        'seb_source': str(source_of(rules)),
        'default_versions': list(MINIMUM_VERSIONS),
        'seb_exam_key_count': len(rules.seb_exam_keys),
        'site_networks': sorted(map(str, conf.exam_networks)),
        'modified_at': _text(found.modified_at) if found else None,
        'modified_by': _modifier(exam.id) if found and found.modified_by_id else None,
        'problems': describe_troubles(list_troubles(exam, found, now=now)),
    }


def describe_troubles(troubles: Iterable[Trouble]) -> list[EntryProblemDict]:
    """Return what is wrong, with words in the active language."""
    return [{'problem': str(each.problem), 'name': each.name, 'detail': trouble_text(each)} for each in troubles]


def trouble_text(trouble: Trouble) -> str:
    """Return what is wrong, in the active language."""
    return gettext(WORDS[trouble.problem]) % {'name': trouble.name}


def describe_code(code: AccessCode, *, now: datetime) -> AccessCodeDict:
    """Return the code, which may have the username of whoever made it as ``creator``."""
    has_begun = code.valid_from is None or code.valid_from <= now
    goes_on = code.valid_until is None or code.valid_until > now
    return {
        'id': code.pk,
        'exam_id': code.exam_id,
        'label': code.label,
        'rotates_minutes': code.rotates_minutes,
        'valid_from': _text(code.valid_from),
        'valid_until': _text(code.valid_until),
        'is_valid': has_begun and goes_on and code.revoked_at is None,
        'created_at': iso_text(code.created_at),
        'created_by': getattr(code, 'creator', None),
        'revoked_at': _text(code.revoked_at),
    }


def _modifier(exam_id: int) -> Any:
    rows = EntryRules.objects.filter(exam_id=exam_id).annotate(modifier=username_of('modified_by_id'))
    return rows.values_list('modifier', flat=True).first()


def _text(instant: datetime | None) -> str | None:
    return iso_text(instant) if instant else None
