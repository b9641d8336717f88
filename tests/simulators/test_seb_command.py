"""``python -m simulators.seb_client`` says what a client would send."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from edx_proctoring.seb.hashes import hash_of
from simulators.seb_client.__main__ import main
from simulators.seb_client.files import open_file
from tests.simulators.processes import ROOT
from tests.simulators.seb_sites import seb_file

URL = 'https://lms.example/seb/check/a'
FILE = seb_file('secret', sebAllowedVersions=['Win.3.9.min', 'Mac.3.6'])
KEY = open_file(FILE, 'secret').config_key


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / 'exam.seb'
    path.write_bytes(FILE)
    return str(path)


def test_it_runs_without_settings_and_does_not_show_the_key(file: str) -> None:
    command = [sys.executable, '-m', 'simulators.seb_client', file, '--password', 'secret', '--url', URL]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True, env={})

    lines = dict(line.split(': ', 1) for line in ran.stdout.splitlines())
    assert lines['X-SafeExamBrowser-ConfigKeyHash'] == hash_of(URL, KEY)
    assert lines['SafeExamBrowser.security.configKey'] == hash_of(URL, KEY)
    assert lines['This version is allowed'] == 'yes'
    assert KEY not in ran.stdout


def test_it_shows_the_key_when_asked(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    main([file, '--password', 'secret', '--show-key'])

    assert f'Config key: {KEY}\n' in capsys.readouterr().out


@pytest.mark.parametrize(
    ('options', 'shown', 'hidden'),
    [
        (['--client', 'ios-3.6'], 'This version is allowed: no', 'X-SafeExamBrowser'),
        (['--client', 'windows-3.3.1'], 'X-SafeExamBrowser', 'SafeExamBrowser.version'),
        (['--fault', 'no-values'], 'Start URL', 'SafeExamBrowser'),
        (['--page', 'https://other.example/', '--frame'], 'SafeExamBrowser.version', 'X-SafeExamBrowser'),
    ],
)
def test_options(file: str, capsys: pytest.CaptureFixture[str], options: list[str], shown: str, hidden: str) -> None:
    main([file, '--password', 'secret', *options])

    printed = capsys.readouterr().out
    assert shown in printed
    assert hidden not in printed


@pytest.mark.parametrize(
    ('content', 'message'),
    [
        (FILE, 'password needed'),
        (b'x', 'unknown format'),
        (b'<?xml version="1.0"?><plist><dict><key>a</key><date>2030-01-15T00:00:00Z</date></dict></plist>', 'datetime'),
        (
            b'<?xml version="1.0"?><plist><dict><key>sebAllowedVersions</key><array><string>Win.x</string></array>'
            b'</dict></plist>',
            'Win.x',
        ),
        (None, 'No such file'),
    ],
)
def test_a_file_that_cannot_be_opened(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / 'exam.seb'
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(SystemExit, match=message):
        main([str(path)])
