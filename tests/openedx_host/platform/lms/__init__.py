"""The LMS. As in any Celery project, its Celery app is loaded with it."""

from lms.celery import APP

__all__ = ['APP']
