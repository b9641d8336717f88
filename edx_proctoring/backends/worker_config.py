"""Telling the host's JavaScript build which workers the providers bring along.

The host's webpack configuration reads ``workers.json`` and builds one bundle per entry.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from edx_proctoring.conf import conf

log = logging.getLogger(__name__)

_POLYFILL = 'babel-polyfill'
_FILE_MODE = 0o664  # the build often runs as another user of the same group


def write_worker_config(backends: Iterable[Any], out: str) -> bool:
    """Write an entry ``{npm_module: [polyfill, main file]}`` per provider with a worker.

    Returns whether ``out`` now says what it should. A file that already does is not touched; without any entry, or
    without ``NODE_MODULES_ROOT``, nothing is written. Never raises: a site runs without its workers being rebuilt.
    """
    root = conf.node_modules_root
    if not root:
        return False
    entries = {}
    for backend in backends:
        npm_module = getattr(backend, 'npm_module', None)
        main = _find_main_file(root, npm_module) if npm_module else None
        if main:
            entries[npm_module] = [_POLYFILL, main]
    return bool(entries) and _write_if_changed(Path(out), json.dumps(entries).encode('utf-8'))


def _find_main_file(root: str, npm_module: str) -> str | None:
    package = Path(root, npm_module, 'package.json')
    try:
        main = json.loads(package.read_text(encoding='utf-8'))['main']
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning('No worker for %s: %s cannot be used (%s)', npm_module, package, error)
        return None
    return f'{root}/{npm_module}/{main}'


def _write_if_changed(path: Path, content: bytes) -> bool:
    try:
        if path.is_file() and path.read_bytes() == content:
            return True
        path.write_bytes(content)
        path.chmod(_FILE_MODE)
    except OSError as error:
        log.warning('The worker configuration %s cannot be written (%s)', path, error)
        return False
    return True
