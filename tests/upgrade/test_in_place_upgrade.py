"""A site changes to this package, and back, with its data in place."""

from __future__ import annotations

import pytest

from tests.upgrade.conftest import Installation

pytestmark = pytest.mark.upgrade


ADDED = {
    'proctoring_delivery',
    'proctoring_receivedreview',
    'proctoring_reopening',
    'proctoring_timegrant',
    'proctoring_accommodation',
    'proctoring_attemptnote',
    'proctoring_incident',
    'proctoring_incidentattempt',
    'proctoring_accesscode',
    'proctoring_entryevent',
    'proctoring_entrypass',
    'proctoring_entryrules',
    'proctoring_sebchallenge',
    'proctoring_sebconfiguration',
    'proctoring_proctoredexam.has_entry_rules',
    'proctoring_proctoredexamstudentattempt.current_at_exam',
    'proctoring_proctoredexamstudentattempt.decided_by_person',
    'proctoring_proctoredexamsoftwaresecurereview.decision_reason',
    'proctoring_proctoredexamsoftwaresecurereviewhistory.decision_reason',
    'proctoring_proctoredexamsoftwaresecurereviewhistory.set_aside',
    'proctoring_proctoredexamsoftwaresecurereview.learner_reason',
    'proctoring_proctoredexamsoftwaresecurereview.learner_text',
    'proctoring_proctoredexamsoftwaresecurereviewhistory.learner_reason',
    'proctoring_proctoredexamsoftwaresecurereviewhistory.learner_text',
    'proctoring_proctoredexamstudentattemptcomment.unread',
}


def test_a_database_of_the_published_package_is_taken_over_and_given_back(
    installations: tuple[Installation, Installation],
) -> None:
    """Nothing that the published package wrote changes, and it can have the database again."""
    published, ours = installations
    published.manage('migrate', '--verbosity', '0')
    published.drive('upgrade_fill')
    before = published.dump()
    assert len(before['tables']) == 11
    assert [name for name, table in before['tables'].items() if not table['rows']] == []
    assert len(before['migrations']) == 25
    assert before['added'] == []

    ours.manage('migrate', '--verbosity', '0')
    after = ours.dump()
    assert after['tables'] == before['tables']
    assert set(before['migrations']) < set(after['migrations'])
    assert set(after['added']) == ADDED
    ours.manage('makemigrations', '--check', '--dry-run', 'edx_proctoring')
    ours.manage('migrate', '--check')

    # The published package works beside our additions, should somebody forget to take them away, ...
    published.drive('upgrade_use_again')

    # ... and without them.
    used = published.dump()
    ours.manage('migrate', '--verbosity', '0', 'edx_proctoring', '0001_squashed_0025')
    reverted = ours.dump()
    assert reverted['tables'] == used['tables']
    assert reverted['added'] == []
    published.manage('migrate', '--check')
    assert set(before['migrations']) <= set(published.dump()['migrations'])


def test_a_fresh_database_of_ours_serves_the_published_package(
    installations: tuple[Installation, Installation],
) -> None:
    """All 25 names are recorded, so the published package has nothing to migrate, and it can fill every table."""
    published, ours = installations
    ours.manage('migrate', '--verbosity', '0')
    published.manage('migrate', '--check')
    published.drive('upgrade_fill')
    assert [name for name, table in published.dump()['tables'].items() if not table['rows']] == []
