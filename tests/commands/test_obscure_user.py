"""The script ``obscure_user.py``, run by itself as an operator does."""

import csv
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import edx_proctoring
from edx_proctoring.security.crypto import obscured_user_id

SCRIPT = Path(edx_proctoring.__file__).parent / 'scripts' / 'obscure_user.py'
KEYS = {'DJANGO_SECRET_KEY': 'old-key', 'PROCTORING_USER_OBFUSCATION_KEY': 'obfuscation-key'}


def run_script(*arguments: object, keys: dict[str, str] = KEYS) -> subprocess.CompletedProcess[str]:
    """Without site-packages (-I -S), which shows that the script needs nothing else."""
    command = [sys.executable, '-I', '-S', str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, env=keys, capture_output=True, text=True, check=False)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / 'users.csv'
    path.write_text('user_id,email\n42,ada@example.com\n,nobody@example.com\n7,learner@example.com\n', encoding='utf-8')
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / 'translated.csv'


@pytest.mark.parametrize('backend', [None, 'software_secure'])
def test_each_user_gets_the_old_and_the_new_id(source: Path, target: Path, settings: Any, backend: str | None) -> None:
    done = run_script(source, target, *(('--backend', backend) if backend else ()))
    assert done.returncode == 0
    ids: dict[str, list[str]] = {}
    for key in KEYS.values():
        settings.PROCTORING_USER_OBFUSCATION_KEY = key
        ids[key] = [obscured_user_id(user_id, backend or 'proctortrack') for user_id in (42, 7)]
    with target.open(newline='', encoding='utf-8') as file:
        rows = list(csv.reader(file))
    emails = ['ada@example.com', 'learner@example.com']
    assert rows[0] == ['email', 'existing_user_id', 'target_user_id']
    assert rows[1:] == [list(row) for row in zip(emails, *ids.values(), strict=True)]
    assert 'Row 2' in done.stderr


def test_the_new_id_is_the_recorded_one(source: Path, target: Path) -> None:
    run_script(source, target)
    assert '96f4d172a0c785918ce3e5ffed558b8467059502' in target.read_text(encoding='utf-8')


@pytest.mark.parametrize('missing', KEYS)
def test_without_a_key_nothing_is_written(source: Path, target: Path, missing: str) -> None:
    done = run_script(source, target, keys={name: key for name, key in KEYS.items() if name != missing})
    assert done.returncode == 2
    assert missing in done.stderr
    assert not target.exists()


@pytest.mark.parametrize('content', [b'', b'id,mail\n1,ada@example.com\n', b'user_id,email\n\xe9,x\n'], ids=repr)
def test_what_is_no_list_of_users_is_refused(source: Path, target: Path, content: bytes) -> None:
    source.write_bytes(content)
    target.write_text('as it was', encoding='utf-8')
    done = run_script(source, target)
    assert done.returncode == 2
    assert 'Traceback' not in done.stderr
    assert target.read_text(encoding='utf-8') == 'as it was'


def test_files_that_cannot_be_opened_are_named(source: Path, target: Path, tmp_path: Path) -> None:
    for arguments in ((tmp_path / 'nowhere.csv', target), (source, tmp_path / 'no' / 'folder.csv')):
        done = run_script(*arguments)
        assert done.returncode == 2
        assert 'Traceback' not in done.stderr
    assert not target.exists()
