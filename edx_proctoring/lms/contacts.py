"""Whom learners turn to with a question about their exam."""

from edx_proctoring.conf import conf, site_url
from edx_proctoring.lms import instructor


def find_contact(course_id: str, backend: str | None) -> tuple[str, str]:
    """Return where questions go, as a URL and as the text of the link, the same in pages and emails (deviation X36).

    The first of these that exists is used: the course's contact, the provider's (``LINK_URLS['contact']`` of its
    options), the site's (``LINK_URLS['contact_us']``), and finally the site's page ``/support/contact_us``.
    """
    email = instructor.find_escalation_email(course_id)
    if email:
        return f'mailto:{email}', email
    of_provider = (conf.options_of(backend).get('LINK_URLS') or {}).get('contact') if backend else None
    url = of_provider or conf.link_urls.get('contact_us')
    if not url:
        url = f'{site_url()}/support/contact_us'
    return url, url
