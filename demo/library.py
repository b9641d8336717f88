"""The courses of this LMS: their content on disk, read once per process."""

from __future__ import annotations

import functools
import re
import shutil
import tempfile
from pathlib import Path

from demo import places
from demo.models import LoadedCourse
from demo.olx import Course, read_course, unpacked


class CourseNotFoundError(Exception):
    """This LMS has no such course."""


def store(path: Path) -> Course:
    """Read the export at ``path`` and keep a copy of it, replacing an earlier copy of the same course.

    Raises ``OlxError``; then nothing has changed.
    """
    with unpacked(path) as folder:
        course = read_course(folder)
        name = course.course_id.removeprefix('course-v1:')
        keep_copy(folder, places.COURSES / name)
    LoadedCourse.objects.update_or_create(
        course_id=course.course_id, defaults={'display_name': course.display_name, 'folder': name}
    )
    read_stored.cache_clear()
    return course


def keep_copy(folder: Path, target: Path) -> None:
    """Copy the folder to ``target`` by way of a temporary copy: it may be the earlier copy itself, or contain it."""
    with tempfile.TemporaryDirectory(prefix='olx-') as elsewhere:
        copy = shutil.copytree(folder, Path(elsewhere) / 'course')
        if target.exists():
            shutil.rmtree(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(copy, target)


@functools.cache
def read_stored(folder: str) -> Course:
    return read_course(places.COURSES / folder)


def find_course(course_id: str) -> Course | None:
    loaded = LoadedCourse.objects.filter(course_id=course_id).first()
    return None if loaded is None else read_stored(loaded.folder)


def get_course(course_id: str) -> Course:
    """Return the course, or raise ``CourseNotFoundError``."""
    course = find_course(course_id)
    if course is None:
        raise CourseNotFoundError(course_id)
    return course


def list_courses() -> list[Course]:
    """Return all courses, by name."""
    return [read_stored(loaded.folder) for loaded in LoadedCourse.objects.order_by('display_name', 'course_id')]


def static_file(course_id: str, name: str) -> Path | None:
    """Return a file from the folder ``static`` of the course; ``None`` for any other path.

    Texts of a course name files as Open edX stores them: with underscores for blanks and other characters.
    """
    loaded = LoadedCourse.objects.filter(course_id=course_id).first()
    if loaded is None:
        return None
    base = (places.COURSES / loaded.folder / 'static').resolve()
    try:
        path = (base / name).resolve()
        if not path.is_relative_to(base):
            return None
        return path if path.is_file() else files_by_stored_name(base).get(stored_name(name))
    except (OSError, ValueError):  # no file is called so
        return None


def stored_name(name: str) -> str:
    return re.sub(r'[^\w./-]', '_', name)


def files_by_stored_name(base: Path) -> dict[str, Path]:
    inside = [path for path in base.rglob('*') if path.is_file() and path.resolve().is_relative_to(base)]
    return {stored_name(path.relative_to(base).as_posix()): path for path in inside}
