"""A database that others keep busy, and one whose connection is lost."""

from tests.actions.conftest import (
    at_once,
    held_by_another,
    impatient,
    own_connection_at_last,
    running,
    shared_database,
)

__all__ = ['at_once', 'held_by_another', 'impatient', 'own_connection_at_last', 'running', 'shared_database']
