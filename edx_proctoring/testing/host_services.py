"""The fake runtime services; ``edx_proctoring.testing.host`` puts them together and says how to use them."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from opaque_keys.edx.keys import CourseKey, UsageKey

P = ParamSpec('P')
R = TypeVar('R')
ServiceT = TypeVar('ServiceT', bound='FakeService')


class Call(NamedTuple):
    """One call of the host; ``kwargs`` has the arguments that were passed, by the name of their parameter."""

    service: str
    method: str
    kwargs: dict[str, Any]


def recorded(method: Callable[Concatenate[ServiceT, P], R]) -> Callable[Concatenate[ServiceT, P], R]:
    """Record calls of a service's method, then raise what the test scripted, if anything."""
    signature = inspect.signature(method)

    @functools.wraps(method)
    def wrapper(self: ServiceT, /, *args: P.args, **kwargs: P.kwargs) -> R:
        arguments = dict(signature.bind(self, *args, **kwargs).arguments)
        del arguments['self']
        self.calls.append(Call(self.name, method.__name__, arguments))
        failure = self.failures.get(method.__name__)
        if failure is not None:
            raise failure
        return method(self, *args, **kwargs)

    return wrapper


class FakeService:
    """A runtime service that records its calls."""

    name: str

    def __init__(self, calls: list[Call]) -> None:
        self.calls = calls
        self.failures: dict[str, Exception] = {}


class FakeCredit(FakeService):
    """The service ``credit``: every learner is enrolled, and no course has requirements, until a test says so."""

    name = 'credit'

    def __init__(self, calls: list[Call]) -> None:
        super().__init__(calls)
        self.enrollment_mode: str | None = 'verified'  # None: nobody is enrolled, there is no credit state
        self.profile_fullname = 'Ada Learner'
        self.student_email = 'ada@example.com'
        self.course_name: str | None = 'Demonstration Course'  # None: the LMS has no overview of the course
        self.course_end_date: datetime | None = None
        self.requirements: dict[str, list[dict[str, Any]]] = {}  # by course id; statuses that are set change them

    @recorded
    def get_credit_state(
        self, user_id: int, course_key_or_id: Any, return_course_info: bool = False
    ) -> dict[str, Any] | None:
        """Return the learner's standing in the course, with its name and end if ``return_course_info``."""
        if self.enrollment_mode is None:
            return None
        state: dict[str, Any] = {
            'enrollment_mode': self.enrollment_mode,
            'profile_fullname': self.profile_fullname,
            'student_email': self.student_email,
            'is_credit_course': True,
            'credit_requirement_status': [dict(found) for found in self.requirements.get(str(course_key_or_id), [])],
        }
        if return_course_info:
            state['course_end_date'] = self.course_end_date
            if self.course_name is not None:
                state['course_name'] = self.course_name
        return state

    @recorded
    def set_credit_requirement_status(
        self,
        user_id: int,
        course_key_or_id: Any,
        req_namespace: str,
        req_name: str,
        status: str = 'satisfied',
        reason: Any = None,
    ) -> None:
        """Change the status of the requirement, if the course has it."""
        self._change(course_key_or_id, req_namespace, req_name, status)

    @recorded
    def remove_credit_requirement_status(
        self, user_id: int, course_key_or_id: Any, req_namespace: str, req_name: str
    ) -> None:
        """Remove the status of the requirement."""
        self._change(course_key_or_id, req_namespace, req_name, None)

    def _change(self, course_id: Any, namespace: str, name: str, status: str | None) -> None:
        for requirement in self.requirements.get(str(course_id), []):
            if (requirement['namespace'], requirement['name']) == (namespace, name):
                requirement['status'] = status


class FakeInstructor(FakeService):
    """The service ``instructor``. Like the LMS's, it takes ids as text only."""

    name = 'instructor'

    def __init__(self, calls: list[Call]) -> None:
        super().__init__(calls)
        self.staff: set[tuple[str, str]] = set()  # (user name, course id)
        self.escalation_email: str | None = None

    @recorded
    def is_course_staff(self, user: Any, course_id: str) -> bool:
        """Return whether the test made this user staff of the course."""
        return (user.username, _text(course_id)) in self.staff

    @recorded
    def complete_student_attempt(self, user_identifier: str, content_id: str) -> None:
        """Mark the content as completed."""
        _text(content_id)

    @recorded
    def delete_student_attempt(
        self, student_identifier: str, course_id: str, content_id: str, requesting_user: Any
    ) -> None:
        """Delete the learner's problem state."""
        _text(course_id)
        _text(content_id)

    @recorded
    def send_support_notification(
        self,
        course_id: str,
        exam_name: str,
        student_username: str,
        review_status: str,
        review_url: str | None = None,
    ) -> None:
        """Open a ticket about a suspicious review."""
        _text(course_id)

    @recorded
    def get_proctoring_escalation_email(self, course_id: str) -> str | None:
        """Return the address that the test set."""
        _text(course_id)
        return self.escalation_email


class FakeInstructorWithOptOut(FakeInstructor):
    """An ``instructor`` service with the optional method for whether a course allows opting out of proctoring."""

    def __init__(self, calls: list[Call]) -> None:
        super().__init__(calls)
        self.opt_out_forbidden: set[str] = set()  # course ids

    @recorded
    def allows_proctoring_opt_out(self, course_id: str) -> bool:
        """Return whether learners of the course may take proctored exams without supervision."""
        return _text(course_id) not in self.opt_out_forbidden


