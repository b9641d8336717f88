"""The registrations that RPNow has accepted, and what became of them."""

import threading
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from simulators.state_file import read_state, write_state


@dataclass
class Registration:
    """One accepted registration. Times are ISO 8601 UTC texts; a review is the status that was sent to the LMS."""

    locator: str
    exam_code: str
    body: dict[str, object]
    received_at: str
    launches: int = 0
    reviews: list[str] = field(default_factory=list)

    @property
    def exam_url(self) -> str:
        return str(self.body['examUrl'])

    @property
    def exam_name(self) -> str:
        return str(self.body['examName'])

    @property
    def learner_name(self) -> str:
        return f'{self.extra_value("firstName")} {self.extra_value("lastName")}'.strip()

    def extra_value(self, key: str) -> object:
        """Return a value of ``orgExtra``, or None."""
        extra = self.body['orgExtra']
        return extra.get(key) if isinstance(extra, Mapping) else None


class Inbox:
    """Accepted registrations by exam code, oldest first. Safe to use from several threads.

    With a ``state_file`` everything is kept there as JSON, and read from there at the start.
    """

    def __init__(self, state_file: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._state_file = state_file
        self._by_code: dict[str, Registration] = {}
        for record in read_state(state_file) or ():
            self._by_code[record['exam_code']] = Registration(**record)

    def accept(self, body: dict[str, object], *, received_at: datetime) -> Registration:
        """Keep a registration. The same exam code again replaces the body and keeps the locator."""
        exam_code = str(body['examCode'])
        with self._lock:
            known = self._by_code.get(exam_code)
            registration = Registration(
                locator=known.locator if known else uuid.uuid4().hex.upper(),
                exam_code=exam_code,
                body=body,
                received_at=received_at.isoformat(),
            )
            self._by_code[exam_code] = registration
            self._save()
        return registration

    def note_launch(self, registration: Registration) -> None:
        """Count that the learner has started the secure browser."""
        with self._lock:
            registration.launches += 1
            self._save()

    def note_review(self, registration: Registration, status: str) -> None:
        """Remember that a review with this status has been sent."""
        with self._lock:
            registration.reviews.append(status)
            self._save()

    def find(self, exam_code: str) -> Registration | None:
        """Return the registration with this exam code; blanks around it don't matter."""
        with self._lock:
            return self._by_code.get(exam_code.strip())

    def list_registrations(self) -> list[Registration]:
        """All registrations, oldest first."""
        with self._lock:
            return list(self._by_code.values())

    def as_json(self) -> list[dict[str, object]]:
        """All registrations as JSON-ready dicts, oldest first."""
        with self._lock:
            return [asdict(registration) for registration in self._by_code.values()]

    def _save(self) -> None:
        write_state(self._state_file, [asdict(registration) for registration in self._by_code.values()])
