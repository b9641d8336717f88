"""A client that openapi-python-client has made of docs/openapi.yaml, unmodified, with the demo as its LMS.

Whatever the demo answers becomes an object of the client's own types, and that object says the same as the answer.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import pytest

from tests.clients.conftest import COURSE, PATH, remove_attempts, sign_in_to
from tests.running_demo import ROOT, Demo

pytestmark = pytest.mark.browser

DOCUMENT = ROOT / 'docs' / 'openapi.yaml'
PACKAGE = 'edx_proctoring_client'
MIDTERM, FINAL = (f'block-v1:DemoX+TIME101+2026+type@sequential+block@{name}' for name in ('midterm', 'final_exam'))

Models = Any
Call = Callable[..., Any]


@pytest.fixture(scope='module')
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Models]:
    """The types of the client, as a module; the package can be imported meanwhile."""
    folder = tmp_path_factory.mktemp('python_client')
    command = [sys.executable, '-m', 'openapi_python_client', 'generate', '--fail-on-warning', '--meta=none']
    made = subprocess.run(
        [*command, f'--path={DOCUMENT}', f'--output-path={folder / PACKAGE}'],
        cwd=folder,
        env={**os.environ, 'PATH': PATH},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield importlib.import_module(f'{PACKAGE}.models')
    for name in [name for name in sys.modules if name.split('.')[0] == PACKAGE]:
        del sys.modules[name]


@pytest.fixture
def sign_in(demo: Demo, models: Models) -> Iterator[Callable[[str], Call]]:
    """``sign_in('ada')`` signs in to the demo and gives a function that makes calls by their names."""
    with ExitStack() as stack:
        stack.callback(remove_attempts, demo)

        def caller(username: str) -> Call:
            session = sign_in_to(demo, username)
            client = importlib.import_module(PACKAGE).AuthenticatedClient(
                base_url=demo.lms,
                cookies=dict(session.cookies),
                auth_header_name='X-CSRFToken',
                prefix='',
                token=session.cookies['csrftoken'],
                raise_on_unexpected_status=True,
            )
            stack.enter_context(client)
            return lambda operation, **arguments: call(client, operation, **arguments)

        yield caller


def call(client: Any, operation: str, /, *, answered: int = 200, **arguments: Any) -> Any:
    """What the client makes of the answer to ``attempts.create_exam_attempt`` and the like."""
    answer = importlib.import_module(f'{PACKAGE}.api.{operation}').sync_detailed(client=client, **arguments)
    assert answer.status_code == answered, answer.content
    if answer.content:
        assert plain(answer.parsed) == normalized(json.loads(answer.content))
    return answer.parsed


def plain(parsed: Any) -> Any:
    """The client's objects as JSON again."""
    if isinstance(parsed, list):
        return [plain(each) for each in parsed]
    return normalized(parsed.to_dict() if hasattr(parsed, 'to_dict') else parsed)


def normalized(value: Any) -> Any:
    """The same JSON, with instants written in one way."""
    if isinstance(value, dict):
        return {key: normalized(each) for key, each in value.items()}
    if isinstance(value, list):
        return [normalized(each) for each in value]
    if isinstance(value, str) and value[:2] == '20' and 'T' in value:
        return datetime.fromisoformat(value)
    return value


def test_every_module_can_be_imported(models: Models) -> None:
    package = importlib.import_module(PACKAGE)
    names = [found.name for found in pkgutil.walk_packages(package.__path__, f'{PACKAGE}.')]
    assert len(names) > 100
    for name in names:
        importlib.import_module(name)


def test_a_learner_takes_a_timed_exam(sign_in: Callable[[str], Call], models: Models) -> None:
    ask = sign_in('ada')
    exams = ask('exams.list_exams', course_id=COURSE)
    midterm = next(each for each in exams if each.content_id == MIDTERM)
    assert isinstance(midterm, models.Exam)
    assert ask('exams.get_exam', exam_id=midterm.id) == midterm
    before = ask('attempts.get_exam_with_attempt', course_id=COURSE, content_id=MIDTERM, is_learning_mfe=True)
    assert isinstance(before.exam, models.ExamWithAttempt)
    assert before.exam.type_ is models.ExamType.TIMED
    assert isinstance(before.exam.attempt, models.EmptyObject)
    assert isinstance(before.active_attempt, models.EmptyObject)
    assert isinstance(ask('attempts.get_active_attempt'), models.EmptyObject)
    assert isinstance(ask('attempts.get_exam_timer'), models.NoTimer)

    new = models.NewAttempt(exam_id=midterm.id, start_clock=True)
    attempt_id = ask('attempts.create_exam_attempt', body=new).exam_attempt_id

    timer = ask('attempts.get_exam_timer')
    assert isinstance(timer, models.Timer)
    assert (timer.attempt_id, timer.attempt_status) == (attempt_id, models.AttemptStatus.STARTED)
    polled = ask('attempts.get_exam_attempt', attempt_id=attempt_id)
    assert polled.user.username == 'ada'
    assert isinstance(polled.started_at, datetime)
    assert polled.completed_at is None
    (active,) = ask('attempts.list_active_exams', course_id=COURSE)
    assert [each.key for each in active.allowances] == ['additional_time_granted']
    submit = models.Action(action=models.AttemptAction.SUBMIT)
    assert ask('attempts.update_exam_attempt', attempt_id=attempt_id, body=submit).exam_attempt_id == attempt_id
    assert ask('attempts.get_exam_attempt', attempt_id=attempt_id).status is models.AttemptStatus.SUBMITTED


