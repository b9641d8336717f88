"""The only place that loads the templates of learners' pages."""

from typing import Any

from django.template import loader

from edx_proctoring.learner_pages.pages import Page


def render(page: Page, context: dict[str, Any]) -> str:
    """Return the page as HTML. ``context`` is everything that the template sees; there is no request."""
    return loader.get_template(page).render(context)