class FakeGrades(FakeService):
    """The service ``grades``: rejected exams cost the grade, unless a test says otherwise."""

    name = 'grades'

    def __init__(self, calls: list[Call]) -> None:
        super().__init__(calls)
        self.overrides_on_rejection = True
        self.overrides: dict[tuple[int, str], float | None] = {}  # (user id, content id) -> points

    @recorded
    def should_override_grade_on_rejected_exam(self, course_key_or_id: Any) -> bool:
        """Return whether the course wants a grade of zero for a rejected exam."""
        return self.overrides_on_rejection

    @recorded
    def override_subsection_grade(
        self,
        user_id: int,
        course_key_or_id: Any,
        usage_key_or_id: Any,
        earned_all: float | None = None,
        earned_graded: float | None = None,
        feature: str = 'PROCTORING',
        overrider: Any = None,
        comment: str | None = None,
    ) -> None:
        """Replace the earned points."""
        self.overrides[user_id, str(usage_key_or_id)] = earned_graded

    @recorded
    def undo_override_subsection_grade(
        self, user_id: int, course_key_or_id: Any, usage_key_or_id: Any, feature: str = 'PROCTORING'
    ) -> None:
        """Restore the grade that the learner earned."""
        self.overrides.pop((user_id, str(usage_key_or_id)), None)


class FakeCertificates(FakeService):
    """The service ``certificates``."""

    name = 'certificates'

    @recorded
    def invalidate_certificate(self, user_id: int, course_key_or_id: Any) -> bool:
        """Accept the call, which is recorded, and return True."""
        return True


@dataclass(frozen=True)
class FakeEnrollment:
    """A learner in a course."""

    user: Any
    mode: str = 'verified'


class FakeEnrollments(FakeService):
    """The service ``enrollments``."""

    name = 'enrollments'

    def __init__(self, calls: list[Call]) -> None:
        super().__init__(calls)
        self.enrollments: list[FakeEnrollment] | None = []  # None: the course has no proctored exams

    @recorded
    def get_enrollments_can_take_proctored_exams(
        self, course_id: str, text_search: str | None = None
    ) -> list[FakeEnrollment] | None:
        """Return the enrollments whose username or email address contains the text."""
        if self.enrollments is None or not text_search:
            return self.enrollments
        text = text_search.lower()
        return [found for found in self.enrollments if text in f'{found.user.username}\n{found.user.email}'.lower()]

    @recorded
    def get_active_enrollments_by_course(self, course_id: str) -> list[FakeEnrollment]:
        """Return all enrollments."""
        return self.enrollments or []


@dataclass(frozen=True)
class FakeScheduleItem:
    """The dates of a sequence."""

    effective_start: datetime | None = None
    due: datetime | None = None


@dataclass(frozen=True)
class FakeSchedule:
    """The dates of a course."""

    sequences: Mapping[UsageKey, FakeScheduleItem]
    course_end: datetime | None = None


@dataclass(frozen=True)
class FakeCourseOutline:
    """What a learner may open."""

    accessible_sequences: frozenset[UsageKey] = frozenset()
    title: str = ''


@dataclass(frozen=True)
class FakeOutlineDetails:
    """The outline of a course and its dates."""

    outline: FakeCourseOutline
    schedule: FakeSchedule


class FakeOutline(FakeService):
    """The service ``learning_sequences``; a test names what is open by content id."""

    name = 'learning_sequences'

    def __init__(self, calls: list[Call]) -> None:
        super().__init__(calls)
        self.accessible: set[str] = set()
        self.schedule: dict[str, FakeScheduleItem] = {}  # by content id
        self.course_end: datetime | None = None
        self.title = ''

    @recorded
    def get_user_course_outline_details(self, course_key: Any, user: Any, at_time: datetime) -> FakeOutlineDetails:
        """Return what the test set; like the LMS, it requires a course key and an aware datetime."""
        if not isinstance(course_key, CourseKey) or at_time.tzinfo is None:
            raise TypeError('the outline is asked with a course key and an aware datetime')
        return FakeOutlineDetails(
            outline=FakeCourseOutline(frozenset(_usage_keys(self.accessible)), self.title),
            schedule=FakeSchedule(
                sequences=dict(zip(_usage_keys(self.schedule), self.schedule.values(), strict=True)),
                course_end=self.course_end,
            ),
        )


@dataclass(frozen=True)
class FakeVerifiedName:
    """A name that the learner gave for verification."""

    verified_name: str
    status: str = 'approved'


class FakeNames(FakeService):
    """The service ``name_affirmation``."""

    name = 'name_affirmation'

    def __init__(self, calls: list[Call]) -> None:
        super().__init__(calls)
        self.names: dict[str, FakeVerifiedName] = {}  # by user name

    @recorded
    def get_verified_name(
        self, user: Any, is_verified: bool = False, statuses_to_exclude: Iterable[str] | None = None
    ) -> FakeVerifiedName | None:
        """Return the learner's name, unless its status does not qualify."""
        found = self.names.get(user.username)
        if found is None or found.status in (statuses_to_exclude or ()):
            return None
        return None if is_verified and found.status != 'approved' else found


def _text(identifier: str) -> str:
    """Return the id; the LMS parses it, so a key object is an error there."""
    if not isinstance(identifier, str):
        raise TypeError(f'{identifier!r} is not text')
    return identifier


def _usage_keys(content_ids: Iterable[str]) -> list[UsageKey]:
    return [UsageKey.from_string(content_id) for content_id in content_ids]
