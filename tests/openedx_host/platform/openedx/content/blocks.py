"""The course and its problems."""

from typing import Any

from django.utils.html import format_html
from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.fields import Boolean, DateTime, Dict, Integer, Scope, String


class CourseBlock(XBlock):
    """A course."""

    has_children = True
    display_name = String(scope=Scope.settings, default='')
    start = DateTime(scope=Scope.settings)
    end = DateTime(scope=Scope.settings)
    self_paced = Boolean(scope=Scope.settings, default=False)
    enable_timed_exams = Boolean(scope=Scope.settings, default=False)
    enable_proctored_exams = Boolean(scope=Scope.settings, default=False)
    allow_proctoring_opt_out = Boolean(scope=Scope.settings, default=False)
    proctoring_provider = String(scope=Scope.settings)
    proctoring_escalation_email = String(scope=Scope.settings)
    proctoring_configuration = Dict(scope=Scope.settings)
    graceperiod = Integer(scope=Scope.settings)


class ProblemBlock(XBlock):
    """A question with one right answer."""

    question = String(scope=Scope.content, default='')
    answer = String(scope=Scope.user_state)

    def student_view(self, context: dict[str, Any] | None) -> Fragment:
        """The question, with what the learner has answered."""
        return Fragment(
            format_html('<form class="problem"><p>{}</p><output>{}</output></form>', self.question, self.answer or '')
        )

    @XBlock.json_handler
    def problem_check(self, data: dict[str, Any], suffix: str = '') -> dict[str, Any]:
        """Keep an answer."""
        self.answer = data['answer']
        return {'answer': self.answer}
