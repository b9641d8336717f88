"""Reading and writing courses.

A structure is a dict of blocks by their names; each has ``type``, ``fields`` and ``children``. The block of the course
is named ``course``.
"""

from typing import Any

from django.db import transaction
from django.dispatch import Signal
from opaque_keys.edx.keys import CourseKey, UsageKey
from xblock.exceptions import NoSuchUsage

from openedx.content.models import DRAFT, PUBLISHED, CourseBranch

ROOT = 'course'

# Sent with ``course_key`` in the process that published the course.
course_published = Signal()


def save_draft(course_key: CourseKey, structure: dict[str, Any], *, user_id: int) -> None:
    """What the authors have written replaces what they had."""
    CourseBranch.objects.update_or_create(
        course_key=course_key, branch=DRAFT, defaults={'structure': structure, 'edited_by': user_id}
    )


def publish(course_key: CourseKey) -> None:
    """Learners get what the authors have written; the rest of the platform hears of it once it is stored."""
    draft = CourseBranch.objects.get(course_key=course_key, branch=DRAFT)
    CourseBranch.objects.update_or_create(
        course_key=course_key,
        branch=PUBLISHED,
        defaults={'structure': draft.structure, 'edited_by': draft.edited_by},
    )
    transaction.on_commit(lambda: course_published.send_robust(sender=None, course_key=course_key))


def get_course(course_key: CourseKey) -> CourseBranch:
    """The published course; ``DoesNotExist`` if there is none."""
    return CourseBranch.objects.get(course_key=course_key, branch=PUBLISHED)


def usage_key(course_key: CourseKey, name: str, block: dict[str, Any]) -> UsageKey:
    """The key of a block in a structure."""
    return course_key.make_usage_key(block['type'], name)


def find_block(structure: dict[str, Any], key: UsageKey) -> dict[str, Any]:
    """The block of that key; ``NoSuchUsage`` if there is none."""
    block = structure.get(key.block_id)
    if block is None or block['type'] != key.block_type:
        raise NoSuchUsage(str(key))
    return block
