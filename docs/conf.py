"""Sphinx configuration."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE / '_ext')]

from edx_proctoring import __version__  # noqa: E402 - the path comes first

project = 'edx-proctoring'
author = 'edx-proctoring contributors'
copyright = '2026, edx-proctoring contributors'
release = version = __version__

extensions = ['lifecycle', 'parity']
exclude_patterns = ['_build']
nitpicky = True

html_theme = 'alabaster'
html_title = f'edx-proctoring {release}'
html_show_sourcelink = False
html_sidebars = {'**': ['about.html', 'navigation.html', 'searchbox.html']}
html_theme_options = {'description': 'Timed and proctored exams for Open edX', 'fixed_sidebar': True}
