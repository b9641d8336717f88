"""Timed and proctored exams for an Open edX LMS, as an installable Django app."""

__version__ = '7.0.0.dev0'
