"""Where the demo is reached and where it keeps its files; read from the environment, which the command sets."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OWN_COURSE = ROOT / 'courses' / 'measuring-time'

LMS_URL = os.environ.get('DEMO_LMS_URL', 'http://localhost:8000')
SIMULATOR_URL = os.environ.get('DEMO_SIMULATOR_URL', 'http://localhost:18110')

# Everything that the demo writes is below this folder; removing it begins anew.
VAR = Path(os.environ.get('DEMO_VAR', ROOT / 'var'))
DATABASE = VAR / 'demo.sqlite3'
OUTBOX = VAR / 'outbox'
COURSES = VAR / 'courses'
SIMULATOR_STATE = VAR / 'rpnow.json'
