"""The people of the demo. Nobody has a password: the front page signs in with one click."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User

from demo.models import CourseStaff, Enrollment, Profile
from demo.olx import Course
from edx_proctoring import api
from edx_proctoring.models import ProctoredExamStudentAllowance


@dataclass(frozen=True)
class Account:
    """One person; ``extra_minutes`` is added to every exam."""

    username: str
    full_name: str
    description: str
    is_learner: bool = False
    is_global_staff: bool = False
    extra_minutes: int = 0

    @property
    def email(self) -> str:
        return f'{self.username}@demo-campus.example.com'


ACCOUNTS = (
    Account('verity', 'Verity Learner', 'Learner', is_learner=True),
    Account('ada', 'Ada Learner', 'Learner with 30 extra minutes in every exam', is_learner=True, extra_minutes=30),
    Account('course_staff', 'Course Staff', 'Course staff: sees the results of all learners of the course'),
    Account(
        'global_staff',
        'Global Staff',
        'Global staff: may do everything, the admin included',
        is_global_staff=True,
    ),
)
PUBLISHER = 'global_staff'


def create_accounts() -> None:
    """Create the accounts that don't exist yet; existing ones are not changed."""
    for account in ACCOUNTS:
        user, is_new = User.objects.get_or_create(
            username=account.username,
            defaults={
                'email': account.email,
                'is_staff': account.is_global_staff,
                'is_superuser': account.is_global_staff,
            },
        )
        if is_new:
            user.set_unusable_password()
            user.save()
        Profile.objects.get_or_create(
            user=user,
            defaults={
                'name': account.full_name,
                'description': account.description,
                'verified_name': account.full_name if account.is_learner else '',
            },
        )


def join_course(course: Course) -> None:
    """Enroll the learners, with their extra time, and add the course staff to the course team."""
    for account in ACCOUNTS:
        user = User.objects.get(username=account.username)
        if account.is_learner:
            _, is_new = Enrollment.objects.get_or_create(user=user, course_id=course.course_id)
            if is_new and account.extra_minutes:
                give_extra_time(account, course)
        elif not account.is_global_staff:
            CourseStaff.objects.get_or_create(user=user, course_id=course.course_id)


def give_extra_time(account: Account, course: Course) -> None:
    key, _ = ProctoredExamStudentAllowance.ADDITIONAL_TIME_GRANTED
    for exam in api.get_all_exams_for_course(course.course_id, active_only=True):
        api.add_allowance_for_user(exam['id'], account.username, key, str(account.extra_minutes))


def publisher() -> User:
    """Return the user who loads courses."""
    return User.objects.get(username=PUBLISHER)
