"""annotations [--check] - writes edx_proctoring/settings/annotations.py, or checks whether it is up to date.

The settings are declared as data (``edx_proctoring.conf``); Open edX's tools look for comments. This makes them.
"""

import sys
import textwrap
from pathlib import Path

from edx_proctoring.conf import SETTINGS
from edx_proctoring.conf.setting import REQUIRED, Derived, Setting

OUTPUT = Path(__file__).resolve().parent.parent / 'edx_proctoring' / 'settings' / 'annotations.py'
HEAD = '''"""The settings of this app, as Open edX's tools look for them. There is nothing here to import.

Made from the declarations in ``conf`` by ``make annotations``; change those.
"""
'''
WIDTH = 118


def default_of(setting: Setting[object]) -> str:
    """Return what is read if the setting is missing."""
    places = [setting.plain] if setting.own and setting.plain else []
    places += [setting.fallback.place] if setting.fallback else []
    default = [] if setting.default is REQUIRED else [repr(setting.default)]
    if isinstance(setting.default, Derived):
        default = [setting.default.words.replace('`', '')]
    return ', else '.join([f'the setting {place}' for place in places] + default) or 'none'


def annotation(setting: Setting[object]) -> str:
    """Return the comment for a setting."""
    lines = [f'.. setting_name: {setting.place}', f'.. setting_default: {default_of(setting)}']
    lines += textwrap.wrap(f'.. setting_description: {setting.meaning}', WIDTH, subsequent_indent='  ')
    return '\n'.join(f'# {line}' for line in lines)


def main() -> int:
    """Write the file, or with ``--check`` compare it."""
    text = '\n\n'.join([HEAD.rstrip('\n'), *map(annotation, SETTINGS)]) + '\n'
    if '--check' not in sys.argv:
        OUTPUT.write_text(text, encoding='utf-8')
    elif not OUTPUT.exists() or OUTPUT.read_text(encoding='utf-8') != text:
        sys.stderr.write('edx_proctoring/settings/annotations.py is not what the declarations say: make annotations\n')
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
