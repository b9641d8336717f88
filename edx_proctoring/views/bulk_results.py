"""What the answer about allowances in bulk says of each pair of exam and learner."""

from datetime import datetime
from typing import Annotated, Final, Literal, NotRequired, TypedDict

from django.utils.translation import gettext, ngettext

from edx_proctoring.actions.bulk_allowances import BulkGrant, PairResult, Refusal
from edx_proctoring.domain.time_limits import Allotted
from edx_proctoring.exceptions import BusyException
from edx_proctoring.queries.allowances import ADDITIONAL_TIME
from edx_proctoring.queries.time_limits import find_cut
from edx_proctoring.shapes import Words
from edx_proctoring.texts import gettext_noop as _

REFUSALS: Final[dict[Refusal, str]] = {
    'exam_not_found': _('This course has no such exam.'),
    'exam_not_active': _('The exam is not active.'),
    'learner_not_found': _('This course has no learner with this username or email address.'),
}


class BulkPairDict(TypedDict):
    """A pair of exam and learner, as sent, and what became of it.

    ``value`` and what follows it are there for pairs with an allowance, the minutes only where the due date cuts the
    time.
    """

    exam_id: int | str
    user_id: int | str
    granted: bool
    detail: Annotated[str, 'What there is to know about it, for people, in the language of the user. May be empty.']
    reason: NotRequired[
        Annotated[
            Literal['exam_not_found', 'exam_not_active', 'learner_not_found'], 'Why no allowance was given, if so.'
        ]
    ]
    value: NotRequired[Annotated[str, 'The value of the allowance; minutes, if a multiplier was sent.']]
    former_value: NotRequired[Annotated[str | None, 'The value that it replaced.']]
    available_minutes: NotRequired[Annotated[int, 'The time until the due date, if that is less than the full time.']]
    full_minutes: NotRequired[Annotated[int, 'The full time: the time limit and the allowance.']]
    gained_seconds: NotRequired[Annotated[int, 'The extra time of the attempt that is running, if one is.']]


class BulkRefusalDict(TypedDict):
    """`field` is the name of the invalid form input; `pairs` are there if no pair could get the allowance."""

    detail: Words
    field: NotRequired[Literal['user_info', 'allowance_value']]
    pairs: NotRequired[list[BulkPairDict]]


def list_pairs(grant: BulkGrant, *, now: datetime) -> list[BulkPairDict]:
    """Return what became of each pair, or what would, in the order in which exams and learners were sent."""
    return [_pair(each, grant.key, now) for each in grant.results]


def _pair(result: PairResult, key: str, now: datetime) -> BulkPairDict:
    pair: BulkPairDict = {
        'exam_id': result.exam_id,
        'user_id': result.user_info,
        'granted': result.refusal is None,
        'detail': gettext(REFUSALS[result.refusal]) if result.refusal else '',
    }
    if result.refusal:
        return {**pair, 'reason': result.refusal}
    pair |= {'value': result.value or '', 'former_value': result.former_value}
    if result.gained_seconds is not None:
        return pair | {'gained_seconds': result.gained_seconds, 'detail': words_of_gain(result.gained_seconds)}
    cut = _find_cut(result, now) if key == ADDITIONAL_TIME else None
    if cut is not None:
        minutes = {'available': cut.minutes, 'full': cut.full_seconds // 60}
        pair |= {'available_minutes': minutes['available'], 'full_minutes': minutes['full']}
        # Translators: The time until the due date, and the time limit with the allowance.
        pair['detail'] = gettext('The due date leaves %(available)s of %(full)s minutes.') % minutes
    return pair


def words_of_gain(seconds: int) -> str:
    """Return for staff what a running attempt has gained."""
    if not seconds:
        return gettext('The attempt that is running did not get more time.')
    minutes = seconds // 60
    text = ngettext(
        'The attempt that is running got %(minutes)s minute more.',
        'The attempt that is running got %(minutes)s minutes more.',
        minutes,
    )
    return text % {'minutes': minutes if seconds % 60 == 0 else f'{minutes}:{seconds % 60:02}'}


def _find_cut(result: PairResult, now: datetime) -> Allotted | None:
    """Return the time that a due date cuts, if it is known: the allowance is stored, whatever the host answers."""
    if result.exam is None or result.value is None:
        return None
    try:
        return find_cut(result.exam, result.learner, extra_minutes=int(result.value), now=now)
    except BusyException:
        return None
