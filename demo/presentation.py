"""Problems as a page shows them: with what the learner has answered, and the result where it may be known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.template.defaultfilters import floatformat

from demo.models import ProblemState
from demo.olx import Block, Problem, Question, Unsupported, Vertical
from demo.olx.course import QuestionKind
from demo.olx.html import with_addresses


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where the course's own files and its parts are."""

    files_url: str
    parts_url: str

    def put_into(self, html: str) -> str:
        return with_addresses(html, files_url=self.files_url, parts_url=self.parts_url)


@dataclass(frozen=True, kw_only=True)
class ShownChoice:
    """A choice and whether the learner chose it."""

    value: str
    html: str
    is_chosen: bool
    element_id: str


@dataclass(frozen=True, kw_only=True)
class ShownPart:
    """A part of a problem; ``kind`` is ``markup`` or that of a question."""

    kind: str
    html: str = ''
    input_id: str = ''
    label: str = ''
    description_html: str = ''
    choices: tuple[ShownChoice, ...] = ()
    value: str = ''


@dataclass(frozen=True)
class ShownResult:
    """What became of an answer. ``kind``: ``right``, ``wrong``, ``saved``, or empty."""

    message: str
    kind: str = ''


@dataclass(frozen=True, kw_only=True)
class ShownBlock:
    """``kind``: ``html``, ``problem`` or ``unsupported``."""

    kind: str
    usage_key: str
    heading: str
    html: str = ''
    parts: tuple[ShownPart, ...] = ()
    weight: float = 0.0
    result: ShownResult | None = None
    element_id: str = ''


@dataclass(frozen=True, kw_only=True)
class ShownUnit:
    """A unit with its blocks."""

    heading: str
    element_id: str
    is_staff_only: bool
    blocks: tuple[ShownBlock, ...]


@dataclass(frozen=True, kw_only=True)
class Presenter:
    """Shows units to one person. ``states`` are the person's own, by problem id."""

    states: Mapping[str, ProblemState]
    addresses: Addresses
    accepts_answers: bool
    shows_results: bool
    is_staff: bool

    def units(self, verticals: tuple[Vertical, ...]) -> list[ShownUnit]:
        """Return the units as they are shown, for learners without those for staff only."""
        return [
            ShownUnit(
                heading=vertical.display_name,
                element_id=element_id(vertical.usage_key),
                is_staff_only=vertical.is_staff_only,
                blocks=tuple(self.block(block) for block in vertical.blocks),
            )
            for vertical in verticals
            if self.is_staff or not vertical.is_staff_only
        ]

    def block(self, block: Block) -> ShownBlock:
        if isinstance(block, Problem):
            return self.problem(block)
        kind, html = (
            ('unsupported', block.reason)
            if isinstance(block, Unsupported)
            else ('html', self.addresses.put_into(block.html))
        )
        return ShownBlock(
            kind=kind,
            usage_key=block.usage_key,
            heading=block.display_name,
            html=html,
            element_id=element_id(block.usage_key),
        )

    def problem(self, problem: Problem) -> ShownBlock:
        state = self.states.get(problem.usage_key)
        return ShownBlock(
            kind='problem',
            usage_key=problem.usage_key,
            heading=problem.display_name,
            parts=shown_parts(problem, state, self.addresses),
            weight=problem.weight,
            result=result_of(
                problem,
                state,
                shows_results=self.shows_results,
                accepts_answers=self.accepts_answers,
                is_staff=self.is_staff,
            ),
            element_id=element_id(problem.usage_key),
        )


def result_of(
    problem: Problem, state: ProblemState | None, *, shows_results: bool, accepts_answers: bool, is_staff: bool
) -> ShownResult:
    """Return the points where they may be known, otherwise when the answer was submitted."""
    if state is None:
        return ShownResult('' if accepts_answers or is_staff else 'Not answered')
    if shows_results:
        points = floatformat(state.earned, -2), floatformat(problem.weight, -2)
        return ShownResult(f'{points[0]} of {points[1]} points', 'right' if state.earned >= problem.weight else 'wrong')
    blank = sum(not state.answers.get(question.input_id) for question in problem.questions)
    left_blank = (
        f'; {blank} of {len(problem.questions)} questions left blank' if len(problem.questions) > 1 else '; blank'
    )
    return ShownResult(f'Submitted at {state.saved_at:%H:%M:%S} UTC{left_blank if blank else ""}', 'saved')


def shown_parts(problem: Problem, state: ProblemState | None, addresses: Addresses) -> tuple[ShownPart, ...]:
    answers = {} if state is None else state.answers
    return tuple(
        shown_question(part, answers.get(part.input_id, []), addresses)
        if isinstance(part, Question)
        else ShownPart(kind='markup', html=addresses.put_into(part.html))
        for part in problem.parts
    )


def shown_question(question: Question, given: list[str], addresses: Addresses) -> ShownPart:
    is_written = question.kind in (QuestionKind.NUMERIC, QuestionKind.TEXT)
    return ShownPart(
        kind=question.kind,
        html=addresses.put_into(question.prompt_html),
        input_id=question.input_id,
        label=question.label,
        description_html=question.description_html,
        choices=tuple(
            ShownChoice(
                value=choice.value,
                html=addresses.put_into(choice.html),
                is_chosen=choice.value in given,
                element_id=f'{question.input_id}-{choice.value}',
            )
            for choice in question.choices
        ),
        value=given[0] if is_written and given else '',
    )


def element_id(usage_key: str) -> str:
    """Return the HTML id of a unit or block, to jump to it."""
    return 'part-' + usage_key.rpartition('@')[2]
