"""Reopening finished attempts."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

REOPENING: Final = 'edx_proctoring/actions/reopening.py'
LIMITS: Final = 'edx_proctoring/domain/time_limits.py'
SELECT: Final = 'edx_proctoring/learner_pages/select.py'
TESTS: Final = 'tests/actions/test_reopening.py'

MUTANTS: Final = (
    Mutant(
        file=REOPENING,
        before="    if attempt.user_id == getattr(by, 'pk', None):\n        return 'own'\n",
        after='',
        breaks='staff reopens their own attempt',
        tests=(f'{TESTS}::TestRefusals::test_the_learner_of_the_attempt',),
    ),
    Mutant(
        file=REOPENING,
        before="    if attempt.current_at_exam is None:\n        return 'not_current'\n",
        after='',
        breaks='an old attempt is reopened beside the new one',
        tests=(f'{TESTS}::TestRefusals::test_an_older_attempt',),
    ),
    Mutant(
        file=LIMITS,
        before='attempt.ready_to_resume and not attempt.resumed',
        after='attempt.ready_to_resume',
        breaks='a reopening is undone under a learner who is back',
        tests=(f'{TESTS}::TestUndo::test_who_has_come_back_goes_on_and_so_do_the_others',),
    ),
    Mutant(
        file=LIMITS,
        before='attempt.status == Status.error or attempt.ready_to_resume or attempt.resumed',
        after='attempt.status == Status.error',
        breaks='a reopened exam promises all of its time',
        tests=('tests/learner_pages/test_reopened.py::test_the_page_says_how_much_time_there_is_and_its_button_works',),
    ),
    Mutant(
        file=SELECT,
        before='    Row((_ready_to_resume, _in_time), Page.TIMED_REOPENED),\n',
        after='',
        breaks='a reopened timed exam cannot be continued',
        tests=('tests/learner_pages/test_reopened.py::test_the_page_says_how_much_time_there_is_and_its_button_works',),
    ),
)
