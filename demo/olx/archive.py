"""The folder of an export, which may have been given as a ``.tar.gz`` file."""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.olx.errors import OlxError

MAX_UNPACKED_BYTES = 500 * 1024 * 1024


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Yield the folder that contains ``course.xml``; an archive is unpacked into a temporary folder during the block.

    Raises ``OlxError`` for a path that is neither, for an archive that is damaged or would write outside of its folder,
    and for an export without ``course.xml``.
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
    """Unpack with Python's ``data`` filter, which refuses absolute paths, ``..``, links to outside and devices."""
    try:
        with tarfile.open(archive) as members:
            size = sum(member.size for member in members)
            if size > MAX_UNPACKED_BYTES:
                raise OlxError(f'unpacks to {size} bytes; at most {MAX_UNPACKED_BYTES} are accepted', file=archive.name)
            members.extractall(target, filter='data')
    except tarfile.FilterError as error:
        raise OlxError(f'not a safe archive: {error}', file=archive.name) from error
    except (tarfile.TarError, EOFError, OSError) as error:
        raise OlxError(f'not a course export (a .tar.gz file or a folder): {error}', file=archive.name) from error


def course_folder(folder: Path, *, shown_as: str) -> Path:
    """Return ``folder`` or the only folder in it; Studio's exports have a single folder ``course`` at the top."""
    if (folder / 'course.xml').is_file():
        return folder
    inside = [child for child in sorted(folder.iterdir()) if (child / 'course.xml').is_file()]
    if len(inside) == 1:
        return inside[0]
    raise OlxError('no course.xml at the top; is this an Open edX course export?', file=shown_as)
