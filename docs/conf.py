"""Sphinx configuration."""

import os
import sys
from pathlib import Path

import django

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE / '_ext')]

from edx_proctoring import __version__  # noqa: E402 - the path comes first

# The pages describe settings, checks, commands, and providers from the code, which is loaded for that.
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
# docs/backends.rst documents a single class; the types in its signatures have no page.
nitpick_ignore_regex = [('py:.*', '.*')]
autodoc_member_order = 'bysource'
autodoc_typehints = 'none'

html_theme = 'furo'
html_title = f'edx-proctoring {release}'
html_show_sourcelink = False
html_static_path = ['_static']
html_css_files = ['tables.css']
html_theme_options = {'top_of_page_buttons': []}
