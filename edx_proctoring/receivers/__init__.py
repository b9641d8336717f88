"""The door of model signals. Importing it connects them, which ``AppConfig.ready`` does.

``archives`` keeps what rows were before. ``saved_rows`` has rows that host code saves treated like those that our own
actions save. ``freshness`` has what was remembered of a row forgotten. ``finished_requests`` carries along what waits.
"""

from edx_proctoring.receivers import archives, finished_requests, freshness, saved_rows

__all__ = ('archives', 'finished_requests', 'freshness', 'saved_rows')
