"""``python -m tests.gallery``: the pictures in docs/gallery, and the page of the documentation that shows them."""

from __future__ import annotations

import argparse
import sys

from tests.gallery.page import write_page
from tests.gallery.pictures import LOOKS, take


def main() -> int:
    parser = argparse.ArgumentParser(
        prog='python -m tests.gallery', description='Pictures of every page in every state.'
    )
    parser.add_argument('--language', default='en', help='of the pages (default en); right to left if it is written so')
    parser.add_argument('--look', choices=[look.name for look in LOOKS], action='append', help='default: all four')
    parser.add_argument('--only', default='', help='how the names of the states begin')
    options = parser.parse_args()
    looks = tuple(look for look in LOOKS if not options.look or look.name in options.look)
    count = take(options.language, looks=looks, only=options.only)
    write_page()
    sys.stdout.write(f'{count} pictures in docs/gallery/{options.language}; docs/gallery.rst shows them.\n')
    return 0


if __name__ == '__main__':
    sys.exit(main())
