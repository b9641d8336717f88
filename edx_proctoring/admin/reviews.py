"""Reviews in the admin: where a person decides what a provider only suspects."""

from typing import Any, Final

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from edx_proctoring.actions import reviews
from edx_proctoring.admin.base import ProctoringModelAdmin
from edx_proctoring.admin.review_filters import (
    ProctoredExamCoursesListFilter,
    ProctoredExamListFilter,
    ReviewListFilter,
)
from edx_proctoring.models import (
    ProctoredExam,
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
    SetAside,
)
from edx_proctoring.queries.attempts import locate_attempt_by_code
from edx_proctoring.statuses import SoftwareSecureReviewStatus

MOST_LATER_REVIEWS: Final = 20
MOST_FINDINGS: Final = 100
LONGEST_SHOWN: Final = 1000  # characters of a finding; all of it is in the table, and in the report of the course


class ProctoredExamSoftwareSecureReviewForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in its stubs
    """The verdict is one of four."""

    REVIEW_STATUS_CHOICES = tuple(
        (status, status)
        for status in (
            SoftwareSecureReviewStatus.clean,
            SoftwareSecureReviewStatus.violation,
            SoftwareSecureReviewStatus.suspicious,
            SoftwareSecureReviewStatus.not_reviewed,
        )
    )

    review_status = forms.ChoiceField(choices=REVIEW_STATUS_CHOICES)
    raw_data = forms.CharField(widget=forms.Textarea, label=_('Reviewer notes'))

    class Meta:
        model = ProctoredExamSoftwareSecureReview
        # The link to the video is not among them: it is opened through the instructor dashboard only.
        fields = ('attempt_code', 'is_attempt_active', 'exam', 'student', 'reviewed_by', 'review_status', 'raw_data')


@admin.register(ProctoredExamSoftwareSecureReview)
class ProctoredExamSoftwareSecureReviewAdmin(ProctoringModelAdmin):
    """Saving a review makes it the decision of the current user, which is final."""

    form = ProctoredExamSoftwareSecureReviewForm
    list_display = (
        'course_id_for_review',
        'exam_name_for_review',
        'student_username_for_review',
        'attempt_code',
        'is_attempt_active',
        'modified',
        'reviewed_by',
        'review_status',
    )
    list_filter = (ReviewListFilter, ProctoredExamListFilter, ProctoredExamCoursesListFilter, 'review_status')
    list_select_related = True
    ordering = ('-modified',)
    readonly_fields = (
        'attempt_code',
        'is_attempt_active',
        'exam',
        'student',
        'reviewed_by',
        'modified',
    )
    search_fields = ('student__username', 'attempt_code')

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return the fields that are never edited, with the unreadable parts of the findings and the later reviews."""
        return (*self.readonly_fields, 'unread_findings', 'later_reviews')

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: reviews come from providers."""
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Return whether the lookup is allowed, as those of the filters are."""
        return lookup == ProctoredExamCoursesListFilter.parameter_name or super().lookup_allowed(
            lookup,
            value,
            request,  # type: ignore[arg-type]
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save the decision with the current user as reviewer, and draw the consequences for the attempt."""
        reviews.decide(obj, reviewed_by=request.user, now=timezone.now())

    @admin.display(description=_('findings that could not be read completely'))
    def unread_findings(self, obj: Any) -> str:
        """Return what could not be read of the findings: the provider's JSON, beside the text that was read."""
        found = ProctoredExamSoftwareSecureComment.objects.filter(review=obj, unread__isnull=False)
        rows = [
            (Truncator(row.unread or '').chars(LONGEST_SHOWN), Truncator(row.comment).chars(LONGEST_SHOWN))
            for row in found.order_by('id')[:MOST_FINDINGS]
        ]
        return format_html_join('', '<code>{}</code> {}<br>', rows) or '-'

    @admin.display(description=_('later reviews without effect'))
    def later_reviews(self, obj: Any) -> str:
        """Return links to later reviews without effect: they followed a person's decision, or a newer review."""
        found = ProctoredExamSoftwareSecureReviewHistory.objects.filter(
            attempt_code=obj.attempt_code, set_aside__isnull=False
        )
        rows = [
            (
                reverse('admin:edx_proctoring_proctoredexamsoftwaresecurereviewhistory_change', args=(row.pk,)),
                row.review_status,
                localize(timezone.localtime(row.created)),
                _set_aside_because(row),
            )
            for row in found.defer('raw_data').order_by('-id')[:MOST_LATER_REVIEWS]
        ]
        return format_html_join('', '<a href="{}">{}</a>, {}: {}<br>', rows) or '-'

    @admin.display(description=_('course'))
    def course_id_for_review(self, obj: Any) -> str:
        """Return the course, from the review or from its attempt."""
        exam = _exam_of(obj)
        return exam.course_id if exam else ''

    @admin.display(description=_('exam'))
    def exam_name_for_review(self, obj: Any) -> str:
        """Return the name of the exam, from the review or from its attempt."""
        exam = _exam_of(obj)
        return exam.exam_name if exam else ''

    @admin.display(description=_('learner'))
    def student_username_for_review(self, obj: Any) -> str:
        """Return the learner's username, from the review or from its attempt."""
        if obj.student:
            return str(obj.student.username)
        attempt = _attempt_of(obj)
        return attempt.user.username if attempt else ''


@admin.register(ProctoredExamSoftwareSecureReviewHistory)
class ProctoredExamSoftwareSecureReviewHistoryAdmin(ProctoredExamSoftwareSecureReviewAdmin):
    """Reviews as they were before they were changed, and those that never counted; read-only."""

    readonly_fields = (  # type: ignore[assignment]  # one more than its base has
        'review_status',
        'raw_data',
        'attempt_code',
        'exam',
        'student',
        'reviewed_by',
        'modified',
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return all fields, and why the review was set aside."""
        return (*self.readonly_fields, 'set_aside_because')

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Return the columns of reviews, and why the review was set aside."""
        return (*self.list_display, 'set_aside_because')

    def get_list_filter(self, request: HttpRequest) -> tuple[Any, ...]:
        """Return the filters of reviews, and one for whether a review was set aside."""
        return (*self.list_filter, ('set_aside', admin.EmptyFieldListFilter))

    @admin.display(description=_('ignored because'))
    def set_aside_because(self, obj: Any) -> str:
        """Return why the review was set aside; empty if it counted once."""
        return _set_aside_because(obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save nothing: the past is not changed."""


def _set_aside_because(review: Any) -> str:
    return str(SetAside(review.set_aside).label) if review.set_aside in SetAside.values else review.set_aside or ''


def _attempt_of(review: Any) -> ProctoredExamStudentAttempt | None:
    return locate_attempt_by_code(review.attempt_code)[0]


def _exam_of(review: Any) -> ProctoredExam | None:
    if review.exam:
        return review.exam  # type: ignore[no-any-return]
    attempt = _attempt_of(review)
    return attempt.proctored_exam if attempt else None
