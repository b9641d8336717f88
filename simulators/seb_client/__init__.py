"""Safe Exam Browser, as a server meets it: its files, the values that it presents, and what it does differently.

``python -m simulators.seb_client exam.seb --url https://lms.example/exam`` prints what a client would send. Tests use
:class:`~simulators.seb_client.client.SebClient` with a :class:`~simulators.seb_client.session.SebSession`, or with
Playwright (:mod:`simulators.seb_client.playwright_pages`).

It plays the part of real clients as far as their code and the pages of their makers say what they do. It locks nothing,
filters no addresses, and has no browser exam key that a real client would have.
"""
