"""Reads the responses of a problem: one question each. Raises ``OlxError`` for what this LMS can't grade."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

from lxml import etree

from demo.olx.course import Choice, NumericRange, Question, QuestionKind
from demo.olx.elements import Element
from demo.olx.html import clean
from demo.olx.numbers import evaluate

# Parts of a problem that only an LMS with hints and worked solutions shows.
HINTS = ('choicehint', 'correcthint', 'compoundhint', 'stringequalhint', 'optionhint', 'hintgroup')
LEFT_OUT = frozenset({'solution', 'demandhint', *HINTS})
# Elements of a response that are not part of its question's text.
NOT_SHOWN = LEFT_OUT | {'responseparam', 'additional_answer', 'script'}
RANGE = re.compile(r'^\s*(?P<open>[\[(])(?P<low>[^,]+),(?P<high>[^,]+)(?P<close>[\])])\s*$')
QUOTED_OPTION = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")
# A hair's breadth, so that 0.1 + 0.2 is 0.3.
HAIR = 1e-9


def require_whole_points(response: Element) -> None:
    """Raise ``OlxError`` for a response with partial credit, which this LMS would grade differently."""
    choices = [*response.descendants('choice'), *response.descendants('option')]
    if response.text_of('partial_credit') or any(each.text_of('correct').lower() == 'partial' for each in choices):
        raise response.error('partial credit is not graded here')


def surrounding_text(response: Element, *, input_tag: str, problem_name: str) -> tuple[str, str, str]:
    """Return the label (plain text), prompt, and description (clean HTML) of a response.

    Without a ``label`` element, the question is in the paragraphs, so these become the prompt and the problem's name
    the label that assistive technology reads.
    """
    label, prompts, descriptions = '', [escape(response.node.text or '', quote=False)], []
    for child in response.children():
        if child.tag == 'label':
            label = child.inner_text()
        elif child.tag == 'description':
            descriptions.append(clean(child.inner_html()))
        elif child.tag == input_tag:
            label = label or child.text_of('label')
        elif child.tag not in NOT_SHOWN:
            nested = next(child.descendants(input_tag), None)
            label = label or (nested.text_of('label') if nested else '')
            prompts.append(outer_html(child, without=(input_tag, *HINTS)))
        prompts.append(escape(child.node.tail or '', quote=False))
    return label or problem_name, clean(''.join(prompts)), ' '.join(descriptions)


def outer_html(element: Element, *, without: tuple[str, ...] = ()) -> str:
    """Return the element as HTML, not cleaned, without the elements with these names."""
    etree.strip_elements(element.node, *without, 'script', with_tail=False)
    return f'<{element.tag}>{element.inner_html()}</{element.tag}>'


def at_most_one(response: Element, *tags: str) -> Element | None:
    """Return the input of a response, wherever it is inside. Raises ``OlxError`` for several."""
    found = [each for tag in tags for each in response.descendants(tag)]
    if len(found) > 1:
        raise response.error(f'{response.tag} has {len(found)} inputs; here, each response has one')
    return found[0] if found else None


def only_one(response: Element, *tags: str) -> Element:
    """Return the input of a response. Raises ``OlxError`` for none, and for several."""
    found = at_most_one(response, *tags)
    if found is None:
        raise response.error(f'{response.tag} has no {" or ".join(tags)}')
    return found


def read_choices(group: Element) -> tuple[Choice, ...]:
    choices = []
    for number, choice in enumerate((child for child in group.children() if child.tag == 'choice'), start=1):
        etree.strip_elements(choice.node, *HINTS, with_tail=False)
        choices.append(
            Choice(value=f'choice-{number}', html=clean(choice.inner_html()), is_correct=choice.flag_of('correct'))
        )
    if len(choices) < 2:
        raise group.error(f'{group.tag} needs at least two choices')
    return tuple(choices)


def choice_question(
    response: Element, group: Element, kind: QuestionKind, choices: tuple[Choice, ...], names: tuple[str, str]
) -> Question:
    """Return the question. ``names``: its input id, and the name of the problem."""
    if kind is not QuestionKind.MULTIPLE_CHOICE and not any(choice.is_correct for choice in choices):
        raise group.error('no choice is marked correct="true"')
    label, prompt, description = surrounding_text(response, input_tag=group.tag, problem_name=names[1])
    return Question(
        input_id=names[0],
        kind=kind,
        label=label,
        prompt_html=prompt,
        description_html=description,
        choices=choices,
    )


def read_single_choice(response: Element, input_id: str, problem_name: str) -> Question:
    group = only_one(response, 'choicegroup')
    names = (input_id, problem_name)
    return choice_question(response, group, QuestionKind.SINGLE_CHOICE, read_choices(group), names)


def read_multiple_choice(response: Element, input_id: str, problem_name: str) -> Question:
    group = only_one(response, 'checkboxgroup', 'radiogroup')
    kind = QuestionKind.MULTIPLE_CHOICE if group.tag == 'checkboxgroup' else QuestionKind.SINGLE_CHOICE
    return choice_question(response, group, kind, read_choices(group), (input_id, problem_name))


def read_dropdown(response: Element, input_id: str, problem_name: str) -> Question:
    group = only_one(response, 'optioninput')
    return choice_question(response, group, QuestionKind.DROPDOWN, read_options(group), (input_id, problem_name))


def read_options(group: Element) -> tuple[Choice, ...]:
    """Return the options, written as elements or as ``options="('red','blue')" correct="red"``."""
    written = [child for child in group.children() if child.tag == 'option']
    for option in written:
        etree.strip_elements(option.node, *HINTS, with_tail=False)
    options = [(option.inner_text(), option.flag_of('correct')) for option in written]
    if not written:
        correct = group.text_of('correct').strip()
        options = [(text, text == correct) for text in quoted_options(group.text_of('options'))]
    if len(options) < 2:
        raise group.error('an optioninput needs at least two options')
    return tuple(
        Choice(value=f'choice-{number}', html=escape(text), is_correct=is_correct)
        for number, (text, is_correct) in enumerate(options, start=1)
    )


def quoted_options(text: str) -> Iterator[str]:
    for found in QUOTED_OPTION.finditer(text):
        yield re.sub(r'\\(.)', r'\1', found[1] if found[1] is not None else found[2]).strip()


def read_numeric(response: Element, input_id: str, problem_name: str) -> Question:
    group = at_most_one(response, 'formulaequationinput', 'textline')
    input_tag = group.tag if group else 'formulaequationinput'
    label, prompt, description = surrounding_text(response, input_tag=input_tag, problem_name=problem_name)
    extra = [child.text_of('answer') for child in response.children() if child.tag == 'additional_answer']
    return Question(
        input_id=input_id,
        kind=QuestionKind.NUMERIC,
        label=label,
        prompt_html=prompt,
        description_html=description,
        accepted_ranges=tuple(read_accepted_range(response, answer) for answer in [response.text_of('answer'), *extra]),
    )


def read_accepted_range(response: Element, answer: str) -> NumericRange:
    """Return the range of a numeric ``answer``: a number, widened by the tolerance, or a range such as ``[5,7)``."""
    match = RANGE.match(answer)
    try:
        if match is not None:
            return NumericRange(
                low=evaluate(match['low']),
                high=evaluate(match['high']),
                includes_low=match['open'] == '[',
                includes_high=match['close'] == ']',
            )
        expected = evaluate(answer)
    except ValueError as error:
        message = f'the answer is "{answer}"; write a number, an expression, or a range such as [5,7)'
        raise response.error(message) from error
    tolerance = read_tolerance(response, expected)
    return NumericRange(low=expected - tolerance, high=expected + tolerance)


def read_tolerance(response: Element, expected: float) -> float:
    """Return how far off an answer may be; a percentage is of the expected number."""
    hair = abs(expected) * HAIR
    for parameter in response.descendants('responseparam'):
        if parameter.text_of('type') == 'tolerance':
            written = parameter.text_of('default').strip()
            try:
                amount = abs(evaluate(written.removesuffix('%')))
            except ValueError as error:
                raise parameter.error(f'the tolerance is "{written}"; write 0.1 or 5%') from error
            return max(amount / 100 * abs(expected) if written.endswith('%') else amount, hair)
    return hair


def read_text(response: Element, input_id: str, problem_name: str) -> Question:
    at_most_one(response, 'textline')
    label, prompt, description = surrounding_text(response, input_tag='textline', problem_name=problem_name)
    extra = [child.text_of('answer') for child in response.children() if child.tag == 'additional_answer']
    answers = tuple(answer for answer in [response.text_of('answer'), *extra] if answer)
    if not answers:
        raise response.error('the stringresponse has no answer')
    options = response.text_of('type').split()
    if 'regexp' in options:
        for pattern in answers:
            try:
                re.compile(pattern)
            except re.error as error:
                raise response.error(f'the answer "{pattern}" is not a regular expression: {error}') from error
    return Question(
        input_id=input_id,
        kind=QuestionKind.TEXT,
        label=label,
        prompt_html=prompt,
        description_html=description,
        accepted_texts=() if 'regexp' in options else answers,
        accepted_patterns=answers if 'regexp' in options else (),
        ignores_case='ci' in options,
    )


READERS: dict[str, Callable[[Element, str, str], Question]] = {
    'multiplechoiceresponse': read_single_choice,
    'choiceresponse': read_multiple_choice,
    'optionresponse': read_dropdown,
    'numericalresponse': read_numeric,
    'stringresponse': read_text,
}