def test_a_learner_sets_a_proctored_exam_up(sign_in: Callable[[str], Call], models: Models) -> None:
    ask = sign_in('verity')
    final = ask('attempts.get_exam_with_attempt', course_id=COURSE, content_id=FINAL).exam
    assert final.prerequisite_status.are_prerequisites_satisifed is True
    settings = ask('exams.get_proctoring_settings', exam_id=final.id)
    assert settings.provider_name == 'RPNow'
    assert 'download_url' in settings.exam_proctoring_backend
    assert 'calculator' in ask('exams.get_review_policy', exam_id=final.id).review_policy

    new = models.NewAttempt(exam_id=final.id, attempt_proctored=True)
    attempt_id = ask('attempts.create_exam_attempt', body=new).exam_attempt_id

    attempt = ask('attempts.get_exam_with_attempt', course_id=COURSE, content_id=FINAL).exam.attempt
    assert attempt.attempt_id == attempt_id
    assert attempt.attempt_code
    assert attempt.software_download_url
    acted = models.Action(action=models.AttemptAction.CLICK_DOWNLOAD_SOFTWARE)
    ask('attempts.update_exam_attempt', attempt_id=attempt_id, body=acted)
    polled = ask('attempts.get_exam_attempt', attempt_id=attempt_id)
    assert polled.status is models.AttemptStatus.DOWNLOAD_SOFTWARE_CLICKED


def test_staff_watch_over_a_course(sign_in: Callable[[str], Call], models: Models) -> None:
    learner, staff = sign_in('verity'), sign_in('global_staff')
    midterm = next(each for each in learner('exams.list_exams', course_id=COURSE) if each.content_id == MIDTERM)
    attempt_id = learner(
        'attempts.create_exam_attempt', body=models.NewAttempt(exam_id=midterm.id, start_clock=True)
    ).exam_attempt_id

    page = staff(
        'attempts.list_exam_attempts', course_id=COURSE, page=1, exam_id=midterm.id, status=models.AttemptStatus.STARTED
    )
    assert [each.id for each in page.proctored_exam_attempts] == [attempt_id]
    assert page.pagination_info.total_pages == 1
    assert staff('staff.get_course_overview', course_id=COURSE).attempts == 1
    rows = staff('onboarding.list_onboarding_statuses', course_id=COURSE).results
    assert {row.username for row in rows} >= {'ada', 'verity'}
    assert staff('operations.get_health').status is models.HealthStatus.OK

    granted = models.NewAllowance(exam_id=midterm.id, user_info='verity', key='additional_time_granted', value='10')
    staff('allowances.add_allowance', body=granted)
    allowances = staff('allowances.list_allowances_by_learner', course_id=COURSE)
    assert [each.value for each in allowances['verity']] == ['10']
    pairs = staff(
        'allowances.add_allowances_in_course',
        answered=207,
        course_id=COURSE,
        body=models.BulkAllowance(
            exam_ids=[midterm.id], user_ids=['ada', 'nobody'], allowance_type='additional_time_granted', value='30'
        ),
    )
    assert [each.user_id for each in pairs] == ['ada', 'nobody']
    revoked = models.RevokedAllowance(
        exam_id=midterm.id, user_id=page.proctored_exam_attempts[0].user.id, key=granted.key
    )
    staff('allowances.remove_allowance', body=revoked)
    assert 'verity' not in staff('allowances.list_allowances_by_learner', course_id=COURSE)

    assert staff('attempts.delete_exam_attempt', attempt_id=attempt_id) is None
    assert staff('attempts.list_exam_attempts', course_id=COURSE).proctored_exam_attempts == []


def test_refusals_are_objects_too(sign_in: Callable[[str], Call], models: Models) -> None:
    learner, staff = sign_in('verity'), sign_in('global_staff')
    midterm = next(each for each in learner('exams.list_exams', course_id=COURSE) if each.content_id == MIDTERM)
    same = models.NewExam(
        course_id=COURSE,
        content_id=MIDTERM,
        exam_name='Midterm',
        time_limit_mins=30,
        external_id='midterm',
        is_proctored=False,
        is_practice_exam=False,
        is_active=True,
        hide_after_due=False,
    )
    for ask, operation, status, arguments in (
        (learner, 'exams.get_exam', 400, {'exam_id': 999}),
        (learner, 'exams.create_exam', 403, {'body': same}),
        (learner, 'attempts.create_exam_attempt', 400, {'body': models.NewAttempt(exam_id=999)}),
        (learner, 'attempts.list_exam_attempts', 403, {'course_id': COURSE}),
        (learner, 'onboarding.get_onboarding_status', 404, {'course_id': 'course-v1:Org+None+1'}),
        (staff, 'exams.get_exam_without_id', 400, {}),
    ):
        assert isinstance(ask(operation, answered=status, **arguments), models.Detail), operation
    # Its body is empty: a client that expected JSON would fail.
    assert learner('staff.retire_learner', answered=403, user_id=midterm.id) is None
    assert isinstance(staff('exams.create_exam', answered=400, body=same), models.FieldErrors)
    missing = models.RegisteredExam(**{**same.to_dict(), 'external_id': None, 'exam_name': ''})
    errors = staff('exams.register_exams', answered=422, course_id=COURSE, body=[missing])
    assert list(errors.to_dict()) == ['0']
