"""Mutations of the code, picked by hand, and the tests that have to notice them: ``make mutants`` tries each alone.

``tables`` has the mutations by subject; ``trial`` applies each to a copy of the tree and runs its tests there.
docs/reliability.rst says what the table holds, and ``test_tables.py`` that it still fits the code.
"""
