"""Making configurations of Safe Exam Browser, one for each learner and attempt, and handing them out."""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import F

from edx_proctoring.actions.attempts import current_attempt
from edx_proctoring.actions.entry import hold_pass
from edx_proctoring.actions.seb_rules import needs_seb
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.exceptions import InvalidSebConfiguration, SebNotAvailableException
from edx_proctoring.lms import seb_links
from edx_proctoring.models import EntryRules, ProctoredExam, ProctoredExamStudentAttempt, SebConfiguration
from edx_proctoring.queries.entry import can_check_seb, find_entry_rules
from edx_proctoring.queries.seb import Source, attempt_in_use, digest_of_choices, find_configurations, source_of
from edx_proctoring.seb.canonical_text import config_key
from edx_proctoring.seb.containers import write_seb_file
from edx_proctoring.seb.exam_configurations import ExamConfiguration
from edx_proctoring.seb.property_lists import read_property_list, write_property_list
from edx_proctoring.seb.values import Settings
from edx_proctoring.security.sealed_texts import unseal
from edx_proctoring.security.tokens import digest_of_token
from edx_proctoring.texts import gettext_noop as _

LINK_LIVES: Final = timedelta(minutes=5)
MOST_DOWNLOADS: Final = 5
"""So often a link opens the file: clients ask more than once, and again after a lost connection."""

_FIXED: Final = frozenset({'start_url', 'quit_url'})
_CHOICES: Final = frozenset(each.name for each in fields(ExamConfiguration)) - _FIXED
_OPTIONS: Final = _('The options for Safe Exam Browser of this exam cannot be used. Please tell the course staff.')
_NO_SEB: Final = _('This exam does not need Safe Exam Browser.')
_NO_CHECK: Final = _('Safe Exam Browser cannot be checked on this site. Please tell the course staff.')
_PASSWORD: Final = _('The password of the configuration is lost. Please ask the course staff to set it again.')
_OF_SERVER: Final = _('The configuration of this exam comes from elsewhere. Please ask the course staff for it.')


class Link(NamedTuple):
    """Where a learner gets their configuration: as a download, and in Safe Exam Browser; until when."""

    download_url: str
    seb_url: str
    expires: datetime


def require_seb(exam: ProctoredExam) -> EntryRules:
    """Return the rules of an exam that needs Safe Exam Browser, on a site that can check it.

    Raises :class:`SebNotAvailableException` otherwise.
    """
    rules = find_entry_rules(exam.id)
    if not needs_seb(exam, rules):
        raise SebNotAvailableException(_NO_SEB)
    if rules is None or not can_check_seb():
        raise SebNotAvailableException(_NO_CHECK)
    return rules


def make_link(exam: ProctoredExam, user_id: Any, *, now: datetime) -> Link:
    """Return a new link to the learner's configuration; the former one ends.

    Raises :class:`SebNotAvailableException` where there is none to be had, and :class:`InvalidSebConfiguration` if what
    staff chose cannot be used.
    """
    attempt = current_attempt(exam, user_id, now=now)
    token, expires = secrets.token_urlsafe(24), now + LINK_LIVES
    _open_file(exam, user_id, attempt, token, expires, now=now)
    return Link(seb_links.file_address(token), seb_links.file_link(token), expires)


@transactional
def _open_file(
    exam: ProctoredExam,
    user_id: Any,
    attempt: ProctoredExamStudentAttempt | None,
    token: str,
    expires: datetime,
    *,
    now: datetime,
) -> None:
    rules = require_seb(exam)
    if source_of(rules) is Source.SERVER:
        raise SebNotAvailableException(_OF_SERVER)
    if source_of(rules) is Source.MADE:
        _password_of(rules)  # so that a lost one is noticed here, where words can be read
    hold_pass(exam.id, user_id, attempt)  # so that two requests make one configuration
    configuration = _find_or_make(rules, user_id, attempt_in_use(attempt), now=now)
    configuration.token_digest, configuration.token_expires_at = digest_of_token(token), expires
    configuration.downloads = 0
    configuration.save(update_fields=['token_digest', 'token_expires_at', 'downloads'])


