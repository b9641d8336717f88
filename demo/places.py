"""Where the demo is reached and where it keeps its files; read from the environment, which the command sets."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OWN_COURSE = ROOT / 'courses' / 'measuring-time'
COURSE_IN_A_ROOM = ROOT / 'courses' / 'exams-in-a-room'
# Metadata of plug-ins that are not installed: importlib.metadata finds it where this folder is on the path.
PLUGINS = ROOT / 'plugins'

LMS_URL = os.environ.get('DEMO_LMS_URL', 'http://localhost:8000')
SIMULATOR_URL = os.environ.get('DEMO_SIMULATOR_URL', 'http://localhost:18110')
REST_SIMULATOR_URL = os.environ.get('DEMO_REST_SIMULATOR_URL', 'http://localhost:18111')

# Everything that the demo writes is below this folder; removing it begins again.
VAR = Path(os.environ.get('DEMO_VAR', ROOT / 'var'))
DATABASE = VAR / 'demo.sqlite3'
CACHE = VAR / 'cache'
OUTBOX = VAR / 'outbox'
COURSES = VAR / 'courses'
SIMULATOR_STATE = VAR / 'rpnow.json'
REST_SIMULATOR_STATE = VAR / 'rest-proctor.json'
