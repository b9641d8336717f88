"""Studio. As in any Celery project, its Celery app is loaded with it."""

from cms.celery import APP

__all__ = ['APP']
