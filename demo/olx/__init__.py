"""Reads an Open edX course export (OLX). Pure: no Django, no database."""

from __future__ import annotations

from demo.olx.archive import unpacked
from demo.olx.course import Chapter, Course, Html, Problem, Question, Sequential, Unsupported, Vertical
from demo.olx.errors import OlxError
from demo.olx.reader import read_course

__all__ = [
    'Chapter',
    'Course',
    'Html',
    'OlxError',
    'Problem',
    'Question',
    'Sequential',
    'Unsupported',
    'Vertical',
    'read_course',
    'unpacked',
]
