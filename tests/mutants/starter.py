"""``python -m tests.mutants.starter``: runs pytest again and again, without importing again what is of others.

Each line of standard input is a JSON object: ``arguments`` of pytest, ``environment``, ``output`` (a file) and
``seconds`` at most. Each run is a process of its own, which imports its tree again; its exit status is answered as a
line, -1 when its time was over.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import time
import traceback
from contextlib import suppress
from importlib.metadata import entry_points
from typing import Any, Final

import pytest

# Most of the time of a short run goes into these, and into the plug-ins of pytest. None looks at settings yet.
LIBRARIES: Final = (
    *('celery', 'Crypto.Cipher.AES', 'django.contrib.admin', 'django.db.models', 'django.test', 'factory'),
    *('hypothesis.stateful', 'jsonschema', 'kombu', 'nh3', 'requests', 'responses', 'schemathesis', 'time_machine'),
)
POLL: Final = 0.05  # seconds
HUNG: Final = -1


def import_libraries() -> None:
    """What is missing is missing for the tests as well, which say so."""
    for name in LIBRARIES:
        with suppress(ImportError):
            importlib.import_module(name)
    for plugin in entry_points(group='pytest11'):
        plugin.load()


def run(job: dict[str, Any]) -> int:
    """The exit status of one run."""
    child = os.fork()
    if not child:
        os.setsid()  # what it starts ends with it
        with open(job['output'], 'w') as output:  # noqa: PTH123 - its descriptor becomes the process's
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
        os.environ.update(job['environment'])
        sys.dont_write_bytecode = 'PYTHONDONTWRITEBYTECODE' in job['environment']
        status = int(pytest.ExitCode.INTERNAL_ERROR)
        try:
            status = int(pytest.main(job['arguments']))
        except BaseException:  # noqa: BLE001 - whatever it is, no test has failed
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(status)
    deadline = time.monotonic() + job['seconds']
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(POLL)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return HUNG


def main() -> None:
    """Take jobs until there are no more."""
    import_libraries()
    for line in sys.stdin:
        sys.stdout.write(f'{run(json.loads(line))}\n')
        sys.stdout.flush()


if __name__ == '__main__':
    main()
