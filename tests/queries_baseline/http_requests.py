"""The requests whose statements are counted: for every URL name and method one that succeeds, or several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from django.contrib.auth.models import User
from django.utils import timezone

from edx_proctoring.actions.extra_time import extend
from edx_proctoring.actions.reopening import reopen
from edx_proctoring.models import (
    Incident,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.factories import (
    COURSE_ID,
    AccommodationFactory,
    CommentFactory,
    IncidentFactory,
    helped_attempt,
)
from tests.queries_baseline.entrances import bound, changing_code, exam_with_rules, gated, seb_file, seb_token
from tests.queries_baseline.world import World


class Sent(NamedTuple):
    """What is sent by whom: the arguments of the address, the body and the query."""

    by: User | None
    args: tuple[Any, ...] = ()
    body: Any = None
    query: Mapping[str, Any] = {}


def of_staff(world: World, *args: Any, **query: Any) -> Sent:
    """A request of the site's staff without a body."""
    return Sent(world.staff, args, query=query)


def of_learner(world: World, *args: Any, **query: Any) -> Sent:
    """A request of the learner without a body."""
    return Sent(world.learner, args, query=query)


def act(world: World, action: str, attempt: Any) -> Sent:
    """The learner does something with an attempt of their own."""
    return Sent(world.learner, (attempt.id,), {'action': action})


def new_exam(world: World) -> dict[str, Any]:
    """What makes an exam of the course."""
    (fields,) = world.registration()[-1:]
    return {**fields, 'external_id': 'external-new'}


def bulk(world: World) -> dict[str, Any]:
    """Additional time for ``size`` learners at two exams."""
    return {
        'course_id': COURSE_ID,
        'exam_ids': [world.exam.id, world.exams[0].id],
        'user_ids': [user.username for user in world.learners],
        'allowance_type': 'additional_time_granted',
        'value': '5',
    }


def waiting_review(world: World) -> int:
    """The review of an attempt that waits for a person, with ``size`` findings."""
    attempt = world.attempt(Status.second_review_required)
    (review,) = world.review([attempt])
    review.review_status = 'Suspicious'
    review.save_only()
    CommentFactory.create_batch(world.size, review=review)
    return int(review.pk)


def extended(world: World) -> str:
    """The batch of extra time of an attempt that is running."""
    attempt = world.attempt(Status.started)
    result = extend([attempt.id], 300, course_id=COURSE_ID, reason='', by=None, now=timezone.now())
    return result.batch


def reopened(world: World) -> str:
    """The batch of a submitted attempt that was reopened."""
    attempt = world.attempt(Status.submitted)
    return reopen([attempt.id], 300, course_id=COURSE_ID, reason='', by=None, now=timezone.now()).batch


def lived(world: World) -> int:
    """An attempt to which ``size`` things happened."""
    attempt = world.attempt(Status.started)
    for minutes in range(world.size):
        attempt.allowed_time_limit_mins = 90 + minutes
        attempt.save_only()
    return attempt.id


def accommodated(world: World) -> str:
    """The course, some of whose learners have an accommodation in it or in all courses."""
    for learner in world.learners:
        AccommodationFactory(user=learner)
        AccommodationFactory(user=learner, course_id='')
    return COURSE_ID


def incident_with_attempts(world: World) -> Incident:
    """An incident that has given ``size`` learners more time, and reset nobody."""
    incident: Incident = IncidentFactory()
    exam = world.exam
    for _ in range(world.size):
        helped_attempt(incident, proctored_exam=exam)
    return incident


def window(minutes: int = 10) -> dict[str, str]:
    """The last minutes without a network."""
    now = timezone.now()
    began_at = now - timedelta(minutes=minutes)
    return {'cause': 'network', 'began_at': began_at.isoformat(), 'ended_at': now.isoformat()}


def new_incident(world: World) -> dict[str, Any]:
    """An incident that has hit ``size`` learners, who get ten minutes each."""
    attempts = [each.attempt_id for each in incident_with_attempts(world).attempts.all()]
    started_at = timezone.now() - timedelta(minutes=20)
    ProctoredExamStudentAttempt.objects.filter(id__in=attempts).update(started_at=started_at)
    remedies = [{'attempt_id': attempt_id, 'remedy': 'extend', 'minutes': 10} for attempt_id in attempts]
    return {'batch': str(uuid4()), **window(), 'attempts': remedies}


