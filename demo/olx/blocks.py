"""Reads the blocks of a unit. One that can't be shown or graded becomes ``Unsupported``; it never costs the course."""

from __future__ import annotations

from collections.abc import Iterator

from demo.olx.course import Block, Html, Unsupported
from demo.olx.elements import Element
from demo.olx.errors import OlxError
from demo.olx.files import ExportFiles
from demo.olx.html import clean
from demo.olx.problems import read_problem

# Elements that only hold others; here, what they hold is shown in their place.
CONTAINERS = frozenset({'chapter', 'vertical', 'wrapper', 'sequential', 'problemset', 'videosequence'})
# Containers inside of one another; more is an export that contains itself.
MAX_DEPTH = 20


def read_blocks(files: ExportFiles, pointer: Element, *, depth: int = 0) -> Iterator[Block]:
    """Return the blocks of an element of a unit: one, or those of a container. Those for staff only are left out."""
    try:
        element = files.resolved(pointer.raising())
        if element.flag_of('visible_to_staff_only'):
            return
        if element.tag not in CONTAINERS:
            yield read_block(files, element)
            return
        if depth > MAX_DEPTH:
            raise element.error('it is nested too deeply')
    except OlxError as error:
        yield unsupported(files, pointer, error.message, place=error.place)
        return
    for child in element.children():
        yield from read_blocks(files, child, depth=depth + 1)


def read_block(files: ExportFiles, element: Element) -> Block:
    match element.tag:
        case 'html':
            return read_html(files, element)
        case 'problem':
            return read_problem(element, usage_key=files.usage_key(element))
    return unsupported(files, element, not_shown(element))


def not_shown(element: Element) -> str:
    return f'"{element.tag}" blocks are not shown here'


def unsupported(files: ExportFiles, element: Element, reason: str, *, place: str = '') -> Unsupported:
    is_known = element.tag in CONTAINERS | {'html', 'problem'}
    return Unsupported(
        usage_key=files.usage_key(element),
        display_name=element.display_name or element.tag,
        reason=reason if is_known else not_shown(element),
        kind=element.tag,
        place=place if is_known and place else element.place,
    )


def read_html(files: ExportFiles, element: Element) -> Html:
    filename = element.find_text('filename')
    if filename is None:
        html = element.inner_markup()
    else:
        html = files.read_text(element, f'html/{filename.replace(":", "/")}.html', 'filename', filename)
    return Html(usage_key=files.usage_key(element), display_name=element.display_name, html=clean(html))
