"""Problems as a page shows them: with what the learner has answered, and the result where it may be known."""

from __future__ import annotations

from dataclasses import dataclass

from demo.models import ProblemState
from demo.olx import Html, Problem, Question, Unsupported, Vertical
from demo.olx.course import QuestionKind
from demo.olx.html import with_static_files


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


@dataclass(frozen=True, kw_only=True)
class ShownBlock:
    """``kind``: ``html``, ``problem`` or ``unsupported``."""

    kind: str
    usage_key: str
    heading: str
    html: str = ''
    parts: tuple[ShownPart, ...] = ()
    weight: float = 0.0
    state: ProblemState | None = None
    element_id: str = ''

    @property
    def is_fully_correct(self) -> bool:
        return self.state is not None and self.state.earned >= self.weight


@dataclass(frozen=True, kw_only=True)
class ShownUnit:
    """A unit with its blocks."""

    heading: str
    blocks: tuple[ShownBlock, ...]


def shown_units(
    verticals: tuple[Vertical, ...], states: dict[str, ProblemState], *, static_url: str
) -> list[ShownUnit]:
    """Return the units as they are shown.

    ``states`` are by problem id; ``static_url`` is where the course's own files are.
    """
    return [
        ShownUnit(
            heading=vertical.display_name,
            blocks=tuple(
                shown_block(block, states.get(block.usage_key), static_url=static_url) for block in vertical.blocks
            ),
        )
        for vertical in verticals
    ]


def shown_block(block: Html | Problem | Unsupported, state: ProblemState | None, *, static_url: str) -> ShownBlock:
    match block:
        case Html():
            html = with_static_files(block.html, base_url=static_url)
            return ShownBlock(kind='html', usage_key=block.usage_key, heading=block.display_name, html=html)
        case Unsupported():
            return ShownBlock(
                kind='unsupported', usage_key=block.usage_key, heading=block.display_name, html=block.reason
            )
        case Problem():
            return shown_problem(block, state, static_url=static_url)


def shown_problem(problem: Problem, state: ProblemState | None, *, static_url: str) -> ShownBlock:
    answers = {} if state is None else state.answers
    parts = tuple(
        shown_question(part, answers.get(part.input_id, []), static_url=static_url)
        if isinstance(part, Question)
        else ShownPart(kind='markup', html=with_static_files(part.html, base_url=static_url))
        for part in problem.parts
    )
    return ShownBlock(
        kind='problem',
        usage_key=problem.usage_key,
        heading=problem.display_name,
        parts=parts,
        weight=problem.weight,
        state=state,
        element_id=element_id(problem.usage_key),
    )


def shown_question(question: Question, given: list[str], *, static_url: str) -> ShownPart:
    is_written = question.kind in (QuestionKind.NUMERIC, QuestionKind.TEXT)
    return ShownPart(
        kind=question.kind,
        html=with_static_files(question.prompt_html, base_url=static_url),
        input_id=question.input_id,
        label=question.label,
        description_html=question.description_html,
        choices=tuple(
            ShownChoice(
                value=choice.value,
                html=with_static_files(choice.html, base_url=static_url),
                is_chosen=choice.value in given,
                element_id=f'{question.input_id}-{choice.value}',
            )
            for choice in question.choices
        ),
        value=given[0] if is_written and given else '',
    )


def element_id(usage_key: str) -> str:
    """Return the HTML id of a problem, to jump back to it."""
    return 'problem-' + usage_key.rpartition('@')[2]
