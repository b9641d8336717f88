"""A picture of every page that the app shows: ``python -m tests.gallery``, or ``make gallery``."""
