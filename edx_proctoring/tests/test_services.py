"""Stand-ins for the runtime services, under the names and with the constructors that hosts' test suites use.

They keep no record of calls. ``edx_proctoring.testing.host`` has fakes that do; prefer those in new tests.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from edx_proctoring.exceptions import UserNotFoundException


class MockCreditService:
    """Every learner is enrolled; requirements are those that were set."""

    def __init__(
        self,
        enrollment_mode: str = 'verified',
        profile_fullname: str = 'Ada Learner',
        course_name: str = 'Demonstration Course',
        student_email: str = 'ada@example.com',
    ) -> None:
        self.order = 0
        self.status: dict[str, Any] = {
            'course_name': course_name,
            'enrollment_mode': enrollment_mode,
            'profile_fullname': profile_fullname,
            'student_email': student_email,
            'is_credit_course': True,
            'credit_requirement_status': [],
        }

    def get_credit_state(
        self, user_id: int, course_key: Any, return_course_info: bool = False
    ) -> dict[str, Any] | None:
        """Return the learner's standing; it is one and the same object each time, which a test may change."""
        return self.status

    def set_credit_requirement_status(
        self,
        user_id: int,
        course_key_or_id: Any,
        req_namespace: str,
        req_name: str,
        status: str = 'satisfied',
        reason: Any = None,
    ) -> None:
        """Set the status of a requirement; an unknown one is added behind the others."""
        found = self._find(req_namespace, req_name)
        if found is None:
            found = {
                'course_id': course_key_or_id,
                'req_namespace': req_namespace,
                'namespace': req_namespace,
                'name': req_name,
                'display_name': req_name,
                'order': self.order,
            }
            self.order += 1
            self.status['credit_requirement_status'].append(found)
        found['status'] = status

    def remove_credit_requirement_status(
        self, user_id: int, course_key_or_id: Any, req_namespace: str, req_name: str
    ) -> bool:
        """Drop the requirement, if it is there."""
        found = self._find(req_namespace, req_name)
        if found is not None:
            self.status['credit_requirement_status'].remove(found)
        return True

    def _find(self, namespace: str, name: str) -> dict[str, Any] | None:
        requirements: list[dict[str, Any]] = self.status['credit_requirement_status']
        return next((each for each in requirements if (each['namespace'], each['name']) == (namespace, name)), None)


class MockCreditServiceWithCourseEndDate(MockCreditService):
    """A course that ended the day before."""

    def get_credit_state(
        self, user_id: int, course_key: Any, return_course_info: bool = False
    ) -> dict[str, Any] | None:
        """Return the learner's standing with the course's end, whether asked for or not."""
        self.status['course_end_date'] = datetime.now(UTC) - timedelta(days=1)
        return super().get_credit_state(user_id, course_key, return_course_info)


class MockCreditServiceNone(MockCreditService):
    """Nobody is enrolled."""

    def get_credit_state(
        self, user_id: int, course_key: Any, return_course_info: bool = False
    ) -> dict[str, Any] | None:
        """Know nothing."""
        return None


class MockInstructorService:
    """Everybody is staff of every course, or nobody is. ``notifications`` has the arguments of each one, in order."""

    def __init__(self, is_user_course_staff: bool = True) -> None:
        self.is_user_course_staff = is_user_course_staff
        self.notifications: list[tuple[str, str, str, str, str | None]] = []
        self.proctoring_escalation_email: str | None = None
        self.proctoring_escalation_error: type[Exception] | Exception | None = None

    def is_course_staff(self, user: Any, course_id: str) -> bool:
        """Return what the constructor was told."""
        return self.is_user_course_staff

    def complete_student_attempt(self, user_identifier: str, content_id: str) -> bool:
        """Agree."""
        return True

    def delete_student_attempt(
        self, student_identifier: str, course_id: str, content_id: str, requesting_user: Any
    ) -> bool:
        """Agree, if somebody asks; :class:`UserNotFoundException` if nobody does."""
        if not requesting_user:
            raise UserNotFoundException('Nobody asks for it.')
        return True

    def send_support_notification(
        self,
        course_id: str,
        exam_name: str,
        student_username: str,
        review_status: str,
        review_url: str | None = None,
    ) -> None:
        """Keep the notification."""
        self.notifications.append((course_id, exam_name, student_username, review_status, review_url))

    def get_proctoring_escalation_email(self, course_key: Any) -> str | None:
        """Return the address that was set, or raise the error."""
        if self.proctoring_escalation_error is not None:
            raise self.proctoring_escalation_error
        return self.proctoring_escalation_email

    def mock_proctoring_escalation_email(self, email: str | None) -> None:
        """Return this address from now on."""
        self.proctoring_escalation_email = email

    def mock_proctoring_escalation_email_error(self, error: type[Exception] | Exception | None) -> None:
        """Raise this error from now on."""
        self.proctoring_escalation_error = error


