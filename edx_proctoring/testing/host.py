"""A fake host for tests: all seven runtime services, with the signatures that an Open edX LMS has.

::

    host = install_host()
    host.credit.requirements['course-v1:Org+Num+Run'] = [{'namespace': 'reverification', 'name': 'icrv', ...}]
    host.instructor.staff.add(('ada', 'course-v1:Org+Num+Run'))
    ...
    assert host.calls_to('credit', 'set_credit_requirement_status') == [{'user_id': 1, ..., 'status': 'submitted'}]

Every call is kept in one list, ``host.calls``, in the order in which it came; arguments are named by the parameters of
the LMS's methods, however they were passed, and a call that the LMS would refuse is a ``TypeError`` here too. What the
services answer are plain attributes that a test sets. ``host.fail('grades', 'override_subsection_grade', error)``
lets a method raise; ``host.withdraw('credit')`` is a host without that service.

Services are a register of the process: call ``host.uninstall()`` when the test is over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from edx_proctoring.runtime import get_runtime_service, set_runtime_service
from edx_proctoring.testing.host_services import (
    Call,
    FakeCertificates,
    FakeCourseOutline,
    FakeCredit,
    FakeEnrollment,
    FakeEnrollments,
    FakeGrades,
    FakeInstructor,
    FakeInstructorWithOptOut,
    FakeNames,
    FakeOutline,
    FakeOutlineDetails,
    FakeSchedule,
    FakeScheduleItem,
    FakeService,
    FakeVerifiedName,
)

__all__ = [
    'Call',
    'FakeCertificates',
    'FakeCourseOutline',
    'FakeCredit',
    'FakeEnrollment',
    'FakeEnrollments',
    'FakeGrades',
    'FakeInstructor',
    'FakeInstructorWithOptOut',
    'FakeNames',
    'FakeOutline',
    'FakeOutlineDetails',
    'FakeSchedule',
    'FakeScheduleItem',
    'FakeService',
    'FakeVerifiedName',
    'Host',
    'install_host',
]


@dataclass
class Host:
    """The fake services, and every call to them."""

    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.credit = FakeCredit(self.calls)
        self.instructor = FakeInstructor(self.calls)
        self.grades = FakeGrades(self.calls)
        self.certificates = FakeCertificates(self.calls)
        self.enrollments = FakeEnrollments(self.calls)
        self.outline = FakeOutline(self.calls)
        self.names = FakeNames(self.calls)
        self._before: dict[str, Any] = {}

    @property
    def services(self) -> dict[str, FakeService]:
        """The fakes by the names under which they are registered."""
        fakes: list[FakeService] = [
            self.credit,
            self.instructor,
            self.grades,
            self.certificates,
            self.enrollments,
            self.outline,
            self.names,
        ]
        return {fake.name: fake for fake in fakes}

    def install(self) -> None:
        """Register all fakes; ``uninstall`` restores what was registered before."""
        for name, service in self.services.items():
            self._before[name] = get_runtime_service(name)
            set_runtime_service(name, service)

    def uninstall(self) -> None:
        """Restore what was registered before."""
        for name, service in self._before.items():
            set_runtime_service(name, service)

    def withdraw(self, *names: str) -> None:
        """Remove these services from the host; without arguments, all of them."""
        for name in names or self.services:
            set_runtime_service(name, None)

    def fail(self, service: str, method: str, error: Exception | None = None) -> None:
        """Make the method raise the error from now on; its calls are still recorded."""
        self.services[service].failures[method] = error or RuntimeError(f'scripted failure of {service}.{method}')

    def calls_to(self, service: str, method: str) -> list[dict[str, Any]]:
        """Return the arguments of each call of this method, oldest first."""
        return [call.kwargs for call in self.calls if (call.service, call.method) == (service, method)]

    def support_opt_out_question(self) -> FakeInstructorWithOptOut:
        """Register an ``instructor`` service that says whether a course allows opting out, and return it."""
        extended = FakeInstructorWithOptOut(self.calls)
        extended.staff = self.instructor.staff
        extended.escalation_email = self.instructor.escalation_email
        self.instructor = extended
        set_runtime_service(extended.name, extended)
        return extended


def install_host() -> Host:
    """Register fakes for all runtime services and return them as one object."""
    host = Host()
    host.install()
    return host
