"""What must follow a change: order, claims, repetitions, outages."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

FOLDER: Final = 'edx_proctoring/outbox'
RUNNING: Final = f'{FOLDER}/running.py'
TESTS: Final = 'tests/outbox/test_deliveries.py'
CLAIMS: Final = 'tests/outbox/test_claims.py'
STATUS: Final = 'tests/actions/test_attempt_status.py'

MUTANTS: Final = (
    Mutant(
        file='edx_proctoring/models/delivery.py',
        before="not_before__lte=now).order_by('id')",
        after="not_before__lte=now).order_by('-id')",
        breaks='the newest is delivered first',
        tests=(f'{CLAIMS}::test_the_oldest_goes_first',),
    ),
    Mutant(
        file='edx_proctoring/models/delivery.py',
        before='self.filter(~Exists(earlier), given_up=False',
        after='self.filter(given_up=False',
        breaks='what stands behind something else in its stream is due',
        tests=('tests/models/test_delivery.py::test_a_stream_keeps_its_order',),
    ),
    Mutant(
        file='edx_proctoring/models/delivery.py',
        before="id__lt=OuterRef('id'), given_up=False)",
        after="id__lt=OuterRef('id'))",
        breaks='what was given up holds its stream up',
        tests=('tests/models/test_delivery.py::test_a_delivery_that_was_given_up_holds_nothing_up',),
    ),
    Mutant(
        file=RUNNING,
        before='.filter(key=row.key, not_before=row.not_before).update(',
        after='.filter(key=row.key).update(',
        breaks='a delivery is claimed without comparing',
        tests=(f'{CLAIMS}::test_of_two_who_read_the_same_delivery_one_carries_it_out',),
    ),
    Mutant(
        file=RUNNING,
        before='return claimed == 1',
        after='return claimed <= 1',
        breaks='whoever does not get a delivery carries it out all the same',
        tests=(f'{CLAIMS}::test_of_two_who_read_the_same_delivery_one_carries_it_out',),
    ),
    Mutant(
        file=RUNNING,
        before='return row.not_before - self.now < LEASE / 2',
        after='return row.not_before - self.now < -LEASE',
        breaks='a lease that runs out is not claimed again',
        tests=(f'{TESTS}::test_what_a_request_has_done_is_noted_before_its_lease_runs_out',),
    ),
    Mutant(
        file=RUNNING,
        before='behind.add(row.stream)',
        after='behind.add(row.key)',
        breaks='what stands behind a failure in its stream overtakes it',
        tests=(f'{CLAIMS}::test_what_stands_behind_a_failure_waits',),
    ),
    Mutant(
        file=RUNNING,
        before='given_up=is_hopeless(tries)',
        after='given_up=False',
        breaks='nothing is ever given up',
        tests=(f'{TESTS}::test_what_was_tried_too_often_waits_for_a_person_who_sends_it_again',),
    ),
    Mutant(
        file=RUNNING,
        before='delivering(row.key if goes_to_provider(row.kind) else None)',
        after='delivering(None)',
        breaks='a provider is not told the key of a delivery',
        tests=(f'{TESTS}::test_a_service_that_cannot_serve_now_is_asked_again_with_the_same_key',),
    ),
    Mutant(
        file=RUNNING,
        before='return transaction.atomic() if payload is not None and payload.service else nullcontext()',
        after='return nullcontext()',
        breaks='services of the host are called outside of a transaction',
        tests=('tests/outbox/test_host_calls_after_commit.py',),
    ),
    Mutant(
        file=f'{FOLDER}/recording.py',
        before='else now + LEASE)',
        after='else now)',
        breaks='what was just recorded is taken by another process at once',
        tests=(f'{STATUS}::test_what_a_crash_left_behind_is_carried_out_after_its_lease',),
    ),
    Mutant(
        file=f'{FOLDER}/recording.py',
        before='return {each.stream for each in older - obsolete}, ',
        after='return set(), ',
        breaks='a provider hears of the stop before it hears of the start',
        tests=(f'{STATUS}::test_a_provider_hears_of_the_start_before_it_hears_of_the_stop',),
    ),
    Mutant(
        file=f'{FOLDER}/pending.py',
        before='attempts_made=0, modified=now)',
        after='modified=now)',
        breaks='what a person sends again has one try',
        tests=('tests/commands/test_deliver_pending.py::test_what_fails_again_has_all_its_tries_again',),
    ),
    Mutant(
        file=f'{FOLDER}/pending.py',
        before='due[: limit - succeeded - failed]',
        after='due[: limit * 1000]',
        breaks='a run tries more than its limit',
        tests=(f'{CLAIMS}::test_a_run_ends_after_its_limit_of_failures',),
    ),
    Mutant(
        file=f'{FOLDER}/circuit_breaker.py',
        before='won = last.update(failed_at=now) > 0',
        after='won = last.update(failed_at=now) >= 0',
        breaks='every process tries a provider whose circuit is open',
        tests=(f'{CLAIMS}::test_of_two_who_know_of_an_outage_one_makes_the_trial',),
    ),
    Mutant(
        file=f'{FOLDER}/circuit_breaker.py',
        before='if trouble is None or not trouble.is_outage:',
        after='if trouble is None or trouble.is_outage:',
        breaks='during an outage learners wait for the provider',
        tests=(f'{TESTS}::test_during_an_outage_nobody_waits_for_the_provider',),
    ),
    Mutant(
        file=f'{FOLDER}/circuit_breaker.py',
        before='others.filter(given_up=False, not_before__gt=now).update(not_before=now, failed_at=None)',
        after='others.filter(given_up=False, not_before__gt=now).update(failed_at=None)',
        breaks='what failed during an outage waits on when it is over',
        tests=(f'{CLAIMS}::test_when_an_outage_is_over_nothing_waits_for_its_pause',),
    ),
    Mutant(
        file='edx_proctoring/domain/provider_outage.py',
        before='return self.failures >= FAILURES',
        after='return self.failures > FAILURES',
        breaks='an outage begins one failure later',
        tests=('tests/domain/test_provider_outage.py',),
    ),
    Mutant(
        file='edx_proctoring/domain/provider_outage.py',
        before='max(failed_at, self.last_failed_at or failed_at)',
        after='failed_at',
        breaks='an older failure counts as the newest',
        tests=('tests/domain/test_provider_outage.py::test_the_newest_failure_counts_whatever_the_order',),
    ),
    Mutant(
        file='edx_proctoring/domain/backoff.py',
        before='return longest * (0.5 + chance() / 2)',
        after='return longest',
        breaks='what failed together is tried again together',
        tests=(f'{TESTS}::test_a_pause_is_shortened_by_chance',),
    ),
    Mutant(
        file='edx_proctoring/queries/backlog.py',
        before='failed_at__gt=now - MEMORY, given_up=False).order_by()',
        after='given_up=False).order_by()',
        breaks='an outage is never forgotten',
        tests=(f'{TESTS}::test_what_is_known_of_an_outage_is_forgotten_some_time',),
    ),
)
