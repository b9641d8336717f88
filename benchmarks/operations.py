"""What is measured: the work that learners, staff, providers and operators wait for.

Each function prepares ``size`` rows of what grows, which is not timed, and returns the work.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial
from io import StringIO
from typing import Any

from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from benchmarks import seed
from edx_proctoring import api
from edx_proctoring.models import ProctoredExam
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import FakeEnrollment, Host

Work = Callable[[], Any]


def client_of(user: User) -> Client:
    """Return a browser in which the user is logged in."""
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *args: Any) -> str:
    """Return the path of a view of the app."""
    return reverse(f'edx_proctoring:{name}', args=args)


@dataclass
class Site:
    """The host, the big course, and the staff who looks at it."""

    host: Host
    course: seed.BigCourse = field(default_factory=seed.BigCourse)

    @cached_property
    def staff(self) -> User:
        """A member of the platform's staff."""
        return User.objects.create_user('staff', 'staff@example.com', is_staff=True)

    @cached_property
    def staff_client(self) -> Client:
        """A browser in which the learner is logged in."""
        return client_of(self.staff)

    @property
    def exam(self) -> ProctoredExam:
        """An exam of the big course."""
        return self.course.exams[0]

    def attempt(self, status: str) -> seed.Attempt:
        """Create an attempt of a new learner."""
        (learner,) = seed.make_learners(1)
        attempt = seed.attempt_of(learner, self.exam, status)
        seed.store(seed.Attempt, [attempt])
        return attempt

    def get(self, name: str, *args: Any, **query: Any) -> Work:
        """Return the work of requesting a page as staff."""
        return partial(self.staff_client.get, url(name, *args), query)

    def send(self, method: str, address: str, body: Any) -> Work:
        """Return the work of sending JSON as staff."""
        return partial(getattr(self.staff_client, method), address, body, content_type='application/json')


# ── learners ──────────────────────────────────────────────────────────────────────────────────────────────────────


def poll(site: Site, size: int) -> Work:
    attempt = site.attempt(Status.started)
    return partial(client_of(attempt.user).get, url('proctored_exam.attempt', attempt.id))


def poll_unchanged(site: Site, size: int) -> Work:
    """Return the experiment of ``benchmarks.urls``: the attempt was not changed since the last poll."""
    attempt = site.attempt(Status.started)
    client, address = client_of(attempt.user), reverse('poll_with_etag', args=(attempt.id,))
    etag = client.get(address).headers['ETag']
    return partial(client.get, address, headers={'If-None-Match': etag})


def no_view(site: Site, size: int) -> Work:
    """Return the work of Django's middleware alone."""
    return partial(Client().get, reverse('nothing'))


def active_attempt(site: Site, size: int) -> Work:
    return partial(client_of(site.attempt(Status.started).user).get, url('proctored_exam.active_attempt'))


def mfe_view(site: Site, size: int) -> Work:
    client = client_of(site.attempt(Status.started).user)
    query = {'content_id': site.exam.content_id, 'is_learning_mfe': 'true'}
    return partial(client.get, url('proctored_exam.exam_attempts', site.course.course_id), query)


def create(site: Site, size: int) -> Work:
    (learner,) = seed.make_learners(1)
    body = {'exam_id': site.exam.id, 'attempt_proctored': 'true'}
    return partial(client_of(learner).post, url('proctored_exam.attempt.collection'), body, 'application/json')


def action(name: str, status: str) -> Callable[[Site, int], Work]:
    """Return a function that prepares an action of the learner on their attempt, which has that status."""

    def prepare(site: Site, size: int) -> Work:
        attempt = site.attempt(status)
        client = client_of(attempt.user)
        return partial(client.put, url('proctored_exam.attempt', attempt.id), {'action': name}, 'application/json')

    return prepare


def submit_after_tries(site: Site, size: int) -> Work:
    attempt = site.attempt(Status.started)
    seed.make_tries(attempt.user, site.exam, size)
    address = url('proctored_exam.attempt', attempt.id)
    return partial(client_of(attempt.user).put, address, {'action': 'submit'}, 'application/json')


def decline(site: Site, size: int) -> Work:
    exam = seed.make_exams(seed.new_course(), size + 1)[0]
    (learner,) = seed.make_learners(1)
    (attempt,) = seed.store(seed.Attempt, [seed.attempt_of(learner, exam, Status.created)])
    return partial(
        client_of(learner).put, url('proctored_exam.attempt', attempt.id), {'action': 'decline'}, 'application/json'
    )


def student_view(site: Site, size: int) -> Work:
    attempt = site.attempt(Status.submitted)
    context = {
        'display_name': 'Exam',
        'default_time_limit_mins': seed.MINUTES,
        'is_practice_exam': False,
        'is_proctored': True,
        'due_date': None,
    }
    where = site.course.course_id, site.exam.content_id
    return lambda: api.get_student_view(attempt.user_id, *where, dict(context))


def outline_summary(site: Site, size: int) -> Work:
    exams = seed.make_exams(seed.new_course(), size)
    (learner,) = seed.make_learners(1)
    seed.make_attempts([learner], exams)
    lines = [(learner.id, exam.course_id, exam.content_id) for exam in exams]
    return lambda: [api.get_attempt_status_summary(*line) for line in lines]


