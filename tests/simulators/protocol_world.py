"""The LMS and the service of docs/provider-protocol.rst, and what people do that makes them talk."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from demo.api_clients import API_CLIENTS
from edx_proctoring import api, constants
from edx_proctoring.backends.rest import BaseRestProctoringProvider
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.security.crypto import obscured_user_id
from edx_proctoring.testing.host import Host
from simulators.http_messages import Request, Response
from simulators.rest_account import Account
from simulators.rest_profiles import APPROVED
from simulators.rest_records import Records
from simulators.rest_service import RestService
from simulators.running import SimulatorThread
from tests.factories import COURSE_ID, AllowanceFactory, UserFactory
from tests.simulators.protocol_page import SERVICE, Values
from tests.views.conftest import sender, url

waffle_testutils = pytest.importorskip('waffle.testutils', reason='the profiles of a course are behind a switch')

CONTENT_ID = 'block-v1:Org+Num+Run+type@sequential+block@midterm'
BACKEND = 'acme'


class Recorder:
    """A service, and what was said to it."""

    def __init__(self, service: RestService) -> None:
        self.service = service
        self.exchanges: list[tuple[Request, Response]] = []

    def answer(self, request: Request) -> Response | None:
        response = self.service.answer(request)
        assert response is not None
        self.exchanges.append((request, response))
        return response

    def stop(self) -> None:
        self.service.stop()


class World:
    """The service on a port, the LMS's provider for it, and the people."""

    def __init__(self, learner: User, staff: User, host: Host) -> None:
        self.account, self.records = Account(), Records()
        self.service = Recorder(RestService(lms_url='http://127.0.0.1:1', account=self.account, records=self.records))
        self.thread = SimulatorThread(self.service)
        self.learner, self.staff, self.host = learner, staff, host
        self.service_user = UserFactory(username=BACKEND)
        self.service_user.groups.add(Group.objects.create(name=f'{BACKEND}_review'))
        self.values = Values(
            CLIENT_ID=self.account.client_id,
            CLIENT_SECRET=self.account.client_secret,
            LMS_CLIENT_ID=API_CLIENTS[0].client_id,
            LMS_CLIENT_SECRET=API_CLIENTS[0].client_secret,
            USER_ID=obscured_user_id(learner.id, BACKEND),
            DELIVERY_KEY=str(uuid.uuid4()),
            STAFF_ID=obscured_user_id(staff.id, BACKEND),
        )

    def make_provider(self) -> BaseRestProctoringProvider:
        """What the LMS calls the service with."""
        return BaseRestProctoringProvider(
            base_url=self.thread.url, client_id=self.account.client_id, client_secret=self.account.client_secret
        )

    def decide_on_profile(self, status: str) -> None:
        user_id = self.values.known['USER-ID']
        self.records.decide_on_profile(user_id, COURSE_ID, status, now=datetime.now(UTC))

    def on_page(self, text: str) -> str:
        """The text with the address of the service as the page has it."""
        return text.replace(self.thread.url, f'https://{SERVICE}')


class Lms:
    """Does what makes the LMS call the service."""

    def __init__(self, world: World, commit: Callable[[], AbstractContextManager[Any]]) -> None:
        self.world, self.commit = world, commit
        self.as_learner, self.as_staff = sender(world.learner), sender(world.staff)
        self.exam_id = 0

    def publish(self) -> None:
        """The author publishes the exam, writes a policy and sets a date."""
        with self.commit():
            self.exam_id = api.create_exam(COURSE_ID, CONTENT_ID, 'Midterm', 90, backend=BACKEND)
        with self.commit():
            api.update_exam(self.exam_id, due_date=datetime(2040, 1, 20, 12, tzinfo=UTC))
        with self.commit():
            api.create_exam_review_policy(self.exam_id, self.world.staff.id, 'Closed book.')
        AllowanceFactory(
            proctored_exam_id=self.exam_id,
            user=self.world.learner,
            key='review_policy_exception',
            value='May use a screen reader.',
        )

    def enter(self) -> ProctoredExamStudentAttempt:
        """The learner enters the exam."""
        answer = self.as_learner.post(
            url('proctored_exam.attempt.collection'),
            {'exam_id': self.exam_id, 'attempt_proctored': True, 'start_clock': False},
        )
        assert answer.status_code == 200, answer.content
        return ProctoredExamStudentAttempt.objects.get(id=answer.json()['exam_attempt_id'])

    def act(self, attempt: ProctoredExamStudentAttempt, action: str) -> None:
        with self.commit():
            answer = self.as_learner.put(url('proctored_exam.attempt', attempt.id), {'action': action})
        assert answer.status_code == 200, answer.content

    def look_at(self, attempt: ProctoredExamStudentAttempt) -> None:
        """The learner's front end asks for exam and attempt, the pages for the provider's configuration."""
        exam = attempt.proctored_exam
        query = {'content_id': exam.content_id, 'is_learning_mfe': 'true'}
        assert self.as_learner.get(url('proctored_exam.exam_attempts', exam.course_id), query).status_code == 200
        assert self.as_learner.get(url('proctored_exam.proctoring_settings', exam.id)).status_code == 200

    def report_ready(self, attempt: ProctoredExamStudentAttempt) -> None:
        client = sender(self.world.service_user)
        assert client.post(url('proctored_exam.attempt.ready_callback', attempt.external_id)).status_code == 200

    def remove(self, attempt: ProctoredExamStudentAttempt) -> None:
        with self.commit():
            assert self.as_staff.delete(url('proctored_exam.attempt', attempt.id)).status_code == 200

    def retire(self) -> None:
        answer = self.as_staff.post(url('backend_user_deletion_api', self.world.learner.id))
        assert (answer.status_code, answer.json()) == (200, {BACKEND: True})

    def open_dashboard(self, attempt: ProctoredExamStudentAttempt) -> str:
        """The address that staff are sent to."""
        address = url('instructor_dashboard_exam', COURSE_ID, self.exam_id)
        answer = self.as_staff.get(address, {'attempt': str(attempt.external_id), 'config': 'true'})
        assert answer.status_code == 302
        return str(answer['Location'])

    def list_profiles(self) -> None:
        with waffle_testutils.override_switch(constants.ONBOARDING_PROFILE_INSTRUCTOR_DASHBOARD_API, active=True):
            query = {'statuses': 'verified,rejected'}
            assert self.as_staff.get(url('user_onboarding.status.course', COURSE_ID), query).status_code == 200

    def look_at_profile(self) -> None:
        assert self.as_learner.get(url('user_onboarding.status'), {'course_id': COURSE_ID}).status_code == 200


def live(lms: Lms) -> None:
    """Everything that the LMS calls the service for, in the course of some attempts."""
    world = lms.world
    lms.publish()
    blocked = lms.enter()
    assert blocked.status == 'onboarding_missing'
    lms.remove(blocked)
    world.decide_on_profile(APPROVED)
    attempt = lms.enter()
    lms.look_at(attempt)
    lms.report_ready(attempt)
    lms.act(attempt, 'start')
    lms.act(attempt, 'error')
    with lms.commit():
        api.update_attempt_status(attempt.id, 'submitted')
    lms.open_dashboard(attempt)
    # The profiles of a course are asked for where its exam is one for onboarding.
    with lms.commit():
        api.update_exam(lms.exam_id, is_practice_exam=True)
    lms.look_at_profile()
    lms.list_profiles()
    lms.remove(attempt)
    lms.retire()
