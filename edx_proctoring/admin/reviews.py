"""Reviews in the admin: where a person decides what a provider only suspects."""

from copy import copy
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from edx_proctoring.actions import reviews
from edx_proctoring.admin.base import ProctoringModelAdmin
from edx_proctoring.admin.learner_reasons import LearnerReasonForm, without_learner_reason
from edx_proctoring.admin.review_filters import (
    ProctoredExamCoursesListFilter,
    ProctoredExamListFilter,
    ReviewListFilter,
)
from edx_proctoring.exam_room.addresses import review_path
from edx_proctoring.exam_room.review import position
from edx_proctoring.exceptions import ReviewChangedException
from edx_proctoring.models import (
    ProctoredExam,
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
    SetAside,
)
from edx_proctoring.queries.attempts import locate_attempt_by_code
from edx_proctoring.queries.reviews import list_findings, state_of
from edx_proctoring.statuses import SoftwareSecureReviewStatus

MOST_LATER_REVIEWS: Final = 20
MOST_FINDINGS: Final = 100
LONGEST_SHOWN: Final = 1000  # characters of a finding; all of it is in the table, and in the report of the course


class ProctoredExamSoftwareSecureReviewForm(LearnerReasonForm, forms.ModelForm):  # type: ignore[type-arg]  # generic only in its stubs
    """The verdict is one of four. The admin lets nobody edit the rest, which is evidence."""

    REVIEW_STATUS_CHOICES = tuple(
        (status, status)
        for status in (
            SoftwareSecureReviewStatus.clean,
            SoftwareSecureReviewStatus.violation,
            SoftwareSecureReviewStatus.suspicious,
            SoftwareSecureReviewStatus.not_reviewed,
        )
    )

    review_status = forms.ChoiceField(
        choices=REVIEW_STATUS_CHOICES,
        help_text=_(
            'If you save another verdict, it is your decision and final: the attempt, the grade, the credit, and the '
            'certificate follow it, and the learner gets an email. If you save the same verdict, nothing happens. To '
            'confirm a verdict, open the page of this review.'
        ),
    )
    raw_data = forms.CharField(widget=forms.Textarea)

    class Meta:
        model = ProctoredExamSoftwareSecureReview
        # The link to the video is not among them: it is opened through the instructor dashboard only.
        fields = ('attempt_code', 'is_attempt_active', 'exam', 'student', 'reviewed_by', 'review_status', 'raw_data')

    def rejects(self) -> bool:
        """Return whether another verdict was chosen, with which a session does not pass."""
        if 'review_status' not in self.changed_data:
            return False
        judged = copy(self.instance)
        judged.review_status = self.cleaned_data['review_status']
        return not judged.is_passing and judged.review_status != SoftwareSecureReviewStatus.not_reviewed


class ArchivedReviewForm(ProctoredExamSoftwareSecureReviewForm):
    """Nothing is decided about an archived review."""

    told_reason = None  # type: ignore[assignment]  # removes the field
    told_text = None  # type: ignore[assignment]


@admin.register(ProctoredExamSoftwareSecureReview)
class ProctoredExamSoftwareSecureReviewAdmin(ProctoringModelAdmin):
    """Saving another verdict makes it the decision of the current user, which is final. The evidence is read-only."""

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
    readonly_fields: ClassVar[tuple[str, ...]] = (
        'attempt_code',
        'is_attempt_active',
        'exam',
        'student',
        'reviewed_by',
        'modified',
    )
    search_fields = ('student__username', 'attempt_code')

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return the fields that are never edited, with the findings, the reason, and the later reviews."""
        return (
            'page_of_review',
            *self.readonly_fields,
            'decision_reason',
            'learner_reason',
            'learner_text',
            'findings',
            'raw_data',
            'unread_findings',
            'later_reviews',
        )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Return what the form shows: the evidence first, then the verdict, for those who may change it."""
        evidence = self.get_readonly_fields(request, obj)
        others = [name for name in super().get_fields(request, obj) if name not in evidence]
        return [*evidence, *(others if self.has_change_permission(request, obj) else without_learner_reason(others))]

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
        """Save another verdict as the current user's decision, and draw the consequences; otherwise, save nothing."""
        if 'review_status' not in form.changed_data:
            messages.set_level(request, messages.WARNING)  # not that it was changed successfully
            messages.warning(request, _('The verdict is the same as before, so nothing was decided or changed.'))
            return
        try:
            now, seen = timezone.now(), request.POST.get('seen')
            reviews.decide(obj, reviewed_by=request.user, now=now, seen=seen, told=form.told)
        except ReviewChangedException as error:
            messages.set_level(request, messages.ERROR)
            messages.error(request, error.detail)
        else:
            obj.was_decided = True

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Log a decision in the admin's history; if nothing was saved, log nothing."""
        return super().log_change(request, obj, message) if getattr(obj, 'was_decided', False) else None

    @admin.display(description=_('page of this review'))
    def page_of_review(self, obj: Any) -> str:
        """Return the link to the page in the exam room; saving the form sends back the state that the form showed."""
        exam = _exam_of(obj)
        try:
            path = review_path(exam.course_id, obj.pk) if exam else ''
        except NoReverseMatch:
            path = ''
        link = format_html('<a href="{}">{}</a>', path, _('Read the findings and decide')) if path else '-'
        attempt, is_archived = locate_attempt_by_code(obj.attempt_code)
        state = state_of(obj, None if is_archived else attempt)
        return format_html('{}<input type="hidden" name="seen" value="{}">', link, state)

    @admin.display(description=_('findings'))
    def findings(self, obj: Any) -> str:
        """Return the findings with their positions in the recording."""
        rows = [
            (position(row.start_time), position(row.stop_time), row.status, Truncator(row.comment).chars(LONGEST_SHOWN))
            for row in list_findings(obj)[:MOST_FINDINGS]
        ]
        return format_html_join('', '{}–{} {}: {}<br>', rows) or '-'

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

    form = ArchivedReviewForm

    readonly_fields: ClassVar[tuple[str, ...]] = (
        'review_status',
        'raw_data',
        'attempt_code',
        'exam',
        'student',
        'reviewed_by',
        'modified',
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return all fields, the reason of the decision, and why the review was set aside."""
        return (*self.readonly_fields, 'decision_reason', 'learner_reason', 'learner_text', 'set_aside_because')

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
