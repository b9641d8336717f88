"""The app of the LMS, which is itself a plug-in."""

from django.apps import AppConfig
from django.conf import settings

from edx_proctoring.runtime import set_runtime_service


class CoursewareConfig(AppConfig):
    """Hands its services to edx-proctoring."""

    name = 'lms.courseware'
    plugin_app: dict[str, object] = {}

    def ready(self) -> None:
        if settings.FEATURES.get('ENABLE_SPECIAL_EXAMS'):
            from lms.courseware import services

            set_runtime_service('credit', services.CreditService())
            set_runtime_service('instructor', services.InstructorService())
            set_runtime_service('grades', services.GradesService())
            set_runtime_service('certificates', services.CertificateService())
            set_runtime_service('enrollments', services.EnrollmentsService())
            set_runtime_service('learning_sequences', services.LearningSequencesRuntimeService())
