"""Reads the folder of an Open edX course export into a ``Course``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey
from opaque_keys.edx.locator import CourseLocator

from demo.olx.course import Chapter, Course, Grader
from demo.olx.elements import Element, parse
from demo.olx.errors import ErrorList, OlxError
from demo.olx.files import ExportFiles
from demo.olx.policy import DEFAULT_PASS_MARK, read_grading, read_policies
from demo.olx.sections import ExamSwitches, read_section

# Parts of a course that are no content of it.
NO_CONTENT = frozenset({'wiki', 'grading', 'textbook', 'pdf_textbook', 'html_textbook'})
NO_GRADING: tuple[tuple[Grader, ...], float] = ((), DEFAULT_PASS_MARK)
Value = TypeVar('Value')


def read_course(root: Path) -> Course:
    """Return the course in ``root``, the folder with ``course.xml``.

    Raises ``OlxError`` naming file and line; ``CombinedOlxError`` for several errors. Blocks that this LMS can't show
    or grade are no errors: they are in the course as ``Unsupported``.
    """
    top = parse(root / 'course.xml', root)
    if top.tag != 'course':
        raise top.error(f'the element is "{top.tag}"; a course is expected')
    for name in ('org', 'course', 'url_name'):
        if not top.text_of(name):
            raise top.error(f'the course has no {name}')
    try:
        # Parsed again, so that no part can hold a character that a course key may not have.
        written = str(CourseLocator(top.text_of('org'), top.text_of('course'), top.url_name))
        course_key = CourseKey.from_string(written)
    except InvalidKeyError as error:
        raise top.error(f'org, course and url_name make no course key: {error}') from error
    errors = ErrorList()
    no_policies: dict[str, dict[str, str]] = {}
    policies = noting(errors, lambda: read_policies(root, top.url_name), default=no_policies)
    files = ExportFiles(root=root, course_key=course_key, policies=policies, errors=errors)
    course = CourseReader(files).read(replace(top, errors=errors))
    errors.raise_if_any()
    return course


def noting(errors: ErrorList, read: Callable[[], Value], *, default: Value) -> Value:
    """Return what is read; if it can't be, note the error and return the default."""
    try:
        return read()
    except OlxError as error:
        errors.add(error)
        return default


@dataclass(frozen=True)
class CourseReader:
    """Reads the outline of one export. ``remarks``: what is left out or changed, for whoever loads it."""

    files: ExportFiles
    remarks: list[str] = field(default_factory=list)

    def read(self, top: Element) -> Course:
        """Return the course; it is complete only if no error was noted."""
        element = self.files.find_resolved(top) or top
        grading = noting(self.files.errors, lambda: read_grading(self.files.root, top.url_name), default=NO_GRADING)
        course_id = str(self.files.course_key)
        chapters = tuple(self.read_chapters(element))
        self.note_pages(element)
        return Course(
            course_id=course_id,
            display_name=element.display_name or course_id,
            chapters=chapters,
            graders=grading[0],
            pass_mark=grading[1],
            end=element.find_moment('end'),
            grace_period=element.find_duration('graceperiod'),
            is_self_paced=element.flag_of('self_paced'),
            enables_proctored_exams=element.flag_of('enable_proctored_exams'),
            allows_opt_out=element.flag_of('allow_proctoring_opt_out', default=True),
            proctoring_provider=element.find_text('proctoring_provider'),
            escalation_email=element.find_text('proctoring_escalation_email'),
            remarks=tuple(self.remarks),
        )

    def note_pages(self, course: Element) -> None:
        """Note what an LMS shows beside the content of a course, and this one does not."""
        pages = len(list((self.files.root / 'tabs').glob('*.html')))
        books = sum('textbook' in child.tag for child in course.children())
        for count, name in ((pages, 'custom page'), (books, 'textbook')):
            if count:
                self.remarks.append(f'Left out: {count} {name}{"s" if count > 1 else ""}')

    def read_chapters(self, course: Element) -> Iterator[Chapter]:
        """Return the sections of a course; what is outside of a section gets one of its own."""
        switches = ExamSwitches(course.flag_of('enable_timed_exams'), course.flag_of('enable_proctored_exams'))
        for pointer in course.children():
            if pointer.tag in NO_CONTENT:
                continue
            chapter = self.files.find_resolved(pointer) if pointer.tag == 'chapter' else None
            if chapter is None and pointer.tag == 'chapter':
                continue  # the error is noted
            if chapter is None:
                self.note_odd_place(pointer, 'section')
            sections = (
                read_section(self.files, each, chapter or course, note_odd_place=self.note_odd_place)
                for each in (chapter.children() if chapter else [pointer])
            )
            shown = chapter or pointer
            yield Chapter(
                usage_key=self.files.usage_key(shown, block_type='chapter'),
                display_name=shown.display_name or 'Section',
                sequentials=tuple(switches.applied(section, self.remarks) for section in sections if section),
            )

    def note_odd_place(self, element: Element, missing: str) -> None:
        name = f' "{element.display_name}"' if element.display_name else ''
        where = f'outside of a {missing}; it is shown in one of its own'
        self.remarks.append(f'{element.place}: {element.tag}{name} is {where}')
