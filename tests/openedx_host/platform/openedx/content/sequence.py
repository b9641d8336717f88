"""The subsection of a course. If it is an exam, it asks the ``proctoring`` service what the learner gets to see."""

from typing import Any

from django.utils.html import format_html
from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.fields import Boolean, DateTime, Integer, Scope, String

USER_ID = 'edx-platform.user_id'
USER_IS_STAFF = 'edx-platform.user_is_staff'


@XBlock.wants('proctoring')
@XBlock.wants('credit')
@XBlock.needs('user')
@XBlock.needs('i18n')
class SequenceBlock(XBlock):
    """A subsection."""

    has_children = True
    display_name = String(scope=Scope.settings, default='')
    start = DateTime(scope=Scope.settings)
    due = DateTime(scope=Scope.settings)
    graceperiod = Integer(scope=Scope.settings)
    is_time_limited = Boolean(scope=Scope.settings, default=False)
    default_time_limit_minutes = Integer(scope=Scope.settings)
    is_proctored_enabled = Boolean(scope=Scope.settings, default=False)
    is_practice_exam = Boolean(scope=Scope.settings, default=False)
    is_onboarding_exam = Boolean(scope=Scope.settings, default=False)
    allow_proctoring_opt_out = Boolean(scope=Scope.settings, default=False)
    exam_review_rules = String(scope=Scope.settings, default='')
    hide_after_due = Boolean(scope=Scope.settings, default=False)
    position = Integer(scope=Scope.user_state)

    @property
    def location(self) -> Any:
        """The key of this block."""
        return self.scope_ids.usage_id

    def student_view(self, context: dict[str, Any] | None) -> Fragment:
        """The page of the exam, or the units."""
        special_exam_html = self._time_limited_student_view() if self.is_time_limited else None
        if special_exam_html:
            return Fragment(special_exam_html)
        fragment = Fragment(format_html('<h2 class="sequence">{}</h2>', self.display_name))
        for child in self.get_children():
            rendered = child.render('student_view', context)
            fragment.add_fragment_resources(rendered)
            fragment.add_content(rendered.content)
        return fragment

    def descendants_are_gated(self, context: dict[str, Any] | None) -> bool:
        """Whether the units must not be shown by themselves now."""
        if self.runtime.service(self, 'user').get_current_user().opt_attrs.get(USER_IS_STAFF):
            return False
        return bool(self.is_time_limited and self._time_limited_student_view())

    def _time_limited_student_view(self) -> str | None:
        proctoring_service = self.runtime.service(self, 'proctoring')
        credit_service = self.runtime.service(self, 'credit')
        if not (proctoring_service and credit_service):
            return None
        user = self.runtime.service(self, 'user').get_current_user()
        user_id, is_staff = user.opt_attrs.get(USER_ID), user.opt_attrs.get(USER_IS_STAFF)
        course_key = self.location.context_key
        context = {
            'display_name': self.display_name,
            'default_time_limit_mins': self.default_time_limit_minutes or 0,
            'is_practice_exam': self.is_practice_exam,
            'allow_proctoring_opt_out': self.allow_proctoring_opt_out,
            'due_date': self.due,
            'grace_period': self.graceperiod,
        }
        credit_state = credit_service.get_credit_state(user_id, course_key)
        if credit_state:
            context['credit_state'] = credit_state
        return proctoring_service.get_student_view(
            user_id=user_id,
            course_id=course_key,
            content_id=self.location,
            context=context,
            user_role='staff' if is_staff else 'student',
        )
