"""Work of the LMS's worker."""

from celery import shared_task
from django.contrib.auth.models import User
from edx_django_utils.monitoring import set_code_owner_attribute
from opaque_keys.edx.keys import UsageKey

from lms.courseware.models import BlockCompletion
from openedx.content.runtime import CourseRuntime


@shared_task(ignore_result=True)
@set_code_owner_attribute
def update_exam_completion_task(user_identifier: str, content_id: str, completion: float) -> None:
    """Everything in the exam counts as done, or as not done."""
    key = UsageKey.from_string(content_id)
    user = User.objects.get(username=user_identifier)
    exam = CourseRuntime(key.context_key, {}).get_block(key)
    for child in exam.children:
        BlockCompletion.objects.update_or_create(
            user=user, context_key=key.context_key, block_key=child, defaults={'completion': completion}
        )
