"""What the LMS knows about learners."""

from typing import Any

from django.contrib.auth.models import User
from django.db import models
from opaque_keys.edx.django.models import CourseKeyField, UsageKeyField
from simple_history.models import HistoricalRecords


class CourseEnrollment(models.Model):
    """A learner in a course."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    course_id = CourseKeyField(max_length=255, db_index=True)
    mode = models.CharField(max_length=100, default='audit')
    is_active = models.BooleanField(default=True)

    class Meta:
        unique_together = (('user', 'course_id'),)
        ordering = ('user', 'course_id')


class CourseAccessRole(models.Model):
    """A member of the staff of a course."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    course_id = CourseKeyField(max_length=255, db_index=True)
    role = models.CharField(max_length=64, default='staff')


class StudentModule(models.Model):
    """What a learner did in a block, as JSON by field."""

    student = models.ForeignKey(User, on_delete=models.CASCADE)
    course_id = CourseKeyField(max_length=255, db_index=True)
    module_state_key = UsageKeyField(max_length=255, db_column='module_id', db_index=True)
    state: Any = models.JSONField(default=dict)

    class Meta:
        unique_together = (('student', 'module_state_key', 'course_id'),)


class BlockCompletion(models.Model):
    """How much of a block a learner has done, from 0 to 1."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    context_key = CourseKeyField(max_length=255)
    block_key = UsageKeyField(max_length=255)
    completion = models.FloatField()

    class Meta:
        unique_together = (('context_key', 'block_key', 'user'),)


class CreditRequirementStatus(models.Model):
    """How far a learner has met a requirement."""

    username = models.CharField(max_length=150, db_index=True)
    course_key = CourseKeyField(max_length=255)
    namespace = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    status = models.CharField(max_length=32)
    reason: Any = models.JSONField(default=dict)

    class Meta:
        unique_together = (('username', 'course_key', 'namespace', 'name'),)


class SubsectionGradeOverride(models.Model):
    """Points that take the place of those that a learner has earned."""

    user_id = models.IntegerField()
    course_id = CourseKeyField(max_length=255)
    usage_key = UsageKeyField(max_length=255)
    earned_graded_override = models.FloatField(null=True)
    override_reason = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        unique_together = (('user_id', 'course_id', 'usage_key'),)


class CertificateInvalidation(models.Model):
    """A certificate that was taken back."""

    user_id = models.IntegerField()
    course_id = CourseKeyField(max_length=255)
