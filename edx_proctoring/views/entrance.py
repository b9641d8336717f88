"""Who waits at the entrance of an exam, and letting them in, for the staff of its course."""

from datetime import datetime
from typing import Annotated, Any, Final, NotRequired, TypedDict

from django.utils import timezone
from django.utils.translation import gettext
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.actions import release
from edx_proctoring.actions.entry_rules import NO_RULES
from edx_proctoring.actions.release import Freed, Refusal
from edx_proctoring.domain.entry_rules import Rule
from edx_proctoring.exam_room.entry_words import event_text, reason_text, rule_label
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.models import ProctoredExam
from edx_proctoring.queries import entry_lists
from edx_proctoring.queries.entry_dicts import EntryProblemDict, describe_troubles
from edx_proctoring.serializers import iso_text
from edx_proctoring.shapes import IsoText, Keyword, Named, Words
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import COURSE_STAFF, NO_EXAM, Answer, Operation, refusal
from edx_proctoring.views.inputs import Field, Input
from edx_proctoring.views.permissions import require_course_staff
from edx_proctoring.views.selections import ATTEMPT_IDS, IDS, selected_ids
from edx_proctoring.views.staff_exams import exam_of_staff

UNKNOWN_LEARNER: Final = _('This learner was not at the entrance, and is not known to be in the course.')
REFUSALS: Final[dict[Refusal, str]] = {
    'not_found': _('This course has no such attempt.'),
    'not_bound': _('The attempt is not bound to a computer.'),
}
NO_EXAM_OR_RULES: Final = refusal('No such exam, or it has no entry rules.')


class ChosenLearners(Input):
    """Either `all` or `user_ids`."""

    all = Field(request_data.truth, bool, 'Whether to let in everybody who waits, and who will come.')
    user_ids = Field(selected_ids, IDS, 'The IDs of learners.')


class MovingAttempts(Input):
    """Attempts that may go on elsewhere."""

    attempt_ids = ATTEMPT_IDS


class WaitingDict(TypedDict):
    """A learner at the entrance."""

    user_id: int
    username: str
    full_name: Annotated[str, 'May be empty.']
    since: Annotated[IsoText | None, 'When they began to wait, or that began to keep them out; null if unknown.']
    last_heard: Annotated[IsoText | None, 'When their page was heard of; null if it does not wait.']
    rule: Annotated[str, 'What keeps them out, one of the rules; empty if that is not known yet.']
    detail: Annotated[Words, 'The same in words.']


class RuleCountDict(TypedDict):
    """How many learners a rule keeps out."""

    rule: Annotated[str, 'Empty if it is not known yet.']
    label: Words
    count: int


class EntryEventDict(TypedDict):
    """Something that happened at the entrance."""

    at: IsoText
    username: Annotated[str | None, 'The learner; null if they are forgotten.']
    rule: Annotated[str, Named('EntryRule'), Keyword('enum', tuple(map(str, Rule)))]
    outcome: str
    address: Annotated[str, 'From where they came; may be empty.']
    who: Annotated[str | None, 'The member of the staff who did it, if it was one.']
    detail: Words


class EntranceDict(TypedDict):
    """How things are at the entrance of an exam."""

    now: Annotated[IsoText, 'The time of the server.']
    exam_id: int
    has_rules: bool
    needs_release: bool
    released_at: Annotated[IsoText | None, 'When staff let everybody in.']
    total: Annotated[int, 'How many learners are kept out.']
    counts: list[RuleCountDict]
    waiting: Annotated[list[WaitingDict], f'Those who have waited longest, {entry_lists.MOST_WAITING} at most.']
    events: Annotated[list[EntryEventDict], f'The last {entry_lists.MOST_EVENTS}, newest first.']
    problems: list[EntryProblemDict]


class ReleasedDict(TypedDict):
    """Who was let in."""

    released: Annotated[int, 'How many learners were let in who had not been before; 0 for everybody at once.']
    released_at: Annotated[IsoText | None, 'When staff let everybody in, if they did.']
    refused: Annotated[list[int], 'IDs of learners whom the course does not know.']
    detail: Annotated[Words, 'Why these were not let in; may be empty.']


class FreedDict(TypedDict):
    """An attempt and what became of it."""

    attempt_id: int
    detail: Annotated[str, 'Why nothing was done, for people, in the language of the user. Empty if it was done.']
    refusal: NotRequired[Annotated[str, Keyword('enum', tuple(REFUSALS)), 'Why nothing was done, if so.']]


class FreedAllDict(TypedDict):
    """What became of the attempts, in the order of the request."""

    results: list[FreedDict]


