"""Reads the folder of an Open edX course export into a ``Course``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey
from opaque_keys.edx.locator import CourseLocator

from demo.olx.course import Chapter, Course, Html, Problem, Sequential, Unsupported, Vertical
from demo.olx.elements import Element, parse
from demo.olx.errors import OlxError
from demo.olx.html import clean
from demo.olx.policy import read_grading, read_policies
from demo.olx.problems import read_problem


def read_course(root: Path) -> Course:
    """Return the course in ``root``, the folder with ``course.xml``. Raises ``OlxError`` naming file and line."""
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
    return CourseReader(root=root, course_key=course_key, policies=read_policies(root, top.url_name)).read(top)


@dataclass(frozen=True)
class CourseReader:
    """Reads one export; knows its folder, its course key and the attributes that its policy file overrides."""

    root: Path
    course_key: CourseKey
    policies: dict[str, dict[str, str]]

    def read(self, top: Element) -> Course:
        element = self.resolved(top)
        graders, pass_mark = read_grading(self.root, top.url_name)
        return Course(
            course_id=str(self.course_key),
            display_name=element.display_name or str(self.course_key),
            chapters=tuple(self.read_chapter(child) for child in element.children() if child.tag == 'chapter'),
            graders=graders,
            pass_mark=pass_mark,
            end=element.find_moment('end'),
            grace_period=element.find_duration('graceperiod'),
            is_self_paced=element.flag_of('self_paced'),
            enables_proctored_exams=element.flag_of('enable_proctored_exams'),
            allows_opt_out=element.flag_of('allow_proctoring_opt_out', default=True),
            proctoring_provider=element.find_text('proctoring_provider'),
            escalation_email=element.find_text('proctoring_escalation_email'),
        )

    def resolved(self, element: Element) -> Element:
        """Return the element, or the one in its own file if it is a pointer, with the attributes of its policy."""
        if not element.url_name:
            # Written inline by hand: its place in the file makes a name that stays the same.
            element.node.set('url_name', f'{element.tag}_{element.node.sourceline}')
        url_name = element.url_name
        if element.is_pointer():
            file = f'{element.tag}/{url_name.replace(":", "/")}.xml'
            path = (self.root / file).resolve()
            if not path.is_relative_to(self.root.resolve()):
                raise element.error(f'url_name is "{url_name}"; it leads out of the export')
            if not path.is_file():
                raise element.error(f'{file} is missing')
            target = parse(self.root / file, self.root)
            if target.tag != element.tag:
                raise target.error(f'the element is "{target.tag}"; {element.file} expects a {element.tag}')
            target.node.set('url_name', url_name)
            element = target
        for name, value in self.policies.get(f'{element.tag}/{url_name}', {}).items():
            element.node.set(name, value)
        return element

    def usage_key(self, element: Element) -> str:
        try:
            return str(self.course_key.make_usage_key(element.tag, element.url_name))
        except InvalidKeyError as error:
            raise element.error(f'url_name "{element.url_name}" makes no usage key') from error

    def read_chapter(self, pointer: Element) -> Chapter:
        element = self.resolved(pointer)
        return Chapter(
            usage_key=self.usage_key(element),
            display_name=element.display_name or 'Section',
            sequentials=tuple(
                self.read_sequential(child, element) for child in element.children() if child.tag == 'sequential'
            ),
        )

    def read_sequential(self, pointer: Element, chapter: Element) -> Sequential:
        element = self.resolved(pointer)
        is_time_limited = element.flag_of('is_time_limited')
        time_limit = element.find_whole_number('default_time_limit_minutes')
        if is_time_limited and not time_limit:
            raise element.error('is_time_limited needs default_time_limit_minutes, a whole number above 0')
        is_proctored = any(element.flag_of(name) for name in ('is_proctored_enabled', 'is_proctored_exam'))
        return Sequential(
            usage_key=self.usage_key(element),
            display_name=element.display_name or 'Subsection',
            verticals=tuple(self.read_vertical(child) for child in element.children() if child.tag == 'vertical'),
            assignment_type=element.text_of('format'),
            is_graded=element.flag_of('graded'),
            due=element.find_moment('due') or chapter.find_moment('due'),
            start=element.find_moment('start') or chapter.find_moment('start'),
            is_staff_only=element.flag_of('visible_to_staff_only') or chapter.flag_of('visible_to_staff_only'),
            is_time_limited=is_time_limited,
            default_time_limit_minutes=time_limit,
            is_proctored=is_proctored,
            is_practice_exam=element.flag_of('is_practice_exam'),
            is_onboarding_exam=element.flag_of('is_onboarding_exam'),
            exam_review_rules=element.text_of('exam_review_rules'),
            proctoring_provider=element.find_text('proctoring_provider'),
            hide_after_due=element.flag_of('hide_after_due'),
        )

    def read_vertical(self, pointer: Element) -> Vertical:
        element = self.resolved(pointer)
        return Vertical(
            usage_key=self.usage_key(element),
            display_name=element.display_name or 'Unit',
            blocks=tuple(self.read_block(child) for child in element.children()),
        )

    def read_block(self, pointer: Element) -> Html | Problem | Unsupported:
        if pointer.tag == 'html':
            return self.read_html(self.resolved(pointer))
        if pointer.tag == 'problem':
            element = self.resolved(pointer)
            return read_problem(element, usage_key=self.usage_key(element))
        if not pointer.url_name:
            pointer.node.set('url_name', f'{pointer.tag}_{pointer.node.sourceline}')
        return Unsupported(
            usage_key=self.usage_key(pointer),
            display_name=pointer.display_name or pointer.tag,
            reason=f'This demo does not show "{pointer.tag}" blocks.',
        )

    def read_html(self, element: Element) -> Html:
        filename = element.find_text('filename')
        html = element.inner_html() if filename is None else self.read_html_file(element, filename)
        return Html(usage_key=self.usage_key(element), display_name=element.display_name, html=clean(html))

    def read_html_file(self, element: Element, filename: str) -> str:
        file = f'html/{filename.replace(":", "/")}.html'
        path = (self.root / file).resolve()
        if not path.is_relative_to(self.root.resolve()):
            raise element.error(f'filename is "{filename}"; it leads out of the export')
        if not path.is_file():
            raise element.error(f'{file} is missing')
        try:
            return path.read_text(encoding='utf-8')
        except UnicodeDecodeError as error:
            raise OlxError('not UTF-8 text', file=file) from error
