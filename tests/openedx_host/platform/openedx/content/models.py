"""Where the content of courses is kept."""

from django.db import models
from opaque_keys.edx.django.models import CourseKeyField

DRAFT = 'draft'
PUBLISHED = 'published'


class CourseBranch(models.Model):
    """A course as its authors see it, or as learners do."""

    course_key = CourseKeyField(max_length=255)
    branch = models.CharField(max_length=16)
    structure = models.JSONField()
    edited_by = models.IntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=('course_key', 'branch'), name='content_one_of_each_branch'),)
