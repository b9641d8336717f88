"""Archives of course exports: large ones are read, and none writes outside of its folder or fills the disk."""

from __future__ import annotations

import io
import os
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from demo.olx import OlxError, archive, read_course, unpacked
from tests.demo.exports import pack, pack_zip, sequential, write_export


def refused(path: Path, match: str) -> None:
    with pytest.raises(OlxError, match=match), unpacked(path):
        pytest.fail('it was unpacked')


def test_archive_of_20_megabytes(tmp_path: Path) -> None:
    folder = write_export(tmp_path / 'olx', {'course/run.xml': sequential()})
    (folder / 'static').mkdir()
    for number in range(20):
        (folder / 'static' / f'film {number}.mp4').write_bytes(os.urandom(1024 * 1024))
    packed = pack(folder, tmp_path / 'course.tar.gz')
    assert packed.stat().st_size > 20_000_000

    with unpacked(packed) as unpacked_folder:
        course = read_course(unpacked_folder)
        assert len(list((unpacked_folder / 'static').iterdir())) == 20

    assert course.course_id == 'course-v1:Org+Num+run'


@pytest.mark.parametrize('name', ['../evil.txt', '/evil.txt', 'a/../../evil.txt', '..\\evil.txt', 'C:/evil.txt'])
def test_zip_that_writes_outside_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / 'evil.zip'
    with zipfile.ZipFile(path, 'w') as members:
        members.writestr(name, 'evil')

    refused(path, 'not a safe archive')

    assert not list(tmp_path.rglob('evil.txt'))


def test_zip_with_a_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / 'evil.zip'
    link = zipfile.ZipInfo('course/link')
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, 'w') as members:
        members.writestr(link, '/etc')

    refused(path, 'not a safe archive')


@pytest.mark.parametrize('form', ['tar.gz', 'zip'])
def test_what_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    folder = write_export(tmp_path / 'olx', {'course/run.xml': sequential()})
    (folder / 'zeros').write_bytes(bytes(2_000_000))
    path = {'tar.gz': pack, 'zip': pack_zip}[form](folder, tmp_path / f'course.{form}')
    assert path.stat().st_size < 100_000
    monkeypatch.setattr(archive, 'MAX_UNPACKED_BYTES', 1_000_000)

    refused(path, 'unpacks to more than 1000000 bytes')


@pytest.mark.parametrize('form', ['tar.gz', 'zip'])
def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    folder = write_export(tmp_path / 'olx', {f'static/{number}': '' for number in range(20)})
    path = {'tar.gz': pack, 'zip': pack_zip}[form](folder, tmp_path / f'course.{form}')
    monkeypatch.setattr(archive, 'MAX_MEMBERS', 10)

    refused(path, 'more than 10 files')


def test_tar_with_a_device_is_refused(tmp_path: Path) -> None:
    path = tmp_path / 'course.tar.gz'
    with tarfile.open(path, 'w:gz') as members:
        device = tarfile.TarInfo('course/device')
        device.type = tarfile.CHRTYPE
        members.addfile(device, io.BytesIO())

    refused(path, 'not a safe archive')


def test_course_in_a_downloaded_repository(tmp_path: Path) -> None:
    folder = write_export(tmp_path / 'repository' / 'main' / 'course', {'course/run.xml': sequential()})
    (tmp_path / 'repository' / '__MACOSX').mkdir()

    with unpacked(tmp_path / 'repository') as found:
        assert found == folder


def test_several_courses_are_named(tmp_path: Path) -> None:
    for name in ('one', 'two'):
        write_export(tmp_path / name, {'course/run.xml': sequential()})

    refused(tmp_path, r'several courses \(one, two\)')
