"""The tables of the demo LMS: what a host keeps about courses, learners, grades, credit and certificates.

Course, section and problem ids are the texts of their opaque keys.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models


class LoadedCourse(models.Model):
    """A course of this LMS. Its content is in the folder ``folder`` of the demo's course files."""

    course_id = models.CharField(max_length=255, unique=True)
    display_name = models.CharField(max_length=255)
    folder = models.CharField(max_length=255)
    loaded_at = models.DateTimeField(auto_now=True)


class Profile(models.Model):
    """What hosts store about a user. ``verified_name``: the name on the ID, once somebody has checked it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name='profile')
    name = models.CharField(max_length=255)
    description = models.CharField(max_length=255)
    verified_name = models.CharField(max_length=255, blank=True)


class Enrollment(models.Model):
    """A learner in a course. Only the mode ``verified`` may take proctored exams."""

    VERIFIED = 'verified'

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name='enrollments')
    course_id = models.CharField(max_length=255)
    mode = models.CharField(max_length=32, default=VERIFIED)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=['user', 'course_id'], name='one_enrollment')]


class CourseStaff(models.Model):
    """A member of the staff of one course."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name='staffed_courses')
    course_id = models.CharField(max_length=255)

    class Meta:
        constraints = [models.UniqueConstraint(fields=['user', 'course_id'], name='one_staff_membership')]


class ProblemState(models.Model):
    """A learner's saved answers to one problem, by the questions' input ids, and the points for them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    course_id = models.CharField(max_length=255)
    section_id = models.CharField(max_length=255)
    problem_id = models.CharField(max_length=255)
    answers = models.JSONField()
    earned = models.FloatField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=['user', 'problem_id'], name='one_problem_state')]
        indexes = [models.Index(fields=['user', 'section_id'])]


class GradeOverride(models.Model):
    """Points that replace those that a learner earned in a section. ``overrider``: who ordered it, if known."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name='grade_overrides')
    course_id = models.CharField(max_length=255)
    section_id = models.CharField(max_length=255)
    earned = models.FloatField()
    overrider = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name='+')
    comment = models.TextField(blank=True)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=['user', 'section_id'], name='one_grade_override')]


class CreditRequirementStatus(models.Model):
    """A learner's status in one requirement for credit; without a row, there is none yet."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    course_id = models.CharField(max_length=255)
    namespace = models.CharField(max_length=255)
    name = models.CharField(max_length=255)
    status = models.CharField(max_length=32)
    reason = models.JSONField(default=dict)
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=['user', 'course_id', 'namespace', 'name'], name='one_requirement_status')
        ]


class Certificate(models.Model):
    """A learner's certificate of a course; an invalidated one stays, and no new one is issued."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name='certificates')
    course_id = models.CharField(max_length=255)
    issued_at = models.DateTimeField()
    invalidated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=['user', 'course_id'], name='one_certificate')]


class SectionCompletion(models.Model):
    """A learner is done with a section; an exam's completion is reported by the app."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    course_id = models.CharField(max_length=255)
    section_id = models.CharField(max_length=255)
    completed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=['user', 'section_id'], name='one_section_completion')]
