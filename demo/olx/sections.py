"""Reads a subsection with its units, and decides whether it is an exam."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from demo.olx.blocks import read_blocks
from demo.olx.course import Sequential, Vertical
from demo.olx.elements import Element
from demo.olx.errors import OlxError
from demo.olx.files import ExportFiles

# What Open edX shows as a subsection, and as a unit.
SUBSECTIONS = frozenset({'sequential', 'problemset', 'videosequence'})
UNITS = frozenset({'vertical', 'wrapper'})
NoteOddPlace = Callable[[Element, str], None]


@dataclass(frozen=True)
class ExamSwitches:
    """The advanced settings of a course that switch exams on. Proctored exams bring timed ones with them."""

    enables_timed: bool
    enables_proctored: bool

    def applied(self, section: Sequential, remarks: list[str]) -> Sequential:
        """Return the section as the exam that it can be in this course; add a remark where that is not what it says."""
        if not section.is_time_limited or self.enables_proctored:
            return section
        plain = replace(section, is_proctored=False, is_practice_exam=False, is_onboarding_exam=False)
        if not self.enables_timed:
            settings = 'neither enable_timed_exams nor enable_proctored_exams'
            remarks.append(f'"{section.display_name}" has a time limit, but the course sets {settings}: it is no exam')
            return replace(plain, is_time_limited=False)
        if plain != section:
            setting = 'the course does not set enable_proctored_exams'
            remarks.append(f'"{section.display_name}" is a proctored exam, but {setting}: it is a timed exam')
        return plain


def read_section(
    files: ExportFiles, pointer: Element, parent: Element, *, note_odd_place: NoteOddPlace
) -> Sequential | None:
    """Return a subsection; a unit or block that is outside of one gets its own. ``None``: it can't be read."""
    if pointer.tag not in SUBSECTIONS:
        note_odd_place(pointer, 'subsection')
        return of_its_own(files, pointer, parent)
    element = files.find_resolved(pointer)
    if element is None:
        return None
    is_time_limited = element.flag_of('is_time_limited')
    time_limit = element.find_whole_number('default_time_limit_minutes')
    if is_time_limited and not time_limit:
        element.report('is_time_limited needs default_time_limit_minutes, a whole number above 0')
    proctoring = [element.flag_of(name) for name in ('is_proctored_enabled', 'is_proctored_exam')]
    staff_only = [each.flag_of('visible_to_staff_only') for each in (element, parent)]
    return Sequential(
        usage_key=files.usage_key(element),
        display_name=element.display_name or 'Subsection',
        verticals=tuple(read_units(files, element)),
        assignment_type=element.text_of('format'),
        is_graded=element.flag_of('graded'),
        due=element.find_moment('due') or parent.find_moment('due'),
        start=element.find_moment('start') or parent.find_moment('start'),
        is_staff_only=any(staff_only),
        is_time_limited=is_time_limited,
        default_time_limit_minutes=time_limit,
        is_proctored=any(proctoring),
        is_practice_exam=element.flag_of('is_practice_exam'),
        is_onboarding_exam=element.flag_of('is_onboarding_exam'),
        exam_review_rules=element.text_of('exam_review_rules'),
        proctoring_provider=element.find_text('proctoring_provider'),
        hide_after_due=element.flag_of('hide_after_due'),
    )


def of_its_own(files: ExportFiles, pointer: Element, parent: Element) -> Sequential:
    """Return a plain subsection for a unit or block."""
    units = tuple(read_units(files, pointer, children=[pointer]))
    names = [block.display_name for unit in units for block in unit.blocks]
    return Sequential(
        usage_key=files.usage_key(pointer, block_type='sequential'),
        display_name=pointer.display_name or next((unit.display_name for unit in units), '') or ''.join(names[:1]),
        verticals=units,
        is_staff_only=parent.flag_of('visible_to_staff_only') or all(unit.is_staff_only for unit in units),
    )


def read_units(files: ExportFiles, section: Element, *, children: list[Element] | None = None) -> Iterator[Vertical]:
    """Return the units of a subsection; a block that is in no unit, or a broken unit, gets its own."""
    for pointer in section.children() if children is None else children:
        unit = find_unit(files, pointer) if pointer.tag in UNITS else None
        inside = unit.children() if unit else [pointer]
        blocks = tuple(block for each in inside for block in read_blocks(files, each))
        if unit is None and not blocks:
            continue  # it is for staff only
        element = unit or pointer
        yield Vertical(
            usage_key=files.usage_key(element, block_type='vertical'),
            display_name=element.display_name or (blocks[0].display_name if unit is None else '') or 'Unit',
            blocks=blocks,
            is_staff_only=unit is not None and unit.flag_of('visible_to_staff_only'),
        )


def find_unit(files: ExportFiles, pointer: Element) -> Element | None:
    """Return the unit; ``None`` if it can't be read, which ``read_blocks`` makes an unsupported block of."""
    try:
        return files.resolved(pointer)
    except OlxError:
        return None