@dataclass
class MockGrade:
    """The points of a subsection."""

    earned_all: float = 0.0
    earned_graded: float = 0.0


class MockGradeOverride:
    """Points in the place of the earned ones; None leaves the earned ones."""

    def __init__(self, earned_all: float | None = 0.0, earned_graded: float | None = 0.0) -> None:
        self.earned_all_override = earned_all
        self.earned_graded_override = earned_graded


@dataclass
class MockGeneratedCertificate:
    """A certificate."""

    verify_uuid: str = 'certificate'
    download_uuid: str = 'certificate'
    download_url: str = 'https://lms.example.com/certificate'
    grade: float | str = 1.0
    status: str = 'downloadable'

    def mock_invalidate(self) -> None:
        """Be worth nothing from now on."""
        self.verify_uuid = self.download_uuid = self.download_url = self.grade = ''
        self.status = 'unavailable'


@dataclass
class MockGradesService:
    """Grades and overrides by (user id, course, content)."""

    rejected_exam_overrides_grade: bool = True
    grades: dict[tuple[int, str, str], MockGrade] = field(default_factory=dict)
    overrides: dict[tuple[int, str, str], MockGradeOverride] = field(default_factory=dict)

    def init_grade(
        self, user_id: int, course_key_or_id: Any, usage_key_or_id: Any, earned_all: float, earned_graded: float
    ) -> None:
        """Give the learner a grade."""
        self.grades[_place(user_id, course_key_or_id, usage_key_or_id)] = MockGrade(earned_all, earned_graded)

    def get_subsection_grade(self, user_id: int, course_key_or_id: Any, usage_key_or_id: Any) -> MockGrade | None:
        """Return the grade, if there is one."""
        return self.grades.get(_place(user_id, course_key_or_id, usage_key_or_id))

    def get_subsection_grade_override(
        self, user_id: int, course_key_or_id: Any, usage_key_or_id: Any
    ) -> MockGradeOverride | None:
        """Return the override, if there is one."""
        return self.overrides.get(_place(user_id, course_key_or_id, usage_key_or_id))

    def override_subsection_grade(
        self,
        user_id: int,
        course_key_or_id: Any,
        usage_key_or_id: Any,
        earned_all: float | None = None,
        earned_graded: float | None = None,
        overrider: Any = None,
        comment: str | None = None,
        feature: str = 'PROCTORING',
    ) -> None:
        """Put an override in place."""
        place = _place(user_id, course_key_or_id, usage_key_or_id)
        self.overrides[place] = MockGradeOverride(earned_all, earned_graded)

    def undo_override_subsection_grade(
        self, user_id: int, course_key_or_id: Any, usage_key_or_id: Any, feature: str = 'PROCTORING'
    ) -> None:
        """Drop the override."""
        self.overrides.pop(_place(user_id, course_key_or_id, usage_key_or_id), None)

    def should_override_grade_on_rejected_exam(self, course_key: Any) -> bool:
        """Return what the constructor was told."""
        return self.rejected_exam_overrides_grade


@dataclass
class MockCertificateService:
    """Certificates by (user id, course)."""

    generated_certificate: dict[tuple[int, str], MockGeneratedCertificate] = field(default_factory=dict)

    def get_invalidated_certificate(self, user_id: int, course_key_or_id: Any) -> MockGeneratedCertificate | None:
        """Return the certificate, if there is one."""
        return self.generated_certificate.get((user_id, str(course_key_or_id)))

    def invalidate_certificate(self, user_id: int, course_key_or_id: Any) -> bool:
        """Make the learner's certificate worth nothing; one is made if there was none."""
        place = (user_id, str(course_key_or_id))
        self.generated_certificate.setdefault(place, MockGeneratedCertificate()).mock_invalidate()
        return True