def find_file(token: str, *, now: datetime) -> bytes | None:
    """Return what is behind the link, without using it up; None if it is over, or never was."""
    configuration = _opened_by(token, now=now).first()
    return _file_of(configuration) if configuration is not None else None


@transactional
def take_file(token: str, *, now: datetime) -> bytes | None:
    """Return what is behind the link, and count that; None if it is over, or never was."""
    if not _opened_by(token, now=now).update(downloads=F('downloads') + 1):
        return None
    configuration = SebConfiguration.objects.filter(token_digest=digest_of_token(token)).first()
    return _file_of(configuration) if configuration is not None else None


def _opened_by(token: str, *, now: datetime) -> Any:
    return SebConfiguration.objects.filter(
        token_digest=digest_of_token(token), token_expires_at__gt=now, downloads__lt=MOST_DOWNLOADS
    )


def _find_or_make(rules: EntryRules, user_id: Any, attempt_id: int | None, *, now: datetime) -> SebConfiguration:
    made_from = digest_of_choices(rules)
    found = find_configurations(rules, user_id, attempt_id).filter(attempt_id=attempt_id, made_from=made_from).first()
    return found or _make(rules, user_id, attempt_id, made_from, now=now)


def _make(
    rules: EntryRules, user_id: Any, attempt_id: int | None, made_from: str, *, now: datetime
) -> SebConfiguration:
    start_token, quit_token = secrets.token_hex(16), secrets.token_hex(16)
    packed, key = b'', rules.seb_file_key
    if source_of(rules) is Source.MADE:
        settings = _settings(rules, start_token, quit_token)
        packed, key = zlib.compress(write_property_list(settings)), config_key(settings)
    return SebConfiguration.objects.create(
        exam_id=rules.exam_id,
        user_id=user_id,
        attempt_id=attempt_id,
        settings=packed,
        config_key=key,
        made_from=made_from,
        start_token=start_token,
        quit_token=quit_token,
        created_at=now,
    )


def _settings(rules: EntryRules, start_token: str, quit_token: str) -> Settings:
    options = rules.seb_options
    if not isinstance(options, Mapping) or not options.keys() <= _CHOICES:
        raise InvalidSebConfiguration(_OPTIONS)
    chosen: dict[str, Any] = {name: tuple(each) if isinstance(each, list) else each for name, each in options.items()}
    try:
        sites = (*chosen.pop('allowed_sites', ()), *seb_links.sites())
        return ExamConfiguration(
            start_url=seb_links.start_address(rules.exam_id, start_token),
            quit_url=seb_links.quit_address(quit_token),
            allowed_sites=tuple(dict.fromkeys(sites)),
            **chosen,
        ).settings()
    except (TypeError, AttributeError) as error:
        raise InvalidSebConfiguration(_OPTIONS) from error


def _file_of(configuration: SebConfiguration) -> bytes | None:
    """Return the file; None if the exam has no rules any more, or staff took their file back."""
    rules = find_entry_rules(configuration.exam_id)
    if rules is None:
        return None
    packed = bytes(configuration.settings)
    if packed:
        settings = read_property_list(zlib.decompress(packed))
        return write_seb_file(settings, _password_of(rules))
    is_the_same = rules.seb_file is not None and rules.seb_file_key == configuration.config_key
    return bytes(rules.seb_file) if is_the_same and rules.seb_file is not None else None


def _password_of(rules: EntryRules) -> str | None:
    """Return what encrypts configurations that are made here; None if nothing does."""
    try:
        return unseal(rules.seb_password) if rules.seb_password else None
    except ValueError as error:  # sealed with a key that the site has given up
        raise SebNotAvailableException(_PASSWORD) from error
