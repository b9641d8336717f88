"""The host of the benchmarks for a WSGI server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'benchmarks.settings')
application = get_wsgi_application()

from benchmarks.host import prepare_host  # noqa: E402

prepare_host()
