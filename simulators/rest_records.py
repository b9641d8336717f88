"""What a REST provider keeps: exams, attempts, onboarding profiles."""

import threading
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from simulators.rest_profiles import APPROVED, PENDING, REJECTED, Profile
from simulators.state_file import read_state, write_state


@dataclass
class Exam:
    """An exam as the LMS has saved it last."""

    id: str
    body: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.body['exam_name'])

    @property
    def course_id(self) -> str:
        return str(self.body['course_id'])


@dataclass
class Attempt:
    """One attempt. Times are ISO 8601 UTC texts, '' for what has not happened; ``status`` is what the LMS said last."""

    id: str
    exam_id: str
    body: dict[str, Any]
    registered_at: str
    status: str = 'created'
    ready_at: str = ''
    finished_at: str = ''
    reviews: list[str] = field(default_factory=list)

    @property
    def user_id(self) -> str:
        return str(self.body['user_id'])

    @property
    def learner_name(self) -> str:
        return str(self.body.get('full_name') or self.user_id)

    @property
    def is_onboarding(self) -> bool:
        return self.body['is_sample_attempt'] is True


class Records:
    """All that is kept, oldest first. Safe to use from several threads.

    With a ``state_file`` everything is kept there as JSON, and read from there at the start.
    """

    def __init__(self, state_file: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._state_file = state_file
        state = read_state(state_file) or {}
        self._exams = {record['id']: Exam(**record) for record in state.get('exams', ())}
        self._attempts = {record['id']: Attempt(**record) for record in state.get('attempts', ())}
        self._profiles = {record['user_id']: Profile(**record) for record in state.get('profiles', ())}

    # Exams

    def save_exam(self, body: Mapping[str, Any], *, exam_id: str | None = None) -> Exam:
        """Keep an exam, under a new id unless one is given. The same section of the LMS keeps the id that it has."""
        with self._lock:
            place = (body['course_id'], body['content_id'])
            known = next(
                (exam.id for exam in self._exams.values() if (exam.course_id, exam.body['content_id']) == place), None
            )
            exam = Exam(exam_id or known or uuid.uuid4().hex, dict(body))
            self._exams[exam.id] = exam
            self._save()
        return exam

    def find_exam(self, exam_id: str) -> Exam | None:
        with self._lock:
            return self._exams.get(exam_id)

    def list_exams(self, course_id: str) -> list[Exam]:
        with self._lock:
            return [exam for exam in self._exams.values() if exam.course_id == course_id]

    # Attempts

    def register(self, exam: Exam, body: Mapping[str, Any], *, now: datetime) -> Attempt:
        """Keep a new attempt."""
        attempt = Attempt(uuid.uuid4().hex, exam.id, dict(body), now.isoformat())
        with self._lock:
            self._attempts[attempt.id] = attempt
            self._save()
        return attempt

    def find_attempt(self, attempt_id: str, *, exam_id: str | None = None) -> Attempt | None:
        """Return the attempt; None also if it belongs to another exam than ``exam_id``."""
        with self._lock:
            attempt = self._attempts.get(attempt_id)
        return attempt if attempt and exam_id in (None, attempt.exam_id) else None

    def list_attempts(self) -> list[Attempt]:
        with self._lock:
            return list(self._attempts.values())

    def exam_of(self, attempt: Attempt) -> Exam:
        """Exams are never removed."""
        with self._lock:
            return self._exams[attempt.exam_id]

    def change_status(self, attempt: Attempt, status: str, *, now: datetime) -> None:
        """Record the status that the LMS sent. A submitted onboarding attempt creates a profile to be reviewed."""
        with self._lock:
            attempt.status = status
            if attempt.is_onboarding and status == 'submitted':
                self._decide(attempt.user_id, self._exams[attempt.exam_id].course_id, PENDING, now=now)
            self._save()

    def note_ready(self, attempt: Attempt, *, now: datetime) -> None:
        """Record that the learner's setup is complete."""
        with self._lock:
            attempt.ready_at = now.isoformat()
            self._save()

    def note_finish(self, attempt: Attempt, *, now: datetime) -> None:
        """Record that the learner closed the proctoring app and the recording arrived."""
        with self._lock:
            attempt.finished_at = now.isoformat()
            self._save()

    def note_review(self, attempt: Attempt, status: str, *, now: datetime) -> None:
        """Record that a review with this status was sent. That of an onboarding attempt decides on the profile."""
        decision = {'passed': APPROVED, 'violation': REJECTED, 'suspicious': REJECTED}.get(status)
        with self._lock:
            attempt.reviews.append(status)
            if attempt.is_onboarding and decision:
                self._decide(attempt.user_id, self._exams[attempt.exam_id].course_id, decision, now=now)
            self._save()

    def remove(self, attempt: Attempt) -> None:
        """Forget the attempt."""
        with self._lock:
            self._attempts.pop(attempt.id, None)
            self._save()

    # Profiles

    def find_profile(self, user_id: str) -> Profile | None:
        with self._lock:
            return self._profiles.get(user_id)

    def decide_on_profile(self, user_id: str, course_id: str, status: str | None, *, now: datetime) -> None:
        """Give the learner's profile this status; None removes the profile."""
        with self._lock:
            if status is None:
                self._profiles.pop(user_id, None)
            else:
                self._decide(user_id, course_id, status, now=now)
            self._save()

    def list_learners(self, course_id: str) -> list[str]:
        """Return the ids of the learners who have registered for an exam of this course."""
        with self._lock:
            exam_ids = {exam.id for exam in self._exams.values() if exam.course_id == course_id}
            return list(dict.fromkeys(each.user_id for each in self._attempts.values() if each.exam_id in exam_ids))

    def forget_learner(self, user_id: str) -> None:
        """Nothing of the learner is left."""
        with self._lock:
            mine = [attempt.id for attempt in self._attempts.values() if attempt.user_id == user_id]
            for attempt_id in mine:
                del self._attempts[attempt_id]
            self._profiles.pop(user_id, None)
            self._save()

    # All of it

    def as_json(self) -> dict[str, list[dict[str, Any]]]:
        """Everything, JSON-ready."""
        with self._lock:
            return self._as_json()

    def _as_json(self) -> dict[str, list[dict[str, Any]]]:
        kinds = {'exams': self._exams, 'attempts': self._attempts, 'profiles': self._profiles}
        return {name: [asdict(record) for record in records.values()] for name, records in kinds.items()}  # type: ignore[attr-defined]

    def _decide(self, user_id: str, course_id: str, status: str, *, now: datetime) -> None:
        profile = self._profiles.setdefault(user_id, Profile(user_id, course_id, status))
        profile.course_id = course_id
        profile.decide(status, now=now)

    def _save(self) -> None:
        write_state(self._state_file, self._as_json())
