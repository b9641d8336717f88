"""Notes in the timeline of an attempt: what staff did and said, when contact was lost, what was delivered, and what
happened at the entrance; and what is still to be delivered."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from edx_proctoring.domain.entry_rules import Rule
from edx_proctoring.domain.rejection_reasons import Told
from edx_proctoring.domain.timeline import Entry, Facts, Kind, SebCheckFactsDict, error_class

_OF_CHECK: Final = ('version', 'expected', 'received')


def of_notes(notes: Iterable[Any]) -> Iterator[Entry]:
    """Yield the entries of each note; the rows have usernames as ``writer``."""
    for note in notes:
        yield from OF_KINDS[note.kind](note)


def of_entry_events(events: Iterable[Any]) -> Iterator[Entry]:
    """Yield what happened at the entrance of the exam; the rows have the username of the staff as ``doer``."""
    for event in events:
        facts: Facts = {'rule': event.rule, 'outcome': event.outcome}
        if event.address:
            facts['address'] = event.address
        if event.rule == Rule.SEB and event.detail:
            known = {name: str(event.detail[name]) for name in _OF_CHECK if event.detail.get(name)}
            facts['check'] = SebCheckFactsDict(**known)  # type: ignore[typeddict-item]  # by name
        yield Entry(at=event.at, kind=Kind.ENTRY, who=event.doer or '', facts=facts)


def of_jobs(jobs: Iterable[Any]) -> Iterator[Entry]:
    """Yield what is still to be done at the provider or in the LMS, or was given up."""
    for row in jobs:
        facts: Facts = {'job': row.kind, 'tries': row.attempts_made}
        if name := error_class(row.last_error):
            facts['error'] = name
        if not row.given_up:
            facts['next_try_at'] = row.not_before
        kind = Kind.JOB_GIVEN_UP if row.given_up else Kind.JOB_WAITING
        yield Entry(at=row.created, kind=kind, facts=facts)


def _reason(kind: Kind) -> Callable[[Any], Iterator[Entry]]:
    def entries(note: Any) -> Iterator[Entry]:
        facts: Facts = {'reason': note.text} if note.text else {}
        yield Entry(at=note.written_at, kind=kind, who=note.writer or '', facts=facts)

    return entries


def _message(note: Any) -> Iterator[Entry]:
    facts: Facts = {'text': note.text}
    yield Entry(at=note.written_at, kind=Kind.MESSAGE_SENT, who=note.writer or '', facts=facts)
    if note.read_at:
        yield Entry(at=note.read_at, kind=Kind.MESSAGE_READ, facts=facts)


def _contact(note: Any) -> Iterator[Entry]:
    yield Entry(at=note.written_at, kind=Kind.CONTACT_LOST)
    yield Entry(at=note.read_at, kind=Kind.CONTACT_FOUND)


def _job(note: Any) -> Iterator[Entry]:
    yield Entry(at=note.written_at, kind=Kind.JOB_DONE, facts={'job': note.text, 'tries': note.number})


def _rejection(note: Any) -> Iterator[Entry]:
    told = Told.from_note(note.text)
    facts: Facts = {}
    if told.reason:
        facts['learner_reason'] = told.reason
    if told.text:
        facts['learner_text'] = told.text
    yield Entry(at=note.written_at, kind=Kind.REJECTION_EXPLAINED, who=note.writer or '', facts=facts)


OF_KINDS: Final[Mapping[str, Callable[[Any], Iterator[Entry]]]] = {
    'end': _reason(Kind.ENDED_BY_STAFF),
    'resume': _reason(Kind.RESUME_ALLOWED),
    'message': _message,
    'contact': _contact,
    'job': _job,
    'rejection': _rejection,
}
