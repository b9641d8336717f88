"""The services that this LMS offers to edx-proctoring, under the names that an Open edX host uses."""

from __future__ import annotations

from demo.host_services.certificates import CertificatesService
from demo.host_services.credit import CreditService
from demo.host_services.enrollments import EnrollmentsService
from demo.host_services.grades import GradesService
from demo.host_services.instructor import InstructorService
from demo.host_services.learning_sequences import LearningSequencesService
from demo.host_services.name_affirmation import NameAffirmationService
from edx_proctoring.runtime import set_runtime_service


def register() -> None:
    """Register the services. The app looks them up when it needs them, so the order of apps does not matter."""
    set_runtime_service('certificates', CertificatesService())
    set_runtime_service('credit', CreditService())
    set_runtime_service('enrollments', EnrollmentsService())
    set_runtime_service('grades', GradesService())
    set_runtime_service('instructor', InstructorService())
    set_runtime_service('learning_sequences', LearningSequencesService())
    set_runtime_service('name_affirmation', NameAffirmationService())
