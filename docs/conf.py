"""Sphinx configuration."""

import os
import sys
from pathlib import Path

import django

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE / '_ext')]

from edx_proctoring import __version__  # noqa: E402 - the path comes first

# Settings, checks, commands and providers are described as they are in the code, which is loaded for that.
os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'test_settings')
django.setup()

project = 'edx-proctoring'
author = 'edx-proctoring contributors'
copyright = '2026, edx-proctoring contributors'
release = version = __version__

extensions = [
    'sphinx.ext.autodoc',
    'commands',
    'diagnoses',
    'lifecycle',
    'parity',
    'rest_reference',
    'settings_reference',
]
exclude_patterns = ['_build']
nitpicky = True
# Of the Python code, docs/backends.rst shows one class; what its signatures refer to has no page.
nitpick_ignore_regex = [('py:.*', '.*')]
autodoc_member_order = 'bysource'
autodoc_typehints = 'none'

html_theme = 'alabaster'
html_title = f'edx-proctoring {release}'
html_show_sourcelink = False
html_sidebars = {'**': ['about.html', 'navigation.html', 'searchbox.html']}
html_theme_options = {'description': 'Timed and proctored exams for Open edX', 'fixed_sidebar': True}
