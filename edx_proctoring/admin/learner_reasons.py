"""The fields of the admin's forms for what the learner of a rejected session is told."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from edx_proctoring.actions import rejections
from edx_proctoring.domain.rejection_reasons import CHOICES, LONGEST_TEXT, REASONS, Told
from edx_proctoring.exceptions import InvalidInputException


def offered_reasons() -> list[tuple[str, str]]:
    """Return the reasons to choose from, and none, which is what forms had before there were reasons."""
    return [('', _('None')), *((key, _(REASONS[key].label)) for key in CHOICES)]


def without_learner_reason(fields: Iterable[Any]) -> list[Any]:
    """Return the names of the fields without those of the form below."""
    return [name for name in fields if name not in LearnerReasonForm.base_fields]


class LearnerReasonForm(forms.Form):
    """What the learner is told: a reason from the list and a text, both of which may be left out.

    They count only for a form that :meth:`rejects`, and are not looked at otherwise.
    """

    told_reason = forms.ChoiceField(
        required=False,
        choices=offered_reasons,
        label=gettext_lazy('Reason for the learner'),
        help_text=gettext_lazy(
            'Only for a rejection. The learner reads it on the page of the exam and in the email; without one, they '
            'are not told why.'
        ),
    )
    told_text = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={'rows': 3}),
        max_length=LONGEST_TEXT,
        label=gettext_lazy('Text for the learner'),
        help_text=gettext_lazy('In your own words. “Other” requires it.'),
    )

    def rejects(self) -> bool:
        """Return whether saving the form rejects the attempt, or keeps it rejected for another reason."""
        raise NotImplementedError

    def clean(self) -> Any:
        """Return what was entered; a reason that nobody can be told is an error of the form."""
        cleaned = super().clean()
        self.told: Told | None = None
        if not self.errors and self.rejects():
            told = Told(self.cleaned_data.get('told_reason', ''), self.cleaned_data.get('told_text', ''))
            self.told = self._checked(told) if any(told) else None
        return cleaned

    def _checked(self, told: Told) -> Told | None:
        try:
            return rejections.checked(told)
        except InvalidInputException as error:
            self.add_error('told_text' if told.reason else 'told_reason', error.detail)
            return None
