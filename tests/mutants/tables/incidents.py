"""Incidents."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

ACTION: Final = 'edx_proctoring/actions/incidents.py'
EXTRA_TIME: Final = 'edx_proctoring/queries/extra_time.py'
TESTS: Final = 'tests/actions/test_incidents.py'

MUTANTS: Final = (
    Mutant(
        file=ACTION,
        before='if is_unentered(each)]',
        after=']',
        breaks='a reset ends the exam of a learner who has entered',
        tests=(f'{TESTS}::TestResets::test_who_has_entered_meanwhile_goes_on',),
    ),
    Mutant(
        file=EXTRA_TIME,
        before=' if of_incident else grants.exclude(source=TimeGrant.INCIDENT)',
        after=' if of_incident else grants',
        breaks='the time of an incident is taken back behind its back',
        tests=(f'{TESTS}::TestReverting::test_its_time_is_taken_back_with_it_alone',),
    ),
)
