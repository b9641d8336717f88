"""Answers: saved one by one, refused with what is wrong, and taken from learners for what they see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from demo.loading import load_course
from demo.models import ProblemState
from demo.olx import Course, Problem, Sequential
from tests.demo.course_shapes import SHAPES
from tests.demo.exports import write_export
from tests.demo.lms.conftest import SignIn

AS_JSON = {'Accept': 'application/json'}


def shape(tmp_path: Path, name: str) -> Course:
    return load_course(write_export(tmp_path / 'olx', SHAPES[name]))


def answer(client: Client, section: Sequential, problem: Problem, answers: list[str], **options: Any) -> Any:
    """Post the answers to the questions of a problem, in their order."""
    given = {question.input_id: text for question, text in zip(problem.questions, answers, strict=True)}
    address = reverse('save_answer', args=['course-v1:Org+Num+run', section.usage_key])
    return client.post(address, {'problem': problem.usage_key, **given}, **options)


@pytest.fixture
def numbers(tmp_path: Path, course: Course) -> Sequential:
    """A section whose first problem has two numeric questions."""
    return shape(tmp_path, 'tolerances and ranges').sequentials[0]


def test_an_answer_is_saved_without_a_new_page(numbers: Sequential, sign_in: SignIn) -> None:
    response = answer(sign_in('verity'), numbers, numbers.problems[0], ['9/4', '5'], headers=AS_JSON)

    assert response.status_code == 200
    assert response.json() == {'saved': True, 'message': '1 of 2 points', 'kind': 'wrong', 'errors': {}}
    assert ProblemState.objects.get().earned == 1


def test_a_text_is_no_number(numbers: Sequential, sign_in: SignIn) -> None:
    problem = numbers.problems[0]
    client = sign_in('verity')

    response = answer(client, numbers, problem, ['two', '5'], headers=AS_JSON)
    page = answer(client, numbers, problem, ['two', '5'], follow=True)

    assert response.status_code == 422
    assert response.json()['saved'] is False
    assert list(response.json()['errors']) == [problem.questions[0].input_id]
    assert 'Write a number, such as 3.5' in page.content.decode()
    assert not ProblemState.objects.exists()


def test_learners_neither_see_nor_answer_what_is_for_staff(tmp_path: Path, course: Course, sign_in: SignIn) -> None:
    hidden = shape(tmp_path, 'staff only')
    secret, section = hidden.sequentials
    secret_problem = next(block for block in section.verticals[1].blocks if isinstance(block, Problem))
    client = sign_in('verity')

    outline = client.get(f'/courses/{hidden.course_id}/').content.decode()
    page = client.get(reverse('section', args=[hidden.course_id, section.usage_key])).content.decode()
    progress = client.get(f'/courses/{hidden.course_id}/progress').content.decode()

    assert 'Open lesson' in outline
    assert 'Open unit' in page
    assert 'Secret' not in outline + page + progress
    assert answer(client, section, secret_problem, ['a']).status_code == 404
    assert answer(client, secret, secret.problems[0], ['a']).status_code == 404
    assert (
        'Secret unit'
        in sign_in('course_staff').get(reverse('section', args=[hidden.course_id, section.usage_key])).content.decode()
    )


def test_links_to_parts_of_the_course(tmp_path: Path, course: Course, sign_in: SignIn) -> None:
    linked = shape(tmp_path, 'links to parts')
    section = reverse('section', args=[linked.course_id, linked.sequentials[0].usage_key])
    base = f'/courses/{linked.course_id}/jump_to_id'
    client = sign_in('verity')

    page = client.get(section).content.decode()

    assert f'href="{base}/good"' in page
    assert 'id="part-good"' in page
    assert client.get(f'{base}/good').headers['Location'] == f'{section}#part-good'
    assert client.get(f'{base}/s1').headers['Location'] == section
    lost = client.get(f'{base}/nowhere', follow=True)
    assert lost.redirect_chain[-1][0] == f'/courses/{linked.course_id}/'
    assert 'not in this demo' in lost.content.decode()


def test_files_with_blanks_in_their_names(tmp_path: Path, course: Course, sign_in: SignIn) -> None:
    blanks = shape(tmp_path, 'blanks in names')
    base = f'/courses/{blanks.course_id}/files'
    client = sign_in('verity')

    for name in ('a_map_(1).png', 'a_map__1_.png', 'a%20map%20(1).png'):
        assert b''.join(client.get(f'{base}/{name}')) == b'a picture', name
    assert client.get(f'{base}/a_map.png').status_code == 404


def test_dropdown_and_unsupported_block_are_shown(tmp_path: Path, course: Course, sign_in: SignIn) -> None:
    client = sign_in('verity')
    for name, expected in (
        ('dropdowns', '<option value="choice-2">it&#x27;s blue</option>'),
        ('partial credit', '<strong>Odd</strong> is not supported in this demo.'),
    ):
        loaded = shape(tmp_path / name, name)
        page = client.get(reverse('section', args=[loaded.course_id, loaded.sequentials[0].usage_key]))
        assert expected in page.content.decode()
