"""``create_people``: users, who is in which course, and the programs that act for some of them."""

import json
import sys
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand
from django.db import transaction
from oauth2_provider.models import Application

from lms.courseware.models import CourseAccessRole, CourseEnrollment


class Command(BaseCommand):
    """Reads JSON: a list of users with ``username``, ``password``, ``flags``, ``modes`` and ``staff_of`` (by course),
    ``groups``, and ``client`` (id and secret)."""

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        for person in json.load(sys.stdin):
            self.create(person)

    def create(self, person: dict[str, Any]) -> None:
        name = person['username']
        user = User.objects.create_user(
            name, f'{name}@example.com', person.get('password'), first_name=name.title(), **person.get('flags', {})
        )
        for course_id, mode in person.get('modes', {}).items():
            CourseEnrollment.objects.create(user=user, course_id=course_id, mode=mode)
        for course_id in person.get('staff_of', ()):
            CourseAccessRole.objects.create(user=user, course_id=course_id)
        for group in person.get('groups', ()):
            user.groups.add(Group.objects.get_or_create(name=group)[0])
        if 'client' in person:
            client_id, client_secret = person['client']
            Application.objects.create(
                name=name,
                user=user,
                client_id=client_id,
                client_secret=client_secret,
                client_type=Application.CLIENT_CONFIDENTIAL,
                authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
            )
