"""A shell in which the commands of a documentation page run, one after the other, as a reader types them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import IO

from tests.distributions import ROOT
from tests.virtual_environments import UNREACHABLE, unavailable

# Nothing of this process is of use to the commands: they make an environment of their own.
UNWANTED = ('PYTHON', 'DJANGO', 'DATABASE', 'PYTEST', 'VIRTUAL_ENV', 'COV_')


class Shell:
    """Begins in ``folder``; what one command changes, such as the folder and the variables, the next one finds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # In a folder of its own, so that no command sees it.
        self.state = folder.with_name(f'{folder.name}.sh')
        self.state.write_text('')
        self.variables = {name: value for name, value in os.environ.items() if not name.startswith(UNWANTED)}
        # The versions that everything else is tested with.
        self.variables['PIP_CONSTRAINT'] = str(ROOT / 'requirements' / 'test.txt')
        # Python compiles what it imports; pip would compile all that it installs.
        self.variables['PIP_NO_COMPILE'] = '0'  # pip turns off what it has a "no" for by a false value

    def run(self, command: str) -> str:
        """Run a command line, which has to succeed, and return what it printed."""
        new = self.state.with_suffix('.new')
        remember = f'{{ declare -px; echo "cd $PWD"; }} > {new} && mv {new} {self.state}'
        ended = subprocess.run(
            ['bash', '-c', f'. {self.state}; {command} && {remember}'],
            cwd=self.folder,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if ended.returncode and any(sign in ended.stdout for sign in UNREACHABLE):
            unavailable(f'What the page needs cannot be installed here:\n{ended.stdout[-1500:]}')
        assert ended.returncode == 0, f'{command}\n{ended.stdout[-3000:]}'
        return ended.stdout

    def start(self, command: str, output: IO[str]) -> subprocess.Popen[bytes]:
        """Start a command line that does not end by itself, as a single process."""
        line = f'. {self.state}; exec {command}'
        return subprocess.Popen(['bash', '-c', line], cwd=self.folder, env=self.variables, stdout=output, stderr=output)
