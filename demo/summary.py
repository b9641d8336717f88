"""What was loaded of a course export, and what was not, as lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from demo.olx import Course, Html, Problem, Unsupported

COUNTED = {
    'section': 'sections',
    'subsection': 'subsections',
    'exam': 'exams',
    'unit': 'units',
    'text': 'texts',
    'problem': 'problems',
    'question': 'questions',
}


def summary_of(course: Course) -> str:
    """Return the summary: a line that names the course, a line of counts, and what is missing."""
    return '\n'.join(lines_of(course))


def lines_of(course: Course) -> Iterator[str]:
    counts = counts_of(course)
    yield f'Loaded "{course.display_name}" ({course.course_id})'
    yield '  ' + ', '.join(f'{counts[name]} {name if counts[name] == 1 else names}' for name, names in COUNTED.items())
    if course.unsupported:
        yield f'  Not supported in this demo, and shown as such ({len(course.unsupported)}):'
        yield from (f'    {shown(block)}' for block in course.unsupported)
    else:
        yield '  Nothing in it is unsupported.'
    if course.remarks:
        yield f'  Note ({len(course.remarks)}):'
        yield from (f'    {remark}' for remark in course.remarks)


def missing_parts(course: Course) -> list[str]:
    """Return what is unsupported, and all remarks."""
    return [*map(shown, course.unsupported), *course.remarks]


def shown(block: Unsupported) -> str:
    return f'{block.place}: {block.kind} "{block.display_name}": {block.reason}'


def counts_of(course: Course) -> Counter[str]:
    """Return how many there are of what ``COUNTED`` names."""
    sections = course.sequentials
    units = [unit for section in sections for unit in section.verticals]
    blocks = [block for unit in units for block in unit.blocks]
    problems = [block for block in blocks if isinstance(block, Problem)]
    return Counter(
        section=len(course.chapters),
        subsection=len(sections),
        exam=sum(section.is_time_limited for section in sections),
        unit=len(units),
        text=sum(isinstance(block, Html) for block in blocks),
        problem=len(problems),
        question=sum(len(problem.questions) for problem in problems),
    )
