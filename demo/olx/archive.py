"""The folder of an export, which may have been given as a ``.tar.gz`` or ``.zip`` file."""

from __future__ import annotations

import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from demo.olx.errors import OlxError

MAX_UNPACKED_BYTES = 500 * 1024 * 1024
MAX_MEMBERS = 50_000
# As deep as Studio's exports and a downloaded repository have their course.
DEPTHS = ('course.xml', '*/course.xml', '*/*/course.xml')
CHUNK = 1024 * 1024
ENCRYPTED = 0x1
# Archives that were not made on Unix name no kind.
PLAIN_KINDS = (0, stat.S_IFREG, stat.S_IFDIR)


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Yield the folder that contains ``course.xml``; an archive is unpacked into a temporary folder during the block.

    Raises ``OlxError`` for a path that is neither, for an archive that is damaged, too large, or would write outside
    of its folder, and for an export without ``course.xml``.
    """
    if path.is_dir():
        yield course_folder(path, shown_as=path.name)
    elif path.is_file():
        with tempfile.TemporaryDirectory(prefix='olx-') as folder:
            extract(path, Path(folder))
            yield course_folder(Path(folder), shown_as=path.name)
    else:
        raise OlxError('no such file or folder', file=str(path))


def extract(archive: Path, target: Path) -> None:
    """Unpack into ``target``, and nowhere else."""
    try:
        if zipfile.is_zipfile(archive):
            extract_zip(archive, target)
        else:
            extract_tar(archive, target)
    except tarfile.FilterError as error:
        raise OlxError(f'not a safe archive: {error}', file=archive.name) from error
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        message = f'not a course export (a .tar.gz file, a .zip file, or a folder): {error}'
        raise OlxError(message, file=archive.name) from error


def extract_tar(archive: Path, target: Path) -> None:
    """Unpack with Python's ``data`` filter, which refuses absolute paths, ``..``, links to outside and devices."""
    with tarfile.open(archive) as members:
        total = Total(archive)
        for member in members:
            # Before its content is read: a small archive may hold a very large one.
            total.add(member.size, members=1)
        members.extractall(target, filter='data')


def extract_zip(archive: Path, target: Path) -> None:
    """Unpack regular files. Sizes are counted as they are written, since an archive may name others."""
    with zipfile.ZipFile(archive) as members:
        total = Total(archive)
        for member in members.infolist():
            name = safe_name(member, archive)
            total.add(0, members=1)
            if member.is_dir():
                continue
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with members.open(member) as content, path.open('wb') as copy:
                while chunk := content.read(CHUNK):
                    total.add(len(chunk))
                    copy.write(chunk)


def safe_name(member: zipfile.ZipInfo, archive: Path) -> PurePosixPath:
    """Return where a member belongs. Raises ``OlxError`` for paths to outside, links, devices, and passwords."""
    name = PurePosixPath(member.filename.replace('\\', '/'))
    is_outside = name.is_absolute() or '..' in name.parts or ':' in member.filename
    if is_outside or stat.S_IFMT(member.external_attr >> 16) not in PLAIN_KINDS:
        raise OlxError(f'not a safe archive: {member.filename!r}', file=archive.name)
    if member.flag_bits & ENCRYPTED:
        raise OlxError('the archive has a password', file=archive.name)
    return name


class Total:
    """What has been unpacked so far. Raises ``OlxError`` when that is too much."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._size = self._members = 0

    def add(self, size: int, *, members: int = 0) -> None:
        self._size += size
        self._members += members
        if self._size > MAX_UNPACKED_BYTES:
            message = f'unpacks to more than {MAX_UNPACKED_BYTES} bytes; no more are accepted'
            raise OlxError(message, file=self._archive.name)
        if self._members > MAX_MEMBERS:
            raise OlxError(f'has more than {MAX_MEMBERS} files; no more are accepted', file=self._archive.name)


def course_folder(folder: Path, *, shown_as: str) -> Path:
    """Return the only folder with ``course.xml`` that is closest to the top; Studio's exports have it in ``course``."""
    for pattern in DEPTHS:
        # Archives made on a Mac have a folder of their own for attributes of files.
        found = [path.parent for path in sorted(folder.glob(pattern)) if '__MACOSX' not in path.parts]
        if len(found) > 1:
            names = ', '.join(path.relative_to(folder).as_posix() for path in found)
            raise OlxError(f'there are several courses ({names}); choose the folder of one', file=shown_as)
        if found:
            return found[0]
    raise OlxError('no course.xml at the top; is this an Open edX course export?', file=shown_as)
