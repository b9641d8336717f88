"""The answer to the courseware's question what a learner sees in the place of an exam."""

import copy
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError

from edx_proctoring import events, provider_gateway
from edx_proctoring.actions import exams
from edx_proctoring.actions.attempts import current_attempt
from edx_proctoring.actions.seb_provider import get_ready_if_open
from edx_proctoring.domain.exam_kind import ExamKind
from edx_proctoring.exceptions import ProctoredExamAlreadyExists
from edx_proctoring.learner_pages import entry, prerequisites
from edx_proctoring.learner_pages.context import page_context
from edx_proctoring.learner_pages.pages import Page
from edx_proctoring.learner_pages.render import render
from edx_proctoring.learner_pages.seb_block import find_quit_url
from edx_proctoring.learner_pages.select import select
from edx_proctoring.learner_pages.visit import Visit
from edx_proctoring.lms import credit
from edx_proctoring.models import ProctoredExam
from edx_proctoring.queries.exams import find_exam_by_content

LEARNER: Final = 'student'


def learner_view(
    user_id: Any, course_id: Any, content_id: Any, context: dict[str, Any], user_role: str | None, *, now: datetime
) -> str | None:
    """Return the page as HTML, or None: then the host shows the exam itself, so None gives access.

    The host's facts about the exam are in ``context``, to which the page's variables are added. An exam that is not
    known yet is created from them. The learner's attempt is ended if its time is over, and an attempt is created and
    declined for a learner who declined a requirement of the exam.
    """
    if user_role != LEARNER:
        return None
    stored = find_exam_by_content(course_id, content_id) or _create_exam(course_id, content_id, context, now=now)
    if not stored.is_active:
        return None
    kind = provider_gateway.kind_of(stored)
    if kind is not ExamKind.TIMED and credit.has_ended(context.get('credit_state') or None, now):
        return None
    attempt = current_attempt(stored, user_id, now=now)
    visit = Visit(
        exam=_as_the_host_dates_it(stored, context),
        kind=kind,
        user_id=user_id,
        course_id=course_id,
        attempt=get_ready_if_open(attempt, now=now) if attempt is not None else None,
        host=context,
        now=now,
    )
    row = select(kind, visit.facts())
    if row.declines:
        prerequisites.decline(stored, user_id, now=now)
    refusal = entry.find_refusal(row, stored, user_id, visit.attempt, now=now)
    if refusal is not None:
        context.update(page_context(visit, Page.KEPT_OUT), kept_out=entry.kept_out(refusal, stored.id))
        return render(Page.KEPT_OUT, context)
    if row.page is None:
        return None
    if row.page is Page.PROCTORED_ENTRANCE:
        events.exam_event(stored, 'option-presented')
    context.update(page_context(visit, row.page))
    quit_url = find_quit_url(visit.attempt) if stored.has_entry_rules else ''
    if quit_url:
        context['seb_quit_url'] = quit_url
    return render(row.page, context)


def _create_exam(course_id: Any, content_id: Any, context: Mapping[str, Any], *, now: datetime) -> ProctoredExam:
    """Create the exam that the host describes. Raises ``KeyError`` when its name or its time limit is missing."""
    try:
        return exams.create(
            course_id,
            content_id,
            exam_name=context['display_name'],
            time_limit_mins=context['default_time_limit_mins'],
            is_proctored=context.get('is_proctored', False),
            is_practice_exam=context.get('is_practice_exam', False),
            due_date=context.get('due_date'),
            hide_after_due=context.get('hide_after_due', False),
            is_active=True,
            now=now,
        )
    except (IntegrityError, ProctoredExamAlreadyExists):
        # Two learners opened it at the same moment, and the other one's request was first.
        exam = find_exam_by_content(course_id, content_id)
        if exam is None:
            raise
        return exam


def _as_the_host_dates_it(exam: ProctoredExam, context: Mapping[str, Any]) -> ProctoredExam:
    """Return a copy with the due date of the courseware, because the stored one may be outdated."""
    shown = copy.copy(exam)
    shown.due_date = context.get('due_date')
    return shown
