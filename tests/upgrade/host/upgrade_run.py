"""Set Django up, open the LMS of ``upgrade_host`` and run the program beside this file that is named."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import django

HERE = Path(__file__).parent

if __name__ == '__main__':
    django.setup()
    runpy.run_path(str(HERE / 'upgrade_host.py'))['open_lms']()
    runpy.run_path(str(HERE / f'{sys.argv[1]}.py'), run_name='__main__')