# ── staff ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def grouped_attempts(page: str, **query: str) -> Callable[[Site, int], Work]:
    """Return a function that prepares reading a page of the big course's attempts."""
    query = {'page': page, **query}
    return lambda site, size: site.get('proctored_exam.attempts.grouped.course', site.course.course_id, **query)


def search(site: Site, size: int) -> Work:
    name = site.attempt(Status.submitted).user.username
    return site.get('proctored_exam.attempts.grouped.search', site.course.course_id, name)


def results(site: Site, size: int) -> Work:
    exams = seed.make_exams(seed.new_course(), 10)
    seed.make_reviews(seed.make_attempts(seed.make_learners(size // 10), exams), comments=2)
    send = site.get('proctored_exam.results', exams[0].course_id)
    return lambda: sum(map(len, send().streaming_content))


def violation_report(site: Site, size: int) -> Work:
    exams = seed.make_exams(seed.new_course(), 10)
    seed.make_reviews(seed.make_attempts(seed.make_learners(size // 10), exams), comments=2)
    return partial(api.get_exam_violation_report, exams[0].course_id)


def grouped_allowances(site: Site, size: int) -> Work:
    exams = seed.make_exams(seed.new_course(), 10)
    seed.make_allowances(seed.make_learners(size // 10), exams)
    return site.get('proctored_exam.allowance.grouped.course', exams[0].course_id)


def bulk_allowance(site: Site, size: int) -> Work:
    exams = seed.make_exams(seed.new_course(), 10)
    body = {
        'course_id': exams[0].course_id,
        'exam_ids': [exam.id for exam in exams],
        'user_ids': [learner.username for learner in seed.make_learners(size // 10)],
        'allowance_type': 'additional_time_granted',
        'value': '5',
    }
    return site.send('put', url('proctored_exam.bulk_allowance'), body)


def extra_time(site: Site, size: int) -> Work:
    """Ten minutes for everybody who is in progress at an exam."""
    (exam,) = seed.make_exams(seed.new_course(), 1)
    learners = seed.make_learners(size)
    seed.store(seed.Attempt, [seed.attempt_of(learner, exam, Status.started) for learner in learners])
    return site.send('post', url('proctored_exam.extra_time', exam.course_id), {'exam_id': exam.id, 'minutes': 10})


def onboarding(**query: str) -> Callable[[Site, int], Work]:
    """Return a function that prepares reading a page of a course's learners, all of whom have an onboarding attempt."""

    def prepare(site: Site, size: int) -> Work:
        (exam,) = seed.make_exams(seed.new_course(), 1, is_practice_exam=True, backend='onboarding')
        learners = seed.make_learners(size)
        seed.make_attempts(learners, [exam])
        site.host.enrollments.enrollments = [FakeEnrollment(learner) for learner in learners]
        return site.get('user_onboarding.status.course', exam.course_id, **query)

    return prepare


def registration(*, again: bool) -> Callable[[Site, int], Work]:
    """Return a function that prepares registering a course, as Studio's service does."""

    def prepare(site: Site, size: int) -> Work:
        course_id = seed.new_course()
        there = seed.make_exams(course_id, size) if again else []
        content_ids = [exam.content_id for exam in there] or [f'new{number}' for number in range(size)]
        fields = {
            'course_id': course_id,
            'exam_name': 'Registered',
            'time_limit_mins': 30,
            'is_active': True,
            'hide_after_due': False,
            'backend': 'test',
            'is_proctored': True,
            'is_practice_exam': False,
        }
        body = [{**fields, 'content_id': content_id} for content_id in content_ids]
        return site.send('patch', url('proctored_exam.register_exams_by_course_id', course_id), body)

    return prepare


# ── operators ─────────────────────────────────────────────────────────────────────────────────────────────────────


def retirement(*, at_one_exam: bool) -> Callable[[Site, int], Work]:
    """Return a function that prepares retiring a learner with reviewed attempts."""

    def prepare(site: Site, size: int) -> Work:
        exams = seed.make_exams(seed.new_course(), 1 if at_one_exam else size)
        learners = seed.make_learners(1)
        attempts = seed.make_attempts(learners, exams)
        if at_one_exam:
            seed.make_tries(learners[0], exams[0], size - 1)
            attempts = list(seed.Attempt.objects.filter(user=learners[0]).select_related('user', 'proctored_exam'))
        seed.make_reviews(attempts, comments=2)
        seed.make_allowances(learners, exams)
        return site.send('post', url('user_retirement_api', learners[0].id), {})

    return prepare


def reset_command(site: Site, size: int) -> Work:
    exams = seed.make_exams(seed.new_course(), 10)
    attempts = seed.make_attempts(seed.make_learners(size // 10), exams)
    with tempfile.NamedTemporaryFile('w', suffix='.txt', delete=False) as listing:
        listing.writelines(f'{attempt.id}\n' for attempt in attempts)
    return partial(
        call_command, 'reset_attempts', file_path=listing.name, batch_size=1000, sleep_time=0, stdout=StringIO()
    )


def reset_learner(site: Site, size: int) -> Work:
    attempt = site.attempt(Status.error)
    seed.make_tries(attempt.user, site.exam, size - 1)
    return site.send('delete', url('proctored_exam.attempts.reset', site.exam.id, attempt.user_id), {})
