"""Learners in exams: what opens, what is saved, what counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from time_machine import Traveller

from demo.gradebook import course_grade
from demo.models import Certificate, CreditRequirementStatus, GradeOverride, ProblemState, SectionCompletion
from demo.olx import Course, Sequential
from demo.olx.course import QuestionKind
from edx_proctoring import api
from simulators.rpnow import RpnowSimulator
from tests.demo.lms.conftest import SignIn

# The app does what follows from a change of status after the commit.
pytestmark = pytest.mark.django_db(transaction=True)

NOT_SAVED = 'Your answer was not submitted'


def exam_id(course: Course, section: Sequential) -> int:
    return int(api.get_exam_by_content_id(course.course_id, section.usage_key)['id'])


def answer(client: Client, course: Course, section: Sequential, *, correctly: bool = True) -> None:
    """Answer every problem of the section."""
    for problem in section.problems:
        form: dict[str, object] = {'problem': problem.usage_key}
        for question in problem.questions:
            right = [choice.value for choice in question.choices if choice.is_correct]
            if question.kind is QuestionKind.NUMERIC and question.accepted_ranges:
                right = [str((question.accepted_ranges[0].low + question.accepted_ranges[0].high) / 2)]
            elif question.kind is QuestionKind.TEXT:
                right = [question.accepted_texts[0]]
            form[question.input_id] = right if correctly else ['wrong']
        client.post(reverse('save_answer', args=[course.course_id, section.usage_key]), form)


def section_page(client: Client, course: Course, section: Sequential) -> str:
    response = client.get(reverse('section', args=[course.course_id, section.usage_key]))
    assert response.status_code == 200
    return response.content.decode()


def progress_page(client: Client, course: Course) -> str:
    return client.get(reverse('progress', args=[course.course_id])).content.decode()


def test_timed_exam(course: Course, midterm: Sequential, verity: User, sign_in: SignIn) -> None:
    client = sign_in('verity')
    assert 'start-timed-exam' in section_page(client, course, midterm)

    attempt_id = api.create_exam_attempt(exam_id(course, midterm), verity.pk)
    api.start_exam_attempt(exam_id(course, midterm), verity.pk)
    page = section_page(client, course, midterm)
    assert 'Submit answer' in page
    answer(client, course, midterm)
    assert 'Submitted at' in section_page(client, course, midterm)
    assert 'Shown when the exam has ended' in progress_page(client, course)

    api.update_attempt_status(attempt_id, 'submitted')
    assert 'Submit answer' not in section_page(client, course, midterm)
    assert '10 of 10' in progress_page(client, course)
    grade = course_grade(verity.pk, course)
    assert grade.percent == 40
    assert not grade.is_passing
    assert SectionCompletion.objects.filter(user=verity, section_id=midterm.usage_key).exists()
    assert not Certificate.objects.exists()


def test_nothing_is_saved_before_the_start(course: Course, midterm: Sequential, sign_in: SignIn) -> None:
    client = sign_in('verity')

    answer(client, course, midterm)

    assert NOT_SAVED in section_page(client, course, midterm)
    assert not ProblemState.objects.exists()


def test_nothing_is_saved_when_time_is_up(
    course: Course, midterm: Sequential, verity: User, sign_in: SignIn, clock: Traveller
) -> None:
    client = sign_in('verity')
    api.create_exam_attempt(exam_id(course, midterm), verity.pk)
    api.start_exam_attempt(exam_id(course, midterm), verity.pk)
    answer(client, course, midterm, correctly=False)

    clock.shift(timedelta(minutes=30, seconds=1))
    answer(client, course, midterm)

    assert NOT_SAVED in section_page(client, course, midterm)
    assert set(ProblemState.objects.values_list('earned', flat=True)) == {0}
    attempt = api.get_current_exam_attempt(exam_id(course, midterm), verity.pk)
    assert attempt is not None
    assert attempt['status'] == 'submitted'


def test_extra_time(course: Course, midterm: Sequential, sign_in: SignIn) -> None:
    sign_in('ada')
    ada = User.objects.get(username='ada')
    api.create_exam_attempt(exam_id(course, midterm), ada.pk)
    api.start_exam_attempt(exam_id(course, midterm), ada.pk)

    attempt = api.get_current_exam_attempt(exam_id(course, midterm), ada.pk)
    assert attempt is not None
    assert attempt['allowed_time_limit_mins'] == 60


def test_declined_exam_is_an_ordinary_section(
    course: Course, final_exam: Sequential, verity: User, sign_in: SignIn
) -> None:
    client = sign_in('verity')
    attempt_id = api.create_exam_attempt(exam_id(course, final_exam), verity.pk, taking_as_proctored=False)
    api.update_attempt_status(attempt_id, 'declined')

    answer(client, course, final_exam)

    assert ProblemState.objects.count() == len(final_exam.problems)
    assert CreditRequirementStatus.objects.get(user=verity).status == 'declined'


def test_rejected_exam_counts_zero_and_takes_the_certificate_back(
    course: Course, final_exam: Sequential, verity: User, sign_in: SignIn, rpnow: RpnowSimulator
) -> None:
    client = sign_in('verity')
    attempt_id = api.create_exam_attempt(exam_id(course, final_exam), verity.pk, taking_as_proctored=True)
    assert [registration.learner_name for registration in rpnow.registrations] == ['Verity Learner']
    api.update_attempt_status(attempt_id, 'started')
    for problem in final_exam.problems:
        ProblemState.objects.create(
            user=verity,
            course_id=course.course_id,
            section_id=final_exam.usage_key,
            problem_id=problem.usage_key,
            answers={},
            earned=problem.weight,
        )
    api.update_attempt_status(attempt_id, 'submitted')
    assert Certificate.objects.get(user=verity).invalidated_at is None
    assert course_grade(verity.pk, course).percent == 60

    api.update_attempt_status(attempt_id, 'rejected')
    assert Certificate.objects.get(user=verity).invalidated_at is not None
    assert course_grade(verity.pk, course).percent == 0
    assert GradeOverride.objects.get().comment == 'Failed RPNow proctoring'
    assert CreditRequirementStatus.objects.get(user=verity).status == 'failed'
    assert 'Overridden: Failed RPNow proctoring' in progress_page(client, course)

    api.update_attempt_status(attempt_id, 'verified')
    assert not GradeOverride.objects.exists()
    assert CreditRequirementStatus.objects.get(user=verity).status == 'satisfied'


def test_removed_attempt_takes_answers_and_credit_along(
    course: Course, final_exam: Sequential, verity: User, rpnow: RpnowSimulator
) -> None:
    attempt_id = api.create_exam_attempt(exam_id(course, final_exam), verity.pk, taking_as_proctored=True)
    api.update_attempt_status(attempt_id, 'submitted')
    ProblemState.objects.create(
        user=verity,
        course_id=course.course_id,
        section_id=final_exam.usage_key,
        problem_id='p',
        answers={},
        earned=1,
    )

    api.remove_exam_attempt(attempt_id, requesting_user=User.objects.get(username='global_staff'))

    assert not ProblemState.objects.exists()
    assert not CreditRequirementStatus.objects.exists()
    assert not SectionCompletion.objects.exists()


def test_staff_sees_the_content_without_saving(course: Course, final_exam: Sequential, sign_in: SignIn) -> None:
    client = sign_in('course_staff')
    page = section_page(client, course, final_exam)
    assert 'You see this section as staff' in page
    assert 'Which clockmaker built H4' in page

    answer(client, course, final_exam)

    assert not ProblemState.objects.exists()
