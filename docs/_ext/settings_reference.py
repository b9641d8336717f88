"""Directives for docs/settings.rst: the settings, the options of providers and the numbers of system checks, each as
it is declared in the code."""

from collections.abc import Iterable

from docutils import nodes
from rst_text import list_table, literal
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from edx_proctoring.checks import NUMBERS
from edx_proctoring.conf import SETTINGS
from edx_proctoring.conf.backend_options import BACKEND_OPTIONS, HOST_OPTIONS
from edx_proctoring.conf.setting import REQUIRED, Derived, Setting

NEEDED = {'E001': 'none: required', 'W102': 'none: required by providers', 'W001': 'none'}


def default_of(setting: Setting[object]) -> str:
    """Return the default in a few words; many keys fall back to a plain setting first."""
    if setting.fallback:
        return f'the setting {literal(setting.plain or "")}, else {literal(setting.fallback.place)}'
    if setting.default is REQUIRED:
        return f'the setting {literal(setting.plain or "")}' if setting.own else NEEDED[setting.missing]
    is_derived = isinstance(setting.default, Derived)
    default = setting.default.words if is_derived else literal(repr(setting.default))
    return f'the setting {literal(setting.plain)}, else {default}' if setting.own and setting.plain else default


def list_of(settings: Iterable[Setting[object]]) -> str:
    """Return an entry for each setting."""
    lines = []
    for setting in settings:
        numbers = ', '.join(filter(None, (setting.missing, setting.check)))
        lines += [
            '',
            literal(setting.name),
            f'   {setting.meaning}',
            '',
            f'   *Value:* {setting.kind.words}. *Default:* {default_of(setting)}. *Check:* {numbers}.',
        ]
    return '\n'.join([*lines, ''])


def text_of(what: str) -> str:
    """Return the text of one of the directives."""
    if what == 'plain-settings':
        return list_of(setting for setting in SETTINGS if not setting.own)
    if what == 'proctoring-settings':
        return list_of(setting for setting in SETTINGS if setting.own and not setting.constant)
    if what == 'constants':
        return list_of(setting for setting in SETTINGS if setting.own and setting.constant)
    if what == 'backend-options':
        rows = [
            (
                literal(name),
                option.kind.words,
                option.meaning,
                'the app and the platform'
                if name == 'LINK_URLS'
                else 'the provider'
                if name not in HOST_OPTIONS
                else '',
            )
            for name, option in BACKEND_OPTIONS.items()
        ]
        return list_table(('Option', 'Value', 'Meaning', 'Who reads it'), rows, widths=(5, 5, 8, 3))
    numbers = dict(NUMBERS)
    numbers |= {setting.check: f'{literal(setting.place)} has a value that it cannot have.' for setting in SETTINGS}
    rows = [(number, numbers[number]) for number in sorted(numbers) if '.' not in number]
    return list_table(('Number', 'What is wrong'), rows, widths=(1, 6))


class Generated(SphinxDirective):
    """Whatever the name of the directive asks for."""

    def run(self) -> list[nodes.Node]:
        """Build the table."""
        return self.parse_text_to_nodes(text_of(self.name))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives."""
    for name in ('plain-settings', 'proctoring-settings', 'constants', 'backend-options', 'check-numbers'):
        app.add_directive(name, Generated)
    return {'parallel_read_safe': True, 'parallel_write_safe': True}
