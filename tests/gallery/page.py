"""The page of the documentation that shows the pictures."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Final

from tests.gallery.running import ROOT
from tests.gallery.shot import Shot
from tests.gallery.shots import email_shots, instructor_shots, learner_shots

PAGE: Final = ROOT / 'docs' / 'gallery.rst'
PICTURES: Final = ROOT / 'docs' / 'gallery'
LOOK_NAMES: Final = {
    'desktop-light': 'Desktop',
    'desktop-dark': 'Desktop, dark',
    'phone-light': 'Phone',
    'phone-dark': 'Phone, dark',
}
INTRODUCTION: Final = """\
Gallery
=======

.. Written by "make gallery": change tests/gallery, not this file.

This page shows every page of the app in every state, on a desktop and on a phone with 360 pixels, light and dark. The
pictures show the running app: learners' pages as the courseware gets them, in the frame of the demo's course page, and
the exam room with a course of 2,000 attempts. ``make gallery`` retakes them. The browser tests visit the same states
with axe-core, at 320 pixels, at 200 %, and from right to left.
"""


def write_page() -> None:
    """Write ``docs/gallery.rst``: a section for each kind of page, then the pictures of other languages."""
    PAGE.write_text(page_text(), encoding='utf-8')


def page_text() -> str:
    shots = [*learner_shots(), *email_shots(), *instructor_shots()]
    parts = [INTRODUCTION]
    for section, members in groupby(shots, key=lambda shot: shot.section):
        parts.append(heading(section))
        parts.extend(pictures_of(shot, 'en') for shot in members)
    for folder in sorted(path for path in PICTURES.iterdir() if path.is_dir() and path.name != 'en'):
        parts.append(heading(f'Language: {folder.name}'))
        parts.extend(text for shot in shots if (text := pictures_of(shot, folder.name)))
    return '\n'.join(parts)


def heading(text: str) -> str:
    return f'{text}\n{"-" * len(text)}\n'


def pictures_of(shot: Shot, language: str) -> str:
    """The title of the state and its pictures, those that there are."""
    found = {look: picture_name(shot, language, look) for look in LOOK_NAMES}
    images = [
        f'.. image:: {name}\n   :width: {"33" if look.startswith("desktop") else "14"}%\n'
        f'   :alt: {shot.section}, {shot.title}: {LOOK_NAMES[look]}\n'
        for look, name in found.items()
        if (ROOT / 'docs' / name).exists()
    ]
    return f'**{shot.title}**\n\n' + ''.join(images) if images else ''


def picture_name(shot: Shot, language: str, look: str) -> str:
    return str(Path('gallery') / language / f'{shot.name}-{look}.webp')
