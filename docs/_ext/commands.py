"""The directive ``management-commands``: every command of the app with its help and options, as its parser has them."""

import argparse
import pkgutil

from django.core.management import load_command_class
from django.core.management.base import BaseCommand
from docutils import nodes
from rst_text import heading, list_table, literal
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from edx_proctoring.management import commands

DJANGOS_OWN = {action.dest for action in BaseCommand().create_parser('manage.py', 'any')._actions}


def options(command: BaseCommand, name: str) -> list[argparse.Action]:
    """Return the options that Django does not give to every command."""
    return [each for each in command.create_parser('manage.py', name)._actions if each.dest not in DJANGOS_OWN]


def text() -> str:
    """Return the text about all commands, by name."""
    parts: list[str] = []
    for name in sorted(module.name for module in pkgutil.iter_modules(commands.__path__)):
        command = load_command_class('edx_proctoring', name)
        notes = ' '.join((type(command).__doc__ or '').split())
        parts += [heading(name, '-'), f'\n{command.help} {notes}\n']
        rows = [
            (', '.join(map(literal, each.option_strings)), (each.help or '') + (' (required)' if each.required else ''))
            for each in options(command, name)
        ]
        parts.append(list_table(('Option', 'Meaning'), rows, widths=(2, 5)))
    return '\n'.join(parts)


class ManagementCommands(SphinxDirective):
    """One section for each."""

    def run(self) -> list[nodes.Node]:
        """Build the sections."""
        return self.parse_text_to_nodes(text(), allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive('management-commands', ManagementCommands)
    return {'parallel_read_safe': True, 'parallel_write_safe': True}