@dataclass
class MockEnrollment:
    """A learner in a course."""

    user: Any
    mode: str


class MockEnrollmentsService:
    """The given enrollments, in every course: dicts with ``user`` and ``mode``, or what was made of them."""

    def __init__(self, enrollments: Iterable[Mapping[str, Any] | MockEnrollment]) -> None:
        self.enrollments = [
            each if isinstance(each, MockEnrollment) else MockEnrollment(each['user'], each['mode'])
            for each in enrollments
        ]

    def get_active_enrollments_by_course(self, course_id: str) -> list[MockEnrollment]:
        """Return all of them."""
        return self.enrollments

    def get_enrollments_can_take_proctored_exams(
        self, course_id: str, text_search: str | None = None
    ) -> list[MockEnrollment]:
        """Return those whose user name or email address contains the text."""
        text = (text_search or '').lower()
        return [each for each in self.enrollments if text in f'{each.user.username}\n{each.user.email}'.lower()]


@dataclass
class MockUserCourseOutlineData:
    """What a learner may open."""

    accessible_sequences: Container[Any]


class MockScheduleItemData:
    """The dates of a sequence; the due date is called ``due``, as the platform calls it."""

    def __init__(self, effective_start: datetime | None = None, due_date: datetime | None = None) -> None:
        self.effective_start = effective_start
        self.due = due_date


class MockScheduleData:
    """The dates of a course; those of its sequences are called ``sequences``, as the platform calls them."""

    def __init__(self, schedule_items: Mapping[Any, MockScheduleItemData], course_end: datetime | None = None) -> None:
        self.sequences = schedule_items
        self.course_end = course_end


@dataclass
class MockUserCourseOutlineDetailsData:
    """The outline of a course and its dates."""

    outline: MockUserCourseOutlineData
    schedule: MockScheduleData


class MockLearningSequencesService:
    """The same outline for every course and learner: the usage keys that are open, and dates by usage key."""

    def __init__(
        self,
        accessible_sequences: Container[Any],
        schedule_items: Mapping[Any, MockScheduleItemData],
        course_end: datetime | None = None,
    ) -> None:
        self.accessible_sequences = accessible_sequences
        self.schedule_items = schedule_items
        self.course_end = course_end

    def get_user_course_outline_details(
        self, course_key: Any, user: Any, at_time: datetime
    ) -> MockUserCourseOutlineDetailsData:
        """Return the outline with its dates."""
        return MockUserCourseOutlineDetailsData(
            outline=self.get_user_course_outline(course_key, user, at_time),
            schedule=MockScheduleData(self.schedule_items, self.course_end),
        )

    def get_user_course_outline(self, course_key: Any, user: Any, at_time: datetime) -> MockUserCourseOutlineData:
        """Return the outline alone."""
        return MockUserCourseOutlineData(self.accessible_sequences)


@dataclass
class MockVerifiedName:
    """A name that a learner gave for verification."""

    user: Any
    verified_name: str
    profile_name: str = ''
    verification_attempt_id: int | None = None
    proctored_exam_attempt_id: int | None = None
    status: str | None = None


class MockNameAffirmationService:
    """At most one name, that of whoever it was made for."""

    def __init__(self, verified_name: MockVerifiedName | None = None) -> None:
        self.verified_name = verified_name

    def create_verified_name(
        self,
        user: Any,
        verified_name: str,
        profile_name: str,
        verification_attempt_id: int | None = None,
        proctored_exam_attempt_id: int | None = None,
        status: str | None = None,
    ) -> MockVerifiedName:
        """Give the learner a name, in place of the one that is there."""
        self.verified_name = MockVerifiedName(
            user, verified_name, profile_name, verification_attempt_id, proctored_exam_attempt_id, status
        )
        return self.verified_name

    def get_verified_name(
        self, user: Any, is_verified: bool = False, statuses_to_exclude: Sequence[str] | None = None
    ) -> MockVerifiedName | None:
        """Return the learner's name, unless its status is excluded."""
        name = self.verified_name
        if name is None or name.user != user or name.status in (statuses_to_exclude or ()):
            return None
        return name


def _place(user_id: int, course_key_or_id: Any, usage_key_or_id: Any) -> tuple[int, str, str]:
    return user_id, str(course_key_or_id), str(usage_key_or_id)
