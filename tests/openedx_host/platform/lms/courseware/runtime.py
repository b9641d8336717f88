"""Rendering blocks for a learner."""

import json
from typing import Any

from django.contrib.auth.models import User
from opaque_keys.edx.keys import CourseKey
from xblock.reference.user_service import UserService, XBlockUser
from xblock.runtime import KeyValueStore, KvsFieldData

from edx_proctoring.services import ProctoringService
from lms.courseware.models import CourseAccessRole, StudentModule
from lms.courseware.services import CreditService
from openedx.content.runtime import CourseRuntime
from openedx.content.sequence import USER_ID, USER_IS_STAFF


class StudentModuleStore(KeyValueStore):
    """The state of a learner's blocks, in ``StudentModule``."""

    def __init__(self, user: User) -> None:
        self.user = user

    def _find(self, key: Any) -> StudentModule | None:
        return StudentModule.objects.filter(student=self.user, module_state_key=key.block_scope_id).first()

    def get(self, key: Any) -> Any:
        found = self._find(key)
        return (found.state if found else {})[key.field_name]

    def has(self, key: Any) -> bool:
        found = self._find(key)
        return found is not None and key.field_name in found.state

    def set(self, key: Any, value: Any) -> None:
        found = self._find(key) or StudentModule(
            student=self.user, module_state_key=key.block_scope_id, course_id=key.block_scope_id.context_key
        )
        found.state = {**found.state, key.field_name: json.loads(json.dumps(value))}
        found.save()

    def delete(self, key: Any) -> None:
        found = self._find(key)
        if found:
            found.state.pop(key.field_name)
            found.save()


class DjangoXBlockUserService(UserService):
    """The user of the request."""

    def __init__(self, user: User, *, user_is_staff: bool) -> None:
        super().__init__()
        self.user = user
        self.user_is_staff = user_is_staff

    def get_current_user(self) -> XBlockUser:
        person = XBlockUser(is_current_user=True, emails=[self.user.email], full_name=self.user.get_full_name())
        person.opt_attrs = {
            'edx-platform.is_authenticated': True,
            USER_ID: self.user.pk,
            'edx-platform.username': self.user.username,
            USER_IS_STAFF: self.user_is_staff,
        }
        return person


def is_staff_of(user: User, course_key: CourseKey) -> bool:
    """Whether the user is staff of the course, or of the site."""
    return user.is_staff or CourseAccessRole.objects.filter(user=user, course_id=course_key).exists()


def make_runtime(user: User, course_key: CourseKey) -> CourseRuntime:
    """Blocks of the course for this user."""
    services = {
        'user': DjangoXBlockUserService(user, user_is_staff=is_staff_of(user, course_key)),
        'proctoring': ProctoringService(),
        'credit': CreditService(),
    }
    runtime = CourseRuntime(course_key, services, KvsFieldData(StudentModuleStore(user)))
    runtime.user_id = user.pk
    return runtime