def file_of_accommodations(world: World) -> dict[str, Any]:
    """A file with all learners."""
    return {'file': '\n'.join(['username,multiplier', *(f'{learner.username},1.5' for learner in world.learners)])}


def review_of_software_secure(world: World) -> dict[str, Any]:
    """A verdict in the form of SoftwareSecure, with ``size`` comments."""
    exam = world.make_exam('rpnow', backend='rpnow4')
    attempt = world.attempt(Status.submitted, exam)
    comment = {'eventStart': 1, 'eventFinish': 2, 'duration': 1, 'comments': 'A phone', 'eventStatus': 'Suspicious'}
    return {
        'examMetaData': {'examCode': attempt.attempt_code, 'ssiRecordLocator': attempt.external_id},
        'reviewStatus': 'Clean',
        'webCamComments': [comment] * world.size,
    }


def grant(world: World, user: User) -> dict[str, Any]:
    """Additional time for one learner."""
    return {'exam_id': world.exam.id, 'user_info': user.username, 'key': 'additional_time_granted', 'value': '5'}


def revoke(world: World) -> dict[str, Any]:
    """Takes the allowance of the first of the learners back."""
    return {'exam_id': world.exam.id, 'user_id': world.learners[0].id, 'key': 'additional_time_granted'}


def with_onboarding(world: World) -> str:
    """The course, which has onboarding exams."""
    return world.practice.course_id


def with_policy(world: World) -> int:
    """The id of the exam, which has review policies."""
    world.make_policy(world.exam)
    return world.exam.id


