"""The variables of each page. Their names are part of the interface: themes override the templates."""

from datetime import timedelta
from typing import Any, Final

from django.urls import reverse

from edx_proctoring import provider_gateway
from edx_proctoring.conf import conf
from edx_proctoring.domain.attempt_lifecycle import SETTING_UP
from edx_proctoring.domain.exam_kind import ExamKind
from edx_proctoring.domain.instants import in_utc
from edx_proctoring.domain.time_limits import is_ready_to_resume, limit_seconds
from edx_proctoring.learner_pages.onboarding_link import find_onboarding_link
from edx_proctoring.learner_pages.pages import Page
from edx_proctoring.learner_pages.prerequisites import status_dict
from edx_proctoring.learner_pages.provider_settings import contacts
from edx_proctoring.learner_pages.visit import Visit
from edx_proctoring.learner_pages.wording import onboarding_email_subject
from edx_proctoring.lms import dates, instructor, links
from edx_proctoring.lms.contacts import find_contact
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt, find_rejection
from edx_proctoring.queries.review_policies import find_policy
from edx_proctoring.security.safe_html import safe_html
from edx_proctoring.visitors import calls_itself_seb

# For how long after its end the page of an attempt that ran out of time says so.
SHOW_EXPIRY_MESSAGE_DURATION: Final = 60
"""Seconds."""

# Learners with that much time need no word about extra time.
LONG_EXAM_MINUTES: Final = 20 * 60


def page_context(visit: Visit, page: Page) -> dict[str, Any]:
    """Return the variables of the page's template, apart from those that the host passed."""
    if visit.kind is ExamKind.TIMED:
        return _timed_context(visit, page)
    return _proctored_context(visit, page)


def _common_context(visit: Visit) -> dict[str, Any]:
    return {
        'total_time': visit.total_time,
        'extra_time': visit.extra_time,
        'unlimited_time': visit.unlimited_time,
        'is_too_late_to_begin': visit.is_due_in_a_moment,
        'would_go_on': visit.attempt is not None and is_ready_to_resume(visit.attempt),
        'exam_id': visit.exam.id,
        **_ways_on(visit),
        'passed_due_at': in_utc(visit.due_at) if visit.due_at and dates.has_passed(visit.due_at, visit.now) else None,
        'does_time_remain': visit.does_time_remain,
        'enter_exam_endpoint': reverse('edx_proctoring:proctored_exam.attempt.collection'),
        'change_state_url': _attempt_url(visit, 'proctored_exam.attempt'),
    }


def _ways_on(visit: Visit) -> dict[str, Any]:
    """Return where the learner can go from any page; texts are empty if the host has no such place."""
    contact_url, contact_url_text = find_contact(visit.exam.course_id, visit.exam.backend)
    return {
        'progress_page_url': links.progress_url(visit.exam.course_id),
        'course_url': links.find_course_home_url(visit.exam.course_id),
        'contact_url': contact_url,
        'contact_url_text': contact_url_text,
    }


def _timed_context(visit: Visit, page: Page) -> dict[str, Any]:
    exam = visit.exam
    context = _common_context(visit) | {
        'hide_extra_time_footer': exam.time_limit_mins > LONG_EXAM_MINUTES,
        'will_be_revealed': exam.due_date is not None and not exam.hide_after_due,
        'exam_name': exam.exam_name,
        'has_time_expired': page is Page.TIMED_SUBMITTED and _has_just_run_out_of_time(visit),
        'course_id': visit.course_id,
    }
    if page is Page.TIMED_SUBMITTED and not exam.hide_after_due and visit.is_past_due:
        context |= _grace_period(visit)
    return context


