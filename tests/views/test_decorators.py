"""The decorators that were published for views of others. They let nobody in who can't say why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.decorators import method_decorator
from rest_framework.parsers import FormParser, JSONParser
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from edx_proctoring import decorators, views
from edx_proctoring.exceptions import (
    BackendProviderCannotRegisterAttempt,
    BusyException,
    ProctoredBaseException,
    ProctoredExamNotFoundException,
    ProctoredExamPermissionDenied,
)
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.testing.host import Host
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory, UserFactory
from tests.views.conftest import OTHER_COURSE_ID

pytestmark = pytest.mark.django_db


def view_behind(decorator: Callable[[Any], Any]) -> Any:
    """A view of another app whose methods are decorated, as they were used."""

    class View(APIView):
        authentication_classes: Any = ()
        permission_classes: Any = ()
        parser_classes: Any = (JSONParser, FormParser)

        @method_decorator(decorator)
        def get(self, request: Any, **kwargs: Any) -> Response:
            """Return what is there."""
            return Response('came in')

        @method_decorator(decorator)
        def post(self, request: Any, **kwargs: Any) -> Response:
            """Do it."""
            return Response('came in')

    return View.as_view()


def status(decorator: Any, user: Any, *, query: str = '', body: Any = None, form: str = '', **in_address: Any) -> int:
    """What comes of a request; it is a GET without a body."""
    make = APIRequestFactory()
    if body is not None:
        request = make.post(f'/?{query}', body, format='json')
    elif form:
        request = make.post(f'/?{query}', form, content_type='application/x-www-form-urlencoded')
    else:
        request = make.get(f'/?{query}')
    force_authenticate(request, user)
    response = view_behind(decorator)(request, **in_address)
    assert (response.status_code == 200) == (response.data == 'came in')
    assert response.status_code == 200 or response.data['detail']
    return int(response.status_code)


@pytest.fixture
def instructor(host: Host) -> User:
    """Staff of the course, and of no other."""
    user = UserFactory(username='instructor')
    host.instructor.staff.add((user.username, COURSE_ID))
    return user


@pytest.fixture
def own() -> ProctoredExamStudentAttempt:
    attempt: ProctoredExamStudentAttempt = AttemptFactory()
    return attempt


@pytest.fixture
def foreign() -> ProctoredExamStudentAttempt:
    attempt: ProctoredExamStudentAttempt = AttemptFactory(proctored_exam__course_id=OTHER_COURSE_ID)
    return attempt


def test_they_have_both_published_paths() -> None:
    assert decorators.require_staff is views.require_staff
    assert decorators.require_course_or_global_staff is views.require_course_or_global_staff


@pytest.mark.parametrize('decorator', [views.require_staff, views.require_course_or_global_staff])
def test_a_decorated_function_keeps_its_name(decorator: Any) -> None:
    def view(request: Any) -> None:
        """What it does."""

    assert (decorator(view).__name__, decorator(view).__doc__) == ('view', 'What it does.')


def test_staff_of_the_site(staff: User, learner: User, instructor: User, own: ProctoredExamStudentAttempt) -> None:
    assert status(views.require_staff, staff) == 200
    for user in (learner, instructor, AnonymousUser(), None):
        assert status(views.require_staff, user) == 403
        assert status(views.require_staff, user, course_id=COURSE_ID) == 403
        assert status(views.require_staff, user, body={'course_id': COURSE_ID}) == 403
        assert status(views.require_course_or_global_staff, user) == 403
    for in_address in ({}, {'course_id': OTHER_COURSE_ID}, {'exam_id': 999}, {'attempt_id': 'x'}):
        assert status(views.require_course_or_global_staff, staff, **in_address) == 200


# What a request names in its address, its query and its body. {own} is an attempt in the course, {foreign} elsewhere.
OWN: dict[str, dict[str, Any]] = {
    'course in the address': {'course_id': COURSE_ID},
    'exam in the address': {'exam_id': '{own_exam}'},
    'attempt in the address': {'attempt_id': '{own}'},
    'exam and course in the address': {'course_id': COURSE_ID, 'exam_id': '{own_exam}'},
    'course in the body': {'body': {'course_id': COURSE_ID}},
    'exam in the body': {'body': {'exam_id': '{own_exam}'}},
    'attempt in the body': {'body': {'attempt_id': '{own}'}},
    'exams in the body': {'body': {'course_id': COURSE_ID, 'exam_ids': '{own_exam},'}},
    'a form': {'form': 'exam_id={own_exam}'},
    'the query says the same': {
        'course_id': COURSE_ID,
        'query': f'exam_id={{own_exam}}&course_id={quote(COURSE_ID)}',
    },
    'empty values': {'course_id': COURSE_ID, 'body': {'exam_id': '', 'attempt_id': None}},
}
NOT_OWN: dict[str, dict[str, Any]] = {
    'nothing': {},
    'an empty body': {'body': {}},
    'the query alone': {'query': 'exam_id={own_exam}'},
    'another course in the address': {'course_id': OTHER_COURSE_ID},
    'another exam in the address': {'exam_id': '{foreign_exam}'},
    'another attempt in the address': {'attempt_id': '{foreign}'},
    'another exam in the body': {'body': {'exam_id': '{foreign_exam}'}},
    'own course in the body, another in the address': {'course_id': OTHER_COURSE_ID, 'body': {'course_id': COURSE_ID}},
    'own course in the body, exam of another in the address': {
        'exam_id': '{foreign_exam}',
        'body': {'course_id': COURSE_ID},
    },
    'own course in the body, exam of another there': {'body': {'course_id': COURSE_ID, 'exam_id': '{foreign_exam}'}},
    'own course in the body, attempt of another there': {'body': {'course_id': COURSE_ID, 'attempt_id': '{foreign}'}},
    'one of several exams': {'body': {'course_id': COURSE_ID, 'exam_ids': '{own_exam},{foreign_exam}'}},
    'own course in the address, exam of another in the query': {
        'course_id': COURSE_ID,
        'query': 'exam_id={foreign_exam}',
    },
    'two values in a form': {'form': 'exam_id={foreign_exam}&exam_id={own_exam}'},
    'two values in the query': {'course_id': COURSE_ID, 'query': 'exam_id={foreign_exam}&exam_id={own_exam}'},
    'no such exam': {'exam_id': '999999'},
    'no such exam, own course': {'course_id': COURSE_ID, 'exam_id': '999999'},
    'no such attempt': {'attempt_id': '999999'},
    'no id': {'course_id': COURSE_ID, 'exam_id': 'x'},
    'a list as id': {'course_id': COURSE_ID, 'body': {'exam_id': [1]}},
    'an id too large': {'course_id': COURSE_ID, 'body': {'exam_id': 2**70}},
    'true as id': {'course_id': COURSE_ID, 'body': {'exam_id': True}},
}
UNREADABLE: dict[str, dict[str, Any]] = {
    'a list': {'course_id': COURSE_ID, 'body': [1]},
    'a number as list': {'course_id': COURSE_ID, 'body': {'exam_ids': {'a': 1}}},
    'a zero byte': {'body': {'course_id': 'course\x00'}},
}


def filled(value: Any, own: ProctoredExamStudentAttempt, foreign: ProctoredExamStudentAttempt) -> Any:
    if isinstance(value, dict):
        return {key: filled(each, own, foreign) for key, each in value.items()}
    if not isinstance(value, str):
        return value
    for name, attempt in (('own', own), ('foreign', foreign)):
        value = value.replace(f'{{{name}}}', str(attempt.id))
        value = value.replace(f'{{{name}_exam}}', str(attempt.proctored_exam_id))
    return value


@pytest.mark.parametrize(
    ('sent', 'expected'),
    [
        *(pytest.param(sent, 200, id=name) for name, sent in OWN.items()),
        *(pytest.param(sent, 403, id=name) for name, sent in NOT_OWN.items()),
        *(pytest.param(sent, 400, id=name) for name, sent in UNREADABLE.items()),
    ],
)
def test_staff_of_a_course(
    sent: dict[str, Any],
    expected: int,
    instructor: User,
    learner: User,
    own: ProctoredExamStudentAttempt,
    foreign: ProctoredExamStudentAttempt,
) -> None:
    request = filled(sent, own, foreign)
    assert status(views.require_course_or_global_staff, instructor, **request) == expected
    for nobody in (learner, AnonymousUser(), None):
        assert status(views.require_course_or_global_staff, nobody, **request) in (400, 403)


def test_without_the_service_nobody_is_staff_of_a_course(instructor: User, host: Host) -> None:
    host.withdraw('instructor')
    assert status(views.require_course_or_global_staff, instructor, course_id=COURSE_ID) == 403


@pytest.mark.parametrize('decorator', [views.require_staff, views.require_course_or_global_staff])
def test_functions_of_django(decorator: Any, staff: User, learner: User, own: ProctoredExamStudentAttempt) -> None:
    view: Any = decorator(lambda request, **kwargs: HttpResponse('came in'))
    request: Any = RequestFactory().post('/', {'exam_id': own.proctored_exam_id})
    assert view(request).status_code == 403, 'nobody is logged in: there is no user at all'
    for user, expected in ((learner, 403), (AnonymousUser(), 403), (staff, 200)):
        request.user = user
        assert view(request).status_code == expected


def test_arguments_without_a_name_let_nobody_in(instructor: User) -> None:
    request: Any = RequestFactory().get('/')
    request.user = instructor
    view: Any = views.require_course_or_global_staff(lambda request, course_id: HttpResponse('came in'))
    assert view(request, COURSE_ID).status_code == 403
    assert view(request, course_id=COURSE_ID).status_code == 200


@pytest.mark.parametrize(
    ('error', 'expected', 'detail'),
    [
        (ProctoredBaseException('b'), 400, 'b'),
        (ProctoredExamNotFoundException('There is no such exam.'), 400, 'There is no such exam.'),
        (ProctoredExamPermissionDenied('no'), 403, 'no'),
        (BackendProviderCannotRegisterAttempt('No seats.', http_status=422), 422, 'No seats.'),
        (BusyException('busy'), 503, 'busy'),
    ],
    ids=repr,
)
def test_the_answer_to_a_refusal(error: Exception, expected: int, detail: str) -> None:
    for response in (views.handle_proctored_exception(error), views.handle_proctored_exception(error, name='a view')):
        assert response is not None
        assert (response.status_code, response.data) == (expected, {'detail': detail})


@pytest.mark.parametrize('error', [ValueError('v'), KeyError('k'), ProctoredExam.DoesNotExist()], ids=repr)
def test_what_is_not_ours_is_not_answered(error: Exception) -> None:
    assert views.handle_proctored_exception(error) is None


@pytest.fixture(autouse=True)
def other_exams() -> None:
    """Ids of exams and attempts are not the same numbers."""
    ExamFactory.create_batch(3)
