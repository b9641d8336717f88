"""The LMS as a WSGI application. Static files come from where the apps keep them, whatever ``DEBUG`` says."""

from __future__ import annotations

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application

application = StaticFilesHandler(get_wsgi_application())
