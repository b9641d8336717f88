"""Rows whose saving has consequences outside their table."""

from django.db import models


class HasConsequences(models.Model):
    """A model with ``save_only()``.

    When host code, a script, or the shell calls ``save()``, receivers draw the consequences of the saved row: the
    provider gets the exam, the review is judged. The actions, which draw them themselves, call ``save_only()``.
    """

    is_saved_only = False

    class Meta:
        abstract = True

    def save_only(self) -> None:
        """Save the row with its history and archives, but leave other consequences to the caller."""
        self.is_saved_only = True
        try:
            self.save()
        finally:
            self.is_saved_only = False