# The key is a method, a URL name and, where there are several of them, what is done.
REQUESTS: dict[str, Callable[[World], Sent]] = {
    # exams
    'POST proctored_exam.exam': lambda w: Sent(w.staff, (), new_exam(w)),
    'PUT proctored_exam.exam': lambda w: Sent(w.staff, (), {'exam_id': w.exam.id, 'exam_name': 'New'}),
    'GET proctored_exam.exam_by_id': lambda w: of_learner(w, w.exam.id),
    'GET proctored_exam.exam_by_content_id': lambda w: of_learner(
        w, COURSE_ID, w.make_exam('legacy', content_id='legacy').content_id
    ),
    'GET proctored_exam.exams_by_course_id': lambda w: of_learner(w, COURSE_ID),
    'PATCH proctored_exam.register_exams_by_course_id: new': lambda w: Sent(w.staff, (COURSE_ID,), w.registration()),
    'PATCH proctored_exam.register_exams_by_course_id: again': lambda w: Sent(
        w.staff, (COURSE_ID,), w.registration(*w.exams)
    ),
    'GET proctored_exam.proctoring_settings': lambda w: of_learner(w, w.exam.id),
    'GET proctored_exam.review_policy': lambda w: of_learner(w, with_policy(w)),
    # a learner's attempts
    'GET proctored_exam.attempt': lambda w: of_learner(w, w.attempt(Status.started).id),
    'PUT proctored_exam.attempt: start': lambda w: act(w, 'start', w.attempt(Status.ready_to_start)),
    'PUT proctored_exam.attempt: stop': lambda w: act(w, 'stop', w.attempt(Status.started)),
    'PUT proctored_exam.attempt: submit': lambda w: act(w, 'submit', w.attempt(Status.started)),
    'PUT proctored_exam.attempt: click_download_software': lambda w: act(
        w, 'click_download_software', w.attempt(Status.created)
    ),
    'PUT proctored_exam.attempt: decline': lambda w: act(w, 'decline', w.attempt(Status.created)),
    'PUT proctored_exam.attempt: error': lambda w: act(w, 'error', w.attempt(Status.started)),
    'PUT proctored_exam.attempt: reset_attempt': lambda w: act(
        w, 'reset_attempt', w.attempt(Status.rejected, w.practice)
    ),
    'PUT proctored_exam.attempt: mark_ready_to_resume': lambda w: Sent(
        w.staff,
        (w.attempt(Status.error, is_resumable=True).id,),
        {'action': 'mark_ready_to_resume', 'user_id': w.learner.id},
    ),
    'DELETE proctored_exam.attempt': lambda w: of_staff(w, w.attempt(Status.submitted).id),
    'GET proctored_exam.attempt.collection': lambda w: Sent(w.running()),
    'POST proctored_exam.attempt.collection: timed': lambda w: Sent(
        w.learner, (), {'exam_id': w.timed.id, 'attempt_proctored': 'false', 'start_clock': 'true'}
    ),
    'POST proctored_exam.attempt.collection: proctored': lambda w: Sent(
        w.learner, (), {'exam_id': with_policy(w), 'attempt_proctored': 'true'}
    ),
    'POST proctored_exam.attempt.collection: practice': lambda w: Sent(
        w.learner, (), {'exam_id': w.practice.id, 'attempt_proctored': 'true'}
    ),
    'POST proctored_exam.attempt.collection: resuming': lambda w: Sent(
        w.learner,
        (),
        {
            'exam_id': w.attempt(Status.error, is_resumable=True, ready_to_resume=True).proctored_exam_id,
            'attempt_proctored': 'true',
        },
    ),
    'PUT proctored_exam.attempt.review_status': lambda w: Sent(w.learner, (w.attempt(Status.rejected).id,), {}),
    'GET proctored_exam.exam_attempts': lambda w: of_learner(
        w, COURSE_ID, content_id=w.attempt(Status.started).proctored_exam.content_id, is_learning_mfe='true'
    ),
    'GET proctored_exam.exam_attempts: no attempt': lambda w: of_learner(
        w, COURSE_ID, content_id=w.exam.content_id, is_learning_mfe='true'
    ),
    'GET proctored_exam.active_attempt': lambda w: Sent(w.running()),
    'GET proctored_exam.active_exams_for_user': lambda w: Sent(w.running()),
    'DELETE proctored_exam.attempts.reset': lambda w: of_staff(
        w, w.attempt(Status.submitted).proctored_exam_id, w.learner.id
    ),
    # the attempts of a course
    'GET proctored_exam.attempts.grouped.course': lambda w: of_staff(w, COURSE_ID),
    'GET proctored_exam.attempts.grouped.course: last page': lambda w: of_staff(w, COURSE_ID, page='999'),
    'GET proctored_exam.attempts.grouped.course: one status': lambda w: of_staff(w, COURSE_ID, status='submitted'),
    'GET proctored_exam.attempts.grouped.search': lambda w: of_staff(w, COURSE_ID, 'many'),
    'GET proctored_exam.results': lambda w: of_staff(w, COURSE_ID),
    'GET proctored_exam.results: json': lambda w: of_staff(w, COURSE_ID, file='json'),
    'GET proctored_exam.results: chosen': lambda w: of_staff(w, COURSE_ID, status='submitted', search='many'),
    'GET proctored_exam.board': lambda w: of_staff(w, COURSE_ID),
    'GET proctored_exam.overview': lambda w: of_staff(w, COURSE_ID),
    'POST proctored_exam.extra_time': lambda w: Sent(
        w.staff, (COURSE_ID,), {'attempt_ids': [w.attempt(Status.started).id], 'minutes': 5}
    ),
    'POST proctored_exam.extra_time: all at an exam': lambda w: Sent(
        w.staff, (COURSE_ID,), {'exam_id': w.attempt(Status.started).proctored_exam_id, 'minutes': 5}
    ),
    'DELETE proctored_exam.extra_time': lambda w: Sent(w.staff, (COURSE_ID,), {'batch': extended(w)}),
    'POST proctored_exam.reopening': lambda w: Sent(
        w.staff, (COURSE_ID,), {'attempt_ids': [w.attempt(Status.submitted).id], 'minutes': 5}
    ),
    'DELETE proctored_exam.reopening': lambda w: Sent(w.staff, (COURSE_ID,), {'batch': reopened(w)}),
    'POST proctored_exam.attempt_actions: end': lambda w: Sent(
        w.staff,
        (COURSE_ID,),
        {'action': 'end', 'attempt_ids': [w.attempt(Status.started).id], 'reason': 'Noon.'},
    ),
    'POST proctored_exam.attempt_actions: resume': lambda w: Sent(
        w.staff,
        (COURSE_ID,),
        {'action': 'ready_to_resume', 'attempt_ids': [w.attempt(Status.error, is_resumable=True).id]},
    ),
    'POST proctored_exam.messages': lambda w: Sent(
        w.staff, (COURSE_ID,), {'attempt_ids': [w.attempt(Status.started).id], 'text': 'Noon.'}
    ),
    'POST proctored_exam.messages.read': lambda w: Sent(w.learner, (w.attempt(Status.started).id,), {'numbers': [1]}),
    'GET proctored_exam.not_begun': lambda w: of_staff(w, w.exam.id),
    'GET proctored_exam.attempt.timeline': lambda w: of_staff(w, lived(w)),
    'GET exam_room_timeline': lambda w: of_staff(w, COURSE_ID, lived(w)),
    'GET exam_room_access_code': lambda w: of_staff(w, COURSE_ID, changing_code(w)),
    'GET exam_room': lambda w: of_staff(w, COURSE_ID),
    'GET exam_room_review': lambda w: of_staff(w, COURSE_ID, waiting_review(w)),
    # allowances
    'GET proctored_exam.allowance': lambda w: of_staff(w, COURSE_ID),
    'PUT proctored_exam.allowance: new': lambda w: Sent(w.staff, (), grant(w, w.learner)),
    'PUT proctored_exam.allowance: again': lambda w: Sent(w.staff, (), grant(w, w.learners[0])),
    'DELETE proctored_exam.allowance': lambda w: Sent(w.staff, (), revoke(w)),
    'PUT proctored_exam.bulk_allowance': lambda w: Sent(w.staff, (), bulk(w)),
    'PUT proctored_exam.bulk_allowance: in the address': lambda w: Sent(w.staff, (COURSE_ID,), bulk(w)),
    'GET proctored_exam.accommodations': lambda w: of_staff(w, accommodated(w)),
    'POST proctored_exam.accommodations': lambda w: Sent(
        w.staff, (COURSE_ID,), {'user_info': w.learner.username, 'multiplier': 1.5}
    ),
    'POST proctored_exam.accommodations: running': lambda w: Sent(
        w.staff, (COURSE_ID,), {'user_info': w.attempt(Status.started).user.username, 'multiplier': 1.5}
    ),
    'POST proctored_exam.accommodations.import': lambda w: Sent(w.staff, (COURSE_ID,), file_of_accommodations(w)),
    'DELETE proctored_exam.accommodation': lambda w: Sent(w.staff, (AccommodationFactory(user=w.learner).id,)),
    # the entrance
    'GET proctored_exam.entry_rules': lambda w: of_staff(w, gated(w)),
    'PUT proctored_exam.entry_rules': lambda w: Sent(w.staff, (w.exam.id,), {'needs_code': True}),
    'DELETE proctored_exam.entry_rules': lambda w: of_staff(w, gated(w)),
    'GET proctored_exam.access_codes': lambda w: of_staff(w, gated(w)),
    'POST proctored_exam.access_codes': lambda w: Sent(w.staff, (gated(w),), {}),
    'GET proctored_exam.access_code.current': lambda w: of_staff(w, changing_code(w)),
    'DELETE proctored_exam.access_code': lambda w: of_staff(w, changing_code(w)),
    'GET proctored_exam.entrance': lambda w: of_staff(w, gated(w)),
    'POST proctored_exam.entrance: all': lambda w: Sent(w.staff, (gated(w),), {'all': True}),
    'POST proctored_exam.entrance: some': lambda w: Sent(
        w.staff, (gated(w),), {'user_ids': [user.id for user in w.learners]}
    ),
    'DELETE proctored_exam.entrance': lambda w: of_staff(w, gated(w)),
    'POST proctored_exam.entrance.move': lambda w: Sent(w.staff, (COURSE_ID,), {'attempt_ids': bound(w)}),
    'POST proctored_exam.entrance_code': lambda w: Sent(
        w.learner, (exam_with_rules(w, needs_code=True).id,), {'code': 'ROOM5GATE'}
    ),
    'GET proctored_exam.my_entrance': lambda w: of_learner(w, exam_with_rules(w, needs_code=True).id),
    'GET proctored_exam.my_entrance: waiting': lambda w: of_learner(w, exam_with_rules(w, needs_release=True).id),
    'GET proctored_exam.entrance_signal': lambda w: Sent(None, (exam_with_rules(w, needs_release=True).id,)),
    'POST proctored_exam.seb.link': lambda w: of_learner(w, exam_with_rules(w, needs_seb=True).id),
    'POST proctored_exam.seb.challenge': lambda w: of_learner(w, exam_with_rules(w, needs_seb=True).id),
    'PUT proctored_exam.seb_file': lambda w: Sent(w.staff, (exam_with_rules(w, needs_seb=True).id,), seb_file()),
    'DELETE proctored_exam.seb_file': lambda w: of_staff(w, exam_with_rules(w, needs_seb=True).id),
    'GET seb_file': lambda w: Sent(None, (seb_token(w),)),
    'GET seb_quit': lambda w: Sent(None, ('0' * 32,)),
    'GET exam_entry': lambda w: of_learner(w, exam_with_rules(w, needs_code=True).id),
    # incidents
    'GET proctored_exam.incidents': lambda w: of_staff(w, incident_with_attempts(w).course_id),
    'GET proctored_exam.incidents.preview': lambda w: of_staff(w, incident_with_attempts(w).course_id, **window()),
    'POST proctored_exam.incidents': lambda w: Sent(w.staff, (COURSE_ID,), new_incident(w)),
    'DELETE proctored_exam.incident': lambda w: Sent(w.staff, (incident_with_attempts(w).pk,)),
    'GET proctored_exam.allowance.grouped.course': lambda w: of_staff(w, COURSE_ID),
    # onboarding
    'GET user_onboarding.status': lambda w: of_learner(w, course_id=with_onboarding(w)),
    'GET user_onboarding.status.course': lambda w: of_staff(w, with_onboarding(w)),
    'GET user_onboarding.status.course: last page': lambda w: of_staff(w, with_onboarding(w), page='999'),
    'GET user_onboarding.status.course: one status': lambda w: of_staff(w, with_onboarding(w), statuses='verified'),
    'GET user_onboarding.status.course: search': lambda w: of_staff(w, with_onboarding(w), text_search='many'),
    # the provider's dashboard, retirement
    'GET instructor_dashboard_course': lambda w: of_staff(w, COURSE_ID),
    'GET instructor_dashboard_exam': lambda w: of_staff(w, COURSE_ID, w.exam.id),
    'POST backend_user_deletion_api': lambda w: of_staff(w, w.life().id),
    'POST user_retirement_api': lambda w: of_staff(w, w.life().id),
    # what providers call
    'POST proctored_exam.attempt.ready_callback': lambda w: Sent(
        w.reviewer, (w.attempt(Status.download_software_clicked).external_id,)
    ),
    'POST proctored_exam.attempt.callback: new': lambda w: Sent(
        w.reviewer, (w.attempt(Status.submitted).external_id,), w.verdict()
    ),
    'POST proctored_exam.attempt.callback: another': lambda w: Sent(
        w.reviewer, (w.attempts[0].external_id,), w.verdict()
    ),
    'GET anonymous.proctoring_launch_callback.start_exam': lambda w: Sent(
        None, (w.attempt(Status.download_software_clicked, w.make_exam('launched', backend='rpnow4')).attempt_code,)
    ),
    'POST anonymous.proctoring_review_callback': lambda w: Sent(None, (), review_of_software_secure(w)),
    # operators
    'GET health': lambda w: Sent(w.staff),
    'GET metrics': lambda w: Sent(w.staff),
}

# What has no such request, and why.
NOT_COUNTED = {
    'GET javascript_catalog': 'asks no database',
    'POST exam_entry': 'reads a form, and these requests send JSON',
    'POST exam_room_review': 'reads a form, and these requests send JSON',
    'GET proctored_exam.exam': 'never succeeds: no exam is named',
    'GET seb_check': 'one check, which only the session can open that it was made for',
    'POST seb_answer': 'one check, which only the session can answer that it was made for',
    **{
        f'{method} anonymous.proctoring_launch_callback.start_exam': 'does what GET does'
        for method in ('POST', 'PUT', 'PATCH', 'DELETE')
    },
}
