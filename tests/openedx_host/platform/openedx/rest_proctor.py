"""A plug-in with a provider of the REST kind."""

from edx_proctoring.backends.rest import BaseRestProctoringProvider


class RestProctorProvider(BaseRestProctoringProvider):
    """Its address and credentials come from ``PROCTORING_BACKENDS``."""

    verbose_name = 'REST Proctor'
    npm_module = 'rest-proctor-worker'
    tech_support_email = 'help@rest-proctor.example.com'
    tech_support_phone = '555-0102'
    learner_notification_from_email = 'no-reply@rest-proctor.example.com'
