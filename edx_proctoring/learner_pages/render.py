"""The only place that loads the templates of learners' pages."""

from typing import Any

from django.template import loader

from edx_proctoring.learner_pages.pages import Page


def render(page: Page, context: dict[str, Any]) -> str:
    """The page as HTML. ``context`` is what the template sees, all of it; there is no request."""
    return loader.get_template(page).render(context)
