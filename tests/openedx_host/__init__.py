"""A small Open edX platform, built as the real one builds itself, and the life of exams in it.

``platform/`` is a project of its own: an LMS and a Studio that know nothing of these tests. It runs as processes, in
virtual environments that hold the published packages of ``requirements.txt`` and the built wheel of this project.
"""