def _proctored_context(visit: Visit, page: Page) -> dict[str, Any]:
    exam = visit.exam
    policy = find_policy(exam.id)
    context = _common_context(visit) | {
        'platform_name': conf.platform_name,
        'is_sample_attempt': visit.attempt.is_sample_attempt if visit.attempt else visit.kind.is_sample,
        'was_reopened': visit.was_reopened,
        'is_too_late': visit.is_too_late,
        'can_try_again': visit.can_try_again,
        'has_due_date': visit.due_at is not None,
        'has_due_date_passed': visit.is_past_due,
        'able_to_reenter_exam': visit.does_time_remain and not visit.provider_blocks,
        'exam_started_poll_url': _attempt_url(visit, 'proctored_exam.attempt'),
        'update_is_status_acknowledge_url': _attempt_url(visit, 'proctored_exam.attempt.review_status'),
        'link_urls': conf.link_urls,
        'tech_support_email': conf.tech_support_email,
        'proctoring_escalation_email': instructor.find_escalation_email(exam.course_id),
        'exam_review_policy': policy.review_policy if policy else None,
        'backend_js_bundle': provider_gateway.javascript_url(exam),
        **contacts(visit.provider),
        **_entrance(exam),
        'exam_display_name': exam.exam_name,
        'reset_link': links.password_reset_url(),
        'ping_interval': (visit.provider.ping_interval if visit.provider else conf.ping_interval),
        'can_view_content_past_due': conf.viewable_past_due,
    }
    if visit.attempt is not None:
        context['exam_code'] = visit.attempt.attempt_code
    return context | _special_context(visit, page)


def _special_context(visit: Visit, page: Page) -> dict[str, Any]:
    """Return the variables that only some pages have."""
    context: dict[str, Any] = {}
    if visit.attempt is None:
        if visit.kind is ExamKind.PROCTORED:
            context['prerequisite_status'] = status_dict(visit.prerequisites, visit.exam.course_id)
    elif visit.attempt.status in SETTING_UP:
        context |= _set_up(visit.attempt)
    elif page is Page.ONBOARDING_NEEDED:
        context |= _onboarding(visit, visit.attempt)
    elif page in (Page.PROCTORED_REJECTED, Page.ONBOARDING_REJECTED):
        context |= _rejection(visit, visit.attempt)
    elif page is Page.PROCTORED_VERIFIED:
        context |= _grace_period(visit)
    return context


def _set_up(attempt: ProctoredExamStudentAttempt) -> dict[str, Any]:
    """Return how to start the provider's software. What the provider sends is sanitized (deviation S17)."""
    set_up = provider_gateway.set_up(attempt)
    instructions = set_up.instructions
    return {
        'backend_instructions': (
            [safe_html(instruction) for instruction in instructions] if isinstance(instructions, list | tuple) else None
        ),
        'software_download_url': set_up.download_url,
    }


def _onboarding(visit: Visit, attempt: ProctoredExamStudentAttempt) -> dict[str, Any]:
    return {
        'onboarding_status': attempt.status,
        'support_email_subject': onboarding_email_subject(visit.exam.exam_name),
        'onboarding_link': find_onboarding_link(visit.exam.course_id, visit.user, is_learning_mfe=False, now=visit.now),
    }


def _rejection(visit: Visit, attempt: ProctoredExamStudentAttempt) -> dict[str, Any]:
    rejection = find_rejection(attempt)
    is_over = rejection.appeal_until is not None and rejection.appeal_until <= visit.now
    return {**rejection.as_context(), 'is_appeal_over': is_over}


def _grace_period(visit: Visit) -> dict[str, Any]:
    deadline = visit.grace_deadline
    return {'wait_deadline': deadline.isoformat()} if deadline else {}


def _has_just_run_out_of_time(visit: Visit) -> bool:
    """Return whether the attempt used all its time and ended less than a minute ago; False if it never started."""
    attempt = visit.attempt
    if attempt is None or attempt.started_at is None or attempt.completed_at is None:
        return False
    used_all = (attempt.completed_at - attempt.started_at).total_seconds() >= limit_seconds(attempt)
    return used_all and visit.now - attempt.completed_at < timedelta(seconds=SHOW_EXPIRY_MESSAGE_DURATION)


def _entrance(exam: ProctoredExam) -> dict[str, Any]:
    """Return that the exam's provider is Safe Exam Browser, whether this is one, and where learners get in; empty for
    other providers."""
    if not provider_gateway.needs_seb(exam):
        return {}
    return {'needs_seb': True, 'is_seb': calls_itself_seb(), 'entry_url': links.entry_url(exam.id)}


def _attempt_url(visit: Visit, name: str) -> str:
    return reverse(f'edx_proctoring:{name}', args=[visit.attempt.id]) if visit.attempt else ''
