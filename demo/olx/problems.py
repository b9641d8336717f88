"""Reads a ``problem`` element: single choice, multiple choice, numeric and text questions."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from demo.olx.course import Choice, Markup, NumericRange, Problem, Question, QuestionKind, Unsupported
from demo.olx.elements import Element
from demo.olx.html import clean

# Parts of a problem that only an LMS with hints and worked solutions shows.
LEFT_OUT = frozenset({'solution', 'demandhint', 'choicehint', 'correcthint', 'compoundhint', 'stringequalhint'})
NUMBER = r'[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?'
RANGE = re.compile(rf'^\s*(?P<open>[\[(])\s*(?P<low>{NUMBER})\s*,\s*(?P<high>{NUMBER})\s*(?P<close>[\])])\s*$')
TOLERANCE = re.compile(rf'^\s*(?P<amount>{NUMBER})\s*(?P<percent>%?)\s*$')


def read_problem(element: Element, *, usage_key: str) -> Problem | Unsupported:
    """Return the problem, or why this LMS can't show it. Raises ``OlxError`` for one that no LMS could grade."""
    display_name = element.display_name or 'Problem'
    foreign = find_foreign_element(element)
    if foreign is not None:
        reason = f'This demo does not know the problem element "{foreign.tag}".'
        return Unsupported(usage_key=usage_key, display_name=display_name, reason=reason)
    parts = read_parts(element, input_prefix=f'q-{element.url_name}', problem_name=display_name)
    questions = [part for part in parts if isinstance(part, Question)]
    if not questions:
        raise element.error('the problem has no question')
    weight = element.number_of('weight', default=float(len(questions)))
    if weight < 0:
        raise element.error(f'weight is {weight:g}; write 0 or more')
    return Problem(usage_key=usage_key, display_name=display_name, parts=parts, weight=weight)


def find_foreign_element(element: Element) -> Element | None:
    """Return the first response type that is not ours, or a script (its variables would show up in the answers)."""
    for node in element.node.iter(etree.Element):
        tag = str(node.tag)
        if tag not in READERS and (tag == 'script' or tag.endswith('response')):
            return Element(node, element.file, element.root)
    return None


def element_names(element: Element) -> set[str]:
    return {str(node.tag) for node in element.node.iter(etree.Element)}


def read_parts(element: Element, *, input_prefix: str, problem_name: str) -> tuple[Markup | Question, ...]:
    """Return questions and the text between them, in order. Responses may be nested in other elements."""
    parts: list[Markup | Question] = []
    for child in element.children():
        read = READERS.get(child.tag)
        if read is not None:
            number = 1 + sum(isinstance(part, Question) for part in parts)
            parts.append(read(child, f'{input_prefix}-{number}', problem_name))
        elif element_names(child) & READERS.keys():
            parts.extend(read_parts(child, input_prefix=f'{input_prefix}-{len(parts)}', problem_name=problem_name))
        elif child.tag not in LEFT_OUT:
            parts.append(Markup(html=clean(outer_html(child))))
    return tuple(parts)


def outer_html(element: Element) -> str:
    return f'<{element.tag}>{element.inner_html()}</{element.tag}>'


def surrounding_text(response: Element, *, input_tag: str, problem_name: str) -> tuple[str, str, str]:
    """Return the label (plain text), prompt, and description (clean HTML) of a response.

    Without a ``label`` element, the question is in the paragraphs, so these become the prompt and the problem's name
    the label that assistive technology reads.
    """
    label, prompts, descriptions = '', [], []
    for child in response.children():
        if child.tag == 'label':
            label = child.inner_text()
        elif child.tag == 'description':
            descriptions.append(clean(child.inner_html()))
        elif child.tag == input_tag:
            label = label or child.text_of('label')
        elif child.tag not in LEFT_OUT | {'responseparam', 'additional_answer'}:
            prompts.append(clean(outer_html(child)))
    return label or problem_name, ''.join(prompts), ' '.join(descriptions)


def read_choices(response: Element, *, group_tag: str) -> tuple[Choice, ...]:
    choices = []
    for group in response.children():
        if group.tag != group_tag:
            continue
        for number, choice in enumerate((child for child in group.children() if child.tag == 'choice'), start=1):
            etree.strip_elements(choice.node, 'choicehint', with_tail=False)
            choices.append(
                Choice(value=f'choice-{number}', html=clean(choice.inner_html()), is_correct=choice.flag_of('correct'))
            )
    if len(choices) < 2:
        raise response.error(f'a {response.tag} needs a {group_tag} with at least two choices')
    return tuple(choices)


def read_single_choice(response: Element, input_id: str, problem_name: str) -> Question:
    choices = read_choices(response, group_tag='choicegroup')
    if not any(choice.is_correct for choice in choices):
        raise response.error('no choice is marked correct="true"')
    label, prompt, description = surrounding_text(response, input_tag='choicegroup', problem_name=problem_name)
    return Question(
        input_id=input_id,
        kind=QuestionKind.SINGLE_CHOICE,
        label=label,
        prompt_html=prompt,
        description_html=description,
        choices=choices,
    )


def read_multiple_choice(response: Element, input_id: str, problem_name: str) -> Question:
    choices = read_choices(response, group_tag='checkboxgroup')
    label, prompt, description = surrounding_text(response, input_tag='checkboxgroup', problem_name=problem_name)
    return Question(
        input_id=input_id,
        kind=QuestionKind.MULTIPLE_CHOICE,
        label=label,
        prompt_html=prompt,
        description_html=description,
        choices=choices,
    )


def read_numeric(response: Element, input_id: str, problem_name: str) -> Question:
    label, prompt, description = surrounding_text(response, input_tag='formulaequationinput', problem_name=problem_name)
    return Question(
        input_id=input_id,
        kind=QuestionKind.NUMERIC,
        label=label,
        prompt_html=prompt,
        description_html=description,
        accepted_range=read_accepted_range(response),
    )


def read_accepted_range(response: Element) -> NumericRange:
    """Return the range of a numeric ``answer``: a number, widened by the tolerance, or a range such as ``[5,7)``."""
    answer = response.text_of('answer')
    match = RANGE.match(answer)
    if match is not None:
        return NumericRange(
            low=float(match['low']),
            high=float(match['high']),
            includes_low=match['open'] == '[',
            includes_high=match['close'] == ']',
        )
    if not re.fullmatch(NUMBER, answer):
        raise response.error(f'the answer is "{answer}"; write a number, or a range such as [5,7)')
    expected = float(answer)
    tolerance = read_tolerance(response, expected)
    return NumericRange(low=expected - tolerance, high=expected + tolerance)


def read_tolerance(response: Element, expected: float) -> float:
    """Return how far off an answer may be; a percentage is of the expected number."""
    for parameter in response.children():
        if parameter.tag == 'responseparam' and parameter.text_of('type') == 'tolerance':
            match = TOLERANCE.match(parameter.text_of('default'))
            if match is None:
                raise parameter.error(f'the tolerance is "{parameter.text_of("default")}"; write 0.1 or 5%')
            amount = abs(float(match['amount']))
            return amount / 100 * abs(expected) if match['percent'] else amount
    # A hair's breadth, so that 0.1 + 0.2 is 0.3.
    return abs(expected) * 1e-9


def read_text(response: Element, input_id: str, problem_name: str) -> Question:
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
    'numericalresponse': read_numeric,
    'stringresponse': read_text,
}
