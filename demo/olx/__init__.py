"""Reads an Open edX course export (OLX). Pure: no Django, no database."""

from __future__ import annotations

from demo.olx.archive import unpacked
from demo.olx.course import Block, Chapter, Course, Html, Problem, Question, Sequential, Unsupported, Vertical
from demo.olx.errors import CombinedOlxError, OlxError
from demo.olx.reader import read_course

__all__ = [
    'Block',
    'Chapter',
    'CombinedOlxError',
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
