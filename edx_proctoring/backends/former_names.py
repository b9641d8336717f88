"""Plug-ins outlive Django versions: the published Proctortrack plug-in still imports what Django 4.0 removed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.utils import translation

# https://docs.djangoproject.com/en/5.2/releases/4.0/#features-removed-in-4-0
FORMER_NAMES: Final = {
    'ugettext': 'gettext',
    'ugettext_lazy': 'gettext_lazy',
    'ugettext_noop': 'gettext_noop',
    'ungettext': 'ngettext',
    'ungettext_lazy': 'ngettext_lazy',
}


@contextmanager
def former_translation_names() -> Iterator[None]:
    """Give ``django.utils.translation`` its former names as well during the block, for today's functions.

    What is imported in the block keeps them; nobody else finds them afterwards. This is not thread-safe: wrap imports
    while Django starts.
    """
    added = [name for name in FORMER_NAMES if not hasattr(translation, name)]
    for name in added:
        setattr(translation, name, getattr(translation, FORMER_NAMES[name]))
    try:
        yield
    finally:
        for name in added:
            delattr(translation, name)
