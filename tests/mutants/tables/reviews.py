"""Reviews: taken once, from whom they may come, and what they make of an attempt."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

RECEIVED: Final = 'edx_proctoring/actions/received_reviews.py'
REVIEWS: Final = 'edx_proctoring/actions/reviews.py'
ANONYMOUS: Final = 'edx_proctoring/views/anonymous_reviews.py'
CALLBACKS: Final = 'edx_proctoring/views/provider_callbacks.py'
ANNOUNCED: Final = "Change(Status.ready_to_start, actor=Actor.PROVIDER), now=now)\n        return Response('OK')"
CRYPTO: Final = 'edx_proctoring/security/crypto.py'
RECEIVED_TESTS: Final = 'tests/actions/test_received_reviews.py'
PENDING_TESTS: Final = 'tests/actions/test_pending_reviews.py'
REVIEW_TESTS: Final = 'tests/actions/test_reviews.py'
GUARDS: Final = 'tests/views/test_review_callback_guards.py'
SENDERS: Final = 'tests/views/test_review_senders.py'
CALLBACK_TESTS: Final = 'tests/views/test_provider_callbacks.py'
MATRIX: Final = 'tests/views/test_permission_matrix.py::test_what_each_caller_is_answered[What providers call]'
OUTCOMES: Final = 'tests/domain/test_review_outcome.py'

MUTANTS: Final = (
    Mutant(
        file=RECEIVED,
        before="if not _waiting(received).update(processed_at=now, payload='', error=''):",
        after="if _waiting(received).update(processed_at=now, payload='', error='') is None:",
        breaks='the same payload has its effect again',
        tests=(f'{RECEIVED_TESTS}::test_a_delivery_that_comes_late_does_not_undo_a_newer_one',),
    ),
    Mutant(
        file=RECEIVED,
        before='@transactional\ndef _record_once(',
        after='def _record_once(',
        breaks='a payload is marked although its review was not stored',
        tests=(f'{PENDING_TESTS}::test_a_failure_keeps_the_payload_and_the_command_finishes_it',),
    ),
    Mutant(
        file=RECEIVED,
        before="rows.filter(error='', received_at__lt=now - LEASE)",
        after="rows.filter(error='')",
        breaks='a payload that is being processed is taken up by another process',
        tests=(f'{PENDING_TESTS}::test_a_process_that_is_killed_leaves_the_payload',),
    ),
    Mutant(
        file=RECEIVED,
        before='if error.http_status < FIRST_SERVER_ERROR:',
        after='if error.http_status:',
        breaks='a payload is dropped when the provider plug-in fails',
        tests=(f'{PENDING_TESTS}::test_a_provider_that_fails_to_read_its_review_keeps_it_too',),
    ),
    Mutant(
        file=RECEIVED,
        before="f'{attempt_code}\\n{text}'",
        after="f'{text}'",
        breaks='the same content about two attempts counts once',
        tests=(f'{RECEIVED_TESTS}::test_the_order_of_keys_makes_no_difference_and_the_attempt_does',),
    ),
    Mutant(
        file=RECEIVED,
        before='json.dumps(payload, sort_keys=True,',
        after='json.dumps(payload, sort_keys=False,',
        breaks='the order of keys makes another review',
        tests=(f'{RECEIVED_TESTS}::test_the_order_of_keys_makes_no_difference_and_the_attempt_does',),
    ),
    Mutant(
        file=RECEIVED,
        before='if not received.is_anonymous:\n        named',
        after='if received.payload:\n        named',
        breaks='who sends a review without a login names a member of the staff',
        tests=(f'{SENDERS}::test_without_a_login_nobody_is_believed_to_have_reviewed_whatever_the_plug_in_reads',),
    ),
    Mutant(
        file='edx_proctoring/queries/reviews.py',
        before='            and instructor.is_course_or_global_staff(user, exam.course_id)\n',
        after='',
        breaks='a provider names any user as the reviewer',
        tests=(f'{CALLBACK_TESTS}::TestReviewed::test_only_staff_of_the_course_are_believed_to_have_reviewed',),
    ),
    Mutant(
        file='edx_proctoring/actions/review_rows.py',
        before=' and stored.reviewed_by_id == (reviewed_by.id if reviewed_by else None)',
        after='',
        breaks='of two reviews alike, the reviewer is ignored',
        tests=(f'{REVIEW_TESTS}::test_the_same_review_by_a_person_is_that_persons_decision',),
    ),
    Mutant(
        file='edx_proctoring/actions/review_rows.py',
        before='and _video_link(stored, video_key) != review.video_url:',
        after='and not review.video_url:',
        breaks='of two reviews alike, the recording is ignored',
        tests=(f'{REVIEW_TESTS}::test_the_same_review_with_another_recording_leads_to_that_one',),
    ),
    Mutant(
        file='edx_proctoring/actions/review_rows.py',
        before="if stored.raw_data not in ('', review.raw_data):",
        after='if stored.raw_data != review.raw_data:',
        breaks='a repeated review refills what was emptied',
        tests=('tests/actions/test_retention_and_reviews.py::test_a_repetition_refills_nothing',),
    ),
    Mutant(
        file='edx_proctoring/queries/retention.py',
        before='chosen = [pk for pk, attempt in batch if attempt not in busy]',
        after='chosen = [pk for pk, _attempt in batch]',
        breaks='old data of attempts that wait for a decision is emptied',
        tests=(
            'tests/actions/test_retention.py::test_attempts_that_are_open_or_wait_for_a_decision_keep_all_of_it',
            'tests/actions/test_retention.py::test_what_waits_to_be_processed_is_kept_with_what_it_is_about',
        ),
    ),
    Mutant(
        file='edx_proctoring/actions/retention.py',
        before='return find_old(part, before).filter(pk__in=ids).update(**part.empty)',
        after='return find_old(part, datetime.max).filter(pk__in=ids).update(**part.empty)',
        breaks='what came while old data is emptied is emptied, too',
        tests=('tests/actions/test_retention_and_reviews.py::test_what_came_after_it_was_found_is_kept',),
    ),
    Mutant(
        file=REVIEWS,
        before='if stored and not conf.allow_review_updates:',
        after='if not stored and not conf.allow_review_updates:',
        breaks='a review is changed where the site forbids it',
        tests=(f'{REVIEW_TESTS}::test_a_site_may_forbid_changes',),
    ),
    Mutant(
        file=REVIEWS,
        before='is_by_person=review.reviewed_by_id is not None,',
        after='is_by_person=False,',
        breaks="a person's decision waits for a second review",
        tests=(f'{REVIEW_TESTS}::test_a_suspicious_session_waits_for_a_person_whose_decision_is_final',),
    ),
    Mutant(
        file=REVIEWS,
        before='is_by_person=review.reviewed_by_id is not None,',
        after='is_by_person=True,',
        breaks="a provider's suspicion is final",
        tests=(f'{REVIEW_TESTS}::test_a_suspicious_session_waits_for_a_person_whose_decision_is_final',),
    ),
    Mutant(
        file='edx_proctoring/domain/review_outcome.py',
        before='if attempt.is_archived or attempt.status',
        after='if attempt.status',
        breaks='a review changes an attempt that was removed',
        tests=(f'{OUTCOMES}::test_a_removed_or_reset_attempt_keeps_its_status',),
    ),
    Mutant(
        file='edx_proctoring/domain/review_outcome.py',
        before='return Status.verified if attempt.was_submitted else Status.error',
        after='return Status.verified',
        breaks='an attempt that was never submitted is verified',
        tests=(f'{OUTCOMES}::test_outcome',),
    ),
    Mutant(
        file='edx_proctoring/domain/review_outcome.py',
        before='if verdict.is_by_person or not verdict.needs_second_review:',
        after='if verdict.is_by_person or verdict.needs_second_review:',
        breaks='a second review is not asked for',
        tests=(f'{OUTCOMES}::test_outcome',),
    ),
    # --- From whom --------------------------------------------------------------------------------------------------
    Mutant(
        file=CRYPTO,
        before='hmac.compare_digest(one, other) for one in expected',
        after='one == other for one in expected',
        breaks='the time tells how much of a guessed signature was right',
        tests=(f'{SENDERS}::test_signatures_are_compared_in_constant_time',),
    ),
    Mutant(
        file=CRYPTO,
        before='return any(matches) and abs(now - signed_at) <= seconds',
        after='return any(matches)',
        breaks='a signature never grows old',
        tests=(f'{GUARDS}::test_a_signed_review_that_is_replayed_has_no_effect_and_then_is_refused',),
    ),
    Mutant(
        file=CRYPTO,
        before='return any(matches) and abs(now - signed_at) <= seconds',
        after='return abs(now - signed_at) <= seconds',
        breaks='any signature of now is taken',
        tests=(f'{GUARDS}::test_what_is_not_signed_as_it_must_be_is_refused',),
    ),
    Mutant(
        file=CRYPTO,
        before="f'{signed_at}.'.encode('ascii') + body, hashlib.sha256",
        after="f'{signed_at}.'.encode('ascii'), hashlib.sha256",
        breaks='the body of a review is not signed',
        tests=(f'{GUARDS}::test_what_is_not_signed_as_it_must_be_is_refused',),
    ),
    Mutant(
        file=ANONYMOUS,
        before='return provider is not None and provider.posts_reviews_anonymously',
        after='return provider is not None',
        breaks='reviews without a login are taken for every provider',
        tests=(f'{SENDERS}::test_a_learner_does_not_verify_their_own_attempt_at_another_kind_of_provider',),
    ),
    Mutant(
        file=ANONYMOUS,
        before='constant_time_compare(presented, secret)',
        after='presented == secret',
        breaks='the time tells how much of a guessed secret was right',
        tests=('tests/views/test_software_secure.py::test_secret_and_locator_are_compared_in_constant_time',),
    ),
    Mutant(
        file=ANONYMOUS,
        before='if secrets and not any(matches):',
        after='if secrets and not all(matches):',
        breaks='secrets cannot be exchanged without a gap',
        tests=(f'{GUARDS}::test_each_of_several_secrets_is_accepted_while_they_are_exchanged',),
    ),
    Mutant(
        file=ANONYMOUS,
        before="if networks and not is_in(networks, request.META.get('REMOTE_ADDR', '')):",
        after="if networks and is_in(networks, ''):",
        breaks='reviews come from any network',
        tests=(f'{CALLBACK_TESTS}::TestAnonymousReview::test_networks_may_be_demanded',),
    ),
    Mutant(
        file=ANONYMOUS,
        before='return bool(cache.incr(key) <= most)',
        after='return bool(cache.incr(key) >= 0)',
        breaks='ids can be guessed as fast as one likes',
        tests=(f'{GUARDS}::test_who_asks_too_often_waits',),
    ),
    Mutant(
        file='edx_proctoring/views/base.py',
        before='        bodies.require_size(request, getattr(conf, self.size_setting))\n',
        after='',
        breaks='a body of any size is read',
        tests=('tests/views/test_bodies.py::test_a_body_that_is_too_large_is_not_read',),
    ),
    Mutant(
        file='edx_proctoring/views/bodies.py',
        before='    if has_too_many_values(raw):',
        after='    if not raw:',
        breaks='ten megabytes of empty objects take 230 of memory',
        tests=('tests/views/test_bodies.py::test_many_small_values_are_not_read',),
    ),
    Mutant(
        file='edx_proctoring/backends/software_secure.py',
        before='if not expected or not _same_text(expected.lower(), locator.lower()):',
        after='if expected and not _same_text(expected.lower(), locator.lower()):',
        breaks='an attempt that was never registered has a review',
        tests=('tests/views/test_software_secure.py::test_an_attempt_that_was_never_registered_has_no_review',),
    ),
    Mutant(
        file='edx_proctoring/backends/software_secure.py',
        before='if not expected or not _same_text(expected.lower(), locator.lower()):',
        after='if not expected:',
        breaks='who knows the code of an attempt reviews it',
        tests=(f'{CALLBACK_TESTS}::TestAnonymousReview::test_who_does_not_know_the_locator',),
    ),
    Mutant(
        file=CALLBACKS,
        before='return Response(status=status.HTTP_403_FORBIDDEN)',
        after='pass',
        breaks='learners review their own attempts',
        tests=(MATRIX,),
    ),
    Mutant(
        file=CALLBACKS,
        before="raise ProctoredExamPermissionDenied(_('Only the proctoring provider may do this.'))",
        after='pass',
        breaks='learners say that they are set up',
        tests=(MATRIX,),
    ),
    Mutant(
        file=CALLBACKS,
        before=f'change_status(settle(attempt, now=now), {ANNOUNCED}',
        after=f'change_status(attempt, {ANNOUNCED}',
        breaks='an overdue attempt is not ended by the ready callback',
        tests=('tests/views/test_ready_callback.py::test_an_attempt_whose_time_is_over_is_ended_at_its_deadline',),
    ),
    Mutant(
        file=CALLBACKS,
        before='if request.method in METHODS_WITHOUT_REPORT:',
        after='if request.method is None:',
        breaks='a link checker makes an attempt ready',
        tests=(f'{CALLBACK_TESTS}::TestLaunch::test_who_only_looks_ahead_changes_nothing',),
    ),
)