class EntranceView(ProctoredAPIView):
    """The entrance of an exam. Not published: ours alone."""

    @Operation(
        'Entrance',
        'get_exam_entrance',
        'Get who waits at the entrance of an exam',
        COURSE_STAFF,
        {200: Answer('Who waits, what happened lately, and what is wrong with the rules.', EntranceDict), 400: NO_EXAM},
        notes='Learners are listed for a minute after their page was heard of, or for ten after they were refused.',
    )
    def get(self, request: Request, exam_id: int) -> Response:
        """Return them, and what staff have to see to."""
        return Response(_entrance(exam_of_staff(request.user, exam_id), now=timezone.now()))

    @Operation(
        'Entrance',
        'release_learners',
        'Let learners in',
        COURSE_STAFF,
        {200: Answer('Who was let in.', ReleasedDict), 400: refusal('Nobody was chosen, no such exam, or no rules.')},
        body=ChosenLearners,
        notes='Other rules still count. The same again changes nothing.',
    )
    def post(self, request: Request, exam_id: int) -> Response:
        """Let in everybody, or these learners."""
        exam, now = exam_of_staff(request.user, exam_id), timezone.now()
        sent = ChosenLearners.of(request)
        is_all, ids = sent.all, sent.user_ids
        if is_all == bool(ids):
            raise InvalidInputException(_('Choose either everybody or some learners.'))
        if is_all:
            release.release_everybody(exam, by=request.user, now=now)
            return Response(_released(exam, 0, []))
        known = entry_lists.list_known(exam, ids)
        count = release.release_learners(exam, known, by=request.user, now=now)
        return Response(_released(exam, count, [each for each in ids if each not in known]))

    @Operation(
        'Entrance',
        'take_back_release',
        'No longer let everybody in',
        COURSE_STAFF,
        {200: Answer('What counts now.', ReleasedDict), 400: NO_EXAM_OR_RULES},
        notes='Learners who have begun, or were let in one by one, stay in.',
    )
    def delete(self, request: Request, exam_id: int) -> Response:
        """Let those who come from now on wait."""
        exam = exam_of_staff(request.user, exam_id)
        release.take_back_release(exam, by=request.user, now=timezone.now())
        return Response(_released(exam, 0, []))


class MovingAttemptsView(ProctoredAPIView):
    """Attempts that may go on elsewhere. Not published: ours alone."""

    @Operation(
        'Entrance',
        'let_attempts_move',
        'Let attempts move to another computer',
        COURSE_STAFF,
        {200: Answer('What became of each attempt.', FreedAllDict), 400: refusal('No attempts, or too many of them.')},
        body=MovingAttempts,
        notes='The first browser in which the learner opens the exam becomes its place.',
    )
    def post(self, request: Request, course_id: str) -> Response:
        """Forget their places."""
        require_course_staff(request.user, course_id)
        sent = MovingAttempts.of(request)
        results = release.let_move(sent.attempt_ids, course_id=course_id, by=request.user, now=timezone.now())
        answer: FreedAllDict = {'results': [_freed(each) for each in results]}
        return Response(answer)


def _entrance(exam: ProctoredExam, *, now: datetime) -> EntranceDict:
    rules = entry_lists.find_rules_of(exam)
    counts = entry_lists.count_waiting(rules, now=now) if rules else {}
    waiting = entry_lists.list_waiting(rules, now=now) if counts and rules else []
    return {
        'now': iso_text(now),
        'exam_id': exam.id,
        'has_rules': exam.has_entry_rules,
        'needs_release': bool(rules and rules.needs_release),
        'released_at': _text(rules.released_at) if rules else None,
        'total': sum(counts.values()),
        'counts': [{'rule': rule, 'label': rule_label(rule), 'count': counts[rule]} for rule in sorted(counts)],
        'waiting': [
            {
                'user_id': each.user_id,
                'username': each.username,
                'full_name': each.full_name,
                'since': _text(each.since),
                'last_heard': _text(each.last_heard),
                'rule': each.rule,
                'detail': reason_text(each.reason),
            }
            for each in waiting
        ],
        'events': [_event(each) for each in entry_lists.list_events(exam.id)],
        'problems': describe_troubles(entry_lists.list_troubles(exam, rules, now=now)),
    }


def _event(event: Any) -> EntryEventDict:
    return {
        'at': iso_text(event.at),
        'username': event.learner,
        'rule': event.rule,
        'outcome': event.outcome,
        'address': event.address,
        'who': event.who,
        'detail': event_text(event.rule, event.outcome, event.detail),
    }


def _released(exam: ProctoredExam, count: int, refused: list[int]) -> ReleasedDict:
    rules = entry_lists.find_rules_of(exam)
    if rules is None:
        raise InvalidInputException(NO_RULES)
    return {
        'released': count,
        'released_at': _text(rules.released_at),
        'refused': refused,
        'detail': gettext(UNKNOWN_LEARNER) if refused else '',
    }


def _freed(freed: Freed) -> FreedDict:
    result: FreedDict = {'attempt_id': freed.attempt_id, 'detail': ''}
    if freed.refusal:
        return {**result, 'detail': gettext(REFUSALS[freed.refusal]), 'refusal': freed.refusal}
    return result


def _text(instant: datetime | None) -> str | None:
    return iso_text(instant) if instant else None
