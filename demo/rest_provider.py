"""The provider of the simulated REST service, as a plug-in writes it.

``plugins/`` holds what installing such a plug-in leaves behind: metadata with the entry point that the app looks for.
"""

from __future__ import annotations

from edx_proctoring.backends.rest import BaseRestProctoringProvider


class RestProctorProvider(BaseRestProctoringProvider):
    """Where the service is, and the credentials for it, come from ``PROCTORING_BACKENDS``."""

    verbose_name = 'REST Proctor'
    tech_support_email = 'help@rest-proctor.example.com'
    tech_support_phone = '+1-555-0102'
    learner_notification_from_email = 'no-reply@rest-proctor.example.com'
