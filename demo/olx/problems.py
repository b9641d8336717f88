"""Reads a ``problem`` element: questions, and the text between them."""

from __future__ import annotations

from html import escape

from lxml import etree

from demo.olx.course import Html, Markup, Problem, Question, Unsupported
from demo.olx.elements import Element
from demo.olx.errors import OlxError
from demo.olx.html import clean
from demo.olx.responses import LEFT_OUT, READERS, outer_html, require_whole_points


def read_problem(element: Element, *, usage_key: str) -> Problem | Html | Unsupported:
    """Return the problem, its text if there is nothing to answer, or why this LMS can't show or grade it."""
    display_name = element.display_name or 'Problem'
    try:
        require_known_elements(element)
        parts = read_parts(element, input_prefix=f'q-{usage_key.rpartition("@")[2]}', problem_name=display_name)
        questions = [part for part in parts if isinstance(part, Question)]
        weight = element.number_of('weight', default=float(len(questions)))
        if weight < 0:
            raise element.error(f'weight is {weight:g}; write 0 or more')
    except OlxError as error:
        return Unsupported(
            usage_key=usage_key,
            display_name=display_name,
            reason=error.message,
            kind=element.tag,
            place=error.place,
        )
    if not questions:
        text = ''.join(part.html for part in parts if isinstance(part, Markup))
        return Html(usage_key=usage_key, display_name=display_name, html=text)
    return Problem(usage_key=usage_key, display_name=display_name, parts=parts, weight=weight)


def require_known_elements(element: Element) -> None:
    """Raise ``OlxError`` for a response type that is not ours, or a script (its variables would show up in answers)."""
    for node in element.node.iter(etree.Element):
        tag = str(node.tag)
        if tag not in READERS and (tag == 'script' or tag.endswith('response')):
            raise element.error(f'the problem element "{tag}" is not known here')


def element_names(element: Element) -> set[str]:
    return {str(node.tag) for node in element.node.iter(etree.Element)}


def read_parts(element: Element, *, input_prefix: str, problem_name: str) -> tuple[Markup | Question, ...]:
    """Return questions and the text between them, in order. Responses may be nested in other elements."""
    parts: list[Markup | Question] = list(loose_text(element.node.text))
    for child in element.children():
        read = READERS.get(child.tag)
        if read is not None:
            require_whole_points(child)
            number = 1 + sum(isinstance(part, Question) for part in parts)
            parts.append(read(child, f'{input_prefix}-{number}', problem_name))
        elif element_names(child) & READERS.keys():
            parts.extend(read_parts(child, input_prefix=f'{input_prefix}-{len(parts)}', problem_name=problem_name))
        elif child.tag not in LEFT_OUT:
            parts.append(Markup(html=clean(outer_html(child))))
        parts.extend(loose_text(child.node.tail))
    return tuple(parts)


def loose_text(text: str | None) -> list[Markup]:
    """Return text that stands between elements."""
    return [Markup(html=clean(f'<p>{escape(text, quote=False)}</p>'))] if text and text.strip() else []
