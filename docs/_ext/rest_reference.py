"""The directive ``rest-reference``: docs/openapi.yaml as sections, one for each thing that the interface is about."""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from docutils import nodes
from rst_text import heading, list_table, literal
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from demo.openapi_reading import Entry, Shape, sections, shapes

SOURCE = Path(__file__).resolve().parent.parent / 'openapi.yaml'


def marked(text: str) -> str:
    """Return text of the document, which marks code with single backticks, as reStructuredText."""
    return re.sub(r'`([^`]+)`', r'``\1``', text.replace('*', r'\*'))


def entry_text(entry: Entry) -> Iterator[str]:
    """Yield the text about an operation."""
    yield heading(entry.summary, '-')
    yield f'\n``{entry.method} {entry.path}``\n\n{marked(entry.description)}\n'
    if entry.parameters:
        rows = [
            (
                literal(field.name),
                f'{field.place}, required' if field.required and field.place != 'path' else field.place,
                field.words,
                marked(field.meaning),
            )
            for field in entry.parameters
        ]
        yield list_table(('Parameter', 'Where', 'Value', 'Meaning'), rows, widths=(3, 3, 3, 7))
    if entry.body:
        yield f'\nBody: {named(entry.body)}\n'
    answers = [(each.status, marked(each.meaning), named(each.words)) for each in entry.outcomes]
    yield list_table(('Answer', 'Meaning', 'Body'), answers, widths=(1, 5, 3))


def shape_text(shape: Shape) -> Iterator[str]:
    """Yield the text about a named object."""
    yield f'\n.. _rest-{shape.name}:\n'
    yield heading(shape.name, '-')
    yield f'\n{marked(shape.description)}\n\n{named(shape.words)}\n'
    if shape.fields:
        rows = [
            (
                literal(field.name),
                named(field.words) + ('' if field.required else ' (optional)'),
                marked(field.meaning),
            )
            for field in shape.fields
        ]
        yield list_table(('Key', 'Value', 'Meaning'), rows, widths=(3, 5, 5))


def named(words: str) -> str:
    """Return the words with links to named objects, the only ones that are capitalized."""
    return re.sub(r'\b[A-Z][A-Za-z]*[a-z]\b', lambda found: _link(found[0]), words)


def _link(name: str) -> str:
    return f':ref:`{name} <rest-{name}>`' if name in NAMES else name


DOCUMENT = yaml.safe_load(SOURCE.read_text(encoding='utf-8'))
NAMES = frozenset(DOCUMENT['components']['schemas'])


def text() -> str:
    """Return the whole reference."""
    parts: list[str] = []
    for section in sections(DOCUMENT):
        parts += [heading(section.name, '='), f'\n{marked(section.description)}\n']
        for entry in section.entries:
            parts += entry_text(entry)
    parts += [heading('Objects', '='), '\n``optional``: the key may be absent.\n']
    for shape in shapes(DOCUMENT):
        parts += shape_text(shape)
    return '\n'.join(parts)


class RestReference(SphinxDirective):
    """All operations, then the objects that they send and answer with."""

    def run(self) -> list[nodes.Node]:
        """Build the sections."""
        self.env.note_dependency(str(SOURCE))
        return self.parse_text_to_nodes(text(), allow_section_headings=True)


class RestIntroduction(SphinxDirective):
    """What holds for all of them."""

    def run(self) -> list[nodes.Node]:
        """Build the paragraphs."""
        self.env.note_dependency(str(SOURCE))
        return self.parse_text_to_nodes(marked(DOCUMENT['info']['description']))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives."""
    app.add_directive('rest-reference', RestReference)
    app.add_directive('rest-introduction', RestIntroduction)
    return {'parallel_read_safe': True, 'parallel_write_safe': True}
