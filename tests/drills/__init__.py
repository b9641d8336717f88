"""Whole lives of attempts under stress: random actions, outages, killed processes, many workers at once.

Each suite has a short version, which runs with all other tests, and a long one with the mark ``drill``, which
``make drill`` runs and which prints its figures. docs/reliability.rst says what they show.
"""
