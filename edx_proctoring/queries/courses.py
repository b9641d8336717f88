"""Reading which courses there are."""

from django.db.models import QuerySet

from edx_proctoring.models import ProctoredExam


def list_course_ids() -> 'QuerySet[ProctoredExam, str]':
    """Return the ids of all courses that have exams, in no particular order."""
    return ProctoredExam.objects.order_by().values_list('course_id', flat=True).distinct()
