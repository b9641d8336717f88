"""The entries of a timeline in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from edx_proctoring.domain.incidents import Cause, Remedy
from edx_proctoring.domain.timeline import Entry, Facts, Kind
from edx_proctoring.exam_room.consequences import status_label
from edx_proctoring.exam_room.entry_words import event_text
from edx_proctoring.exam_room.review import reason_label, verdict_label
from edx_proctoring.models import ProctoredExamStudentAllowance, SetAside, TimeGrant
from edx_proctoring.outbox.payloads import Kind as Job

SECONDS_OF_MINUTE: Final = 60

RECEIVED: Final[dict[str, Promise]] = {
    'waiting': gettext_lazy('A review was received. It is waiting to be processed.'),
    'failed': gettext_lazy('A review was received. Processing it failed and will be tried again.'),
    'given_up': gettext_lazy('A review was received. It could not be processed.'),
    'done': gettext_lazy('A review was received and processed.'),
    'cleared': gettext_lazy('A review was received. Its content was deleted before it was processed.'),
}

CAUSES: Final[dict[str, Promise]] = {
    # Translators: {began} and {ended} are dates with times.
    Cause.PROVIDER: gettext_lazy('The proctoring provider was down from {began} to {ended}.'),
    Cause.NETWORK: gettext_lazy('The network was down from {began} to {ended}.'),
    Cause.PLATFORM: gettext_lazy('The platform was down from {began} to {ended}.'),
}

REMEDIES: Final[dict[str, Promise]] = {
    Remedy.EXTEND: gettext_lazy('The attempt got more time.'),
    Remedy.REOPEN: gettext_lazy('The attempt was reopened.'),
    Remedy.RESET: gettext_lazy('The attempt was reset.'),
}

JOBS: Final[dict[str, Promise]] = {
    Job.COMPLETE_IN_LMS: gettext_lazy('mark the exam as completed in the course'),
    Job.SET_CREDIT: gettext_lazy('update the credit requirement'),
    Job.DECLINE_OTHERS: gettext_lazy("decline the learner's other proctored exams"),
    Job.ZERO_GRADE: gettext_lazy('set the grade of this exam to 0, and invalidate the certificate if there is one'),
    Job.RESTORE_GRADE: gettext_lazy('restore the grade of this exam'),
    Job.SEND_STATUS_EMAIL: gettext_lazy('email the learner'),
    Job.CLEAR_ONBOARDING_ERRORS: gettext_lazy('remove attempts that failed for lack of onboarding'),
    Job.NOTIFY_SUPPORT: gettext_lazy('notify support of a suspicious review'),
    Job.DELETE_IN_LMS: gettext_lazy("delete the learner's answers"),
    Job.UNDO_GRADE_OVERRIDE: gettext_lazy('undo the override of the grade'),
    Job.REMOVE_CREDIT: gettext_lazy('reset the credit requirement'),
    Job.START_AT_PROVIDER: gettext_lazy('tell the provider that the attempt has started'),
    Job.STOP_AT_PROVIDER: gettext_lazy('tell the provider that the attempt has ended'),
    Job.MARK_ERROR_AT_PROVIDER: gettext_lazy('tell the provider that the attempt has failed'),
}


MANY: Final = 2  # tries


def describe(entry: Entry) -> str:
    """Return what happened as one or more sentences."""
    return TEXTS[entry.kind](entry.facts)


def _created(facts: Facts) -> str:
    text = _('Attempt created, with proctoring.') if facts['is_proctored'] else _('Attempt created.')
    if 'attempt_id' in facts:
        resumed = _('It resumes attempt {number}.').format(number=facts['attempt_id'])
        return f'{text} {resumed}'
    return text


def _status_changed(facts: Facts) -> str:
    status = status_label(facts['status'])
    if 'former_status' not in facts:
        return _('The status was “{status}”. What was before is not recorded.').format(status=status)
    former = status_label(facts['former_status'])
    text = _('Status changed from “{former}” to “{status}”.').format(former=former, status=status)
    if 'time_over_at' in facts:
        # Translators: {moment} is a date with a time.
        over = _('The time was over at {moment}.').format(moment=_moment(facts['time_over_at'], 'H:i:s T'))
        return f'{text} {over}'
    if 'limit_seconds' in facts:
        limit = _('Time limit: {time}.').format(time=_duration(facts['limit_seconds']))
        return f'{text} {limit}'
    return text


def _limit_changed(facts: Facts) -> str:
    former, limit = _duration(facts['former_limit_seconds']), _duration(facts['limit_seconds'])
    return _('Time limit changed from {former} to {time}.').format(former=former, time=limit)


def _resumed(facts: Facts) -> str:
    if 'attempt_id' in facts:
        return _('Resumed by attempt {number}.').format(number=facts['attempt_id'])
    return _('Resumed by another attempt.')


def _time_granted(facts: Facts) -> str:
    texts = {
        TimeGrant.ALLOWANCE: _('Extra time from an allowance: {time}.'),
        TimeGrant.INCIDENT: _('Extra time because of an incident: {time}.'),
    }
    text = texts.get(facts['source'], _('Extra time: {time}.'))
    return _with_reason(text.format(time=_duration(facts['seconds'])), facts)


def _time_taken_back(facts: Facts) -> str:
    return _('Extra time taken back: {time}.').format(time=_duration(facts['seconds']))


def _incident(facts: Facts) -> str:
    return _with_reason(f'{_cause(facts)} {REMEDIES[facts["remedy"]]}', facts)


def _incident_reverted(facts: Facts) -> str:
    reverted = _('What this led to was reverted.')
    return f'{_cause(facts)} {reverted}'


def _cause(facts: Facts) -> str:
    return str(CAUSES[facts['cause']]).format(began=_moment(facts['began_at']), ended=_moment(facts['ended_at']))


def _moment(moment: datetime, time_format: str = 'H:i T') -> str:
    local = localtime(moment)
    return f'{date_format(local, "DATE_FORMAT")} {date_format(local, time_format)}'


def _reopened(facts: Facts) -> str:
    return _with_reason(_('Reopened. Time: {time}.').format(time=_duration(facts['seconds'])), facts)


def _message_sent(facts: Facts) -> str:
    return _('Message to the learner: {text}').format(text=_value(facts['text']))


def _message_read(facts: Facts) -> str:
    # Translators: By a click on a button beside the message.
    return _('The learner dismissed the message: {text}').format(text=_value(facts['text']))


def _entry(facts: Facts) -> str:
    text = _('Entrance: {text}').format(text=event_text(facts['rule'], facts['outcome'], facts.get('check')))
    if 'address' not in facts:
        return text
    address = _('Address: {address}.').format(address=facts['address'])
    return f'{text} {address}'


def _received(facts: Facts) -> str:
    return _with_error(str(RECEIVED[facts['state']]), facts)


def _reviewed(facts: Facts) -> str:
    # Translators: What a proctoring provider found about an exam session.
    return _with_told(_('Verdict of the review: {verdict}.').format(verdict=verdict_label(facts['verdict'])), facts)


def _decided(facts: Facts) -> str:
    former, verdict = facts.get('former_verdict'), verdict_label(facts['verdict'])
    if former is None:
        text = _('A person decided: {verdict}.').format(verdict=verdict)
    elif former == facts['verdict']:
        text = _('A person confirmed the verdict: {verdict}.').format(verdict=verdict)
    else:
        text = _('A person overruled the verdict: {verdict} instead of {former}.').format(
            verdict=verdict, former=verdict_label(former)
        )
    return _with_told(_with_reason(text, facts), facts)


def _set_aside(facts: Facts) -> str:
    why = facts['set_aside']
    label = str(SetAside(why).label) if why in SetAside.values else why
    text = _('A review was kept without effect: {verdict}. {reason}.')
    return text.format(verdict=verdict_label(facts['verdict']), reason=label)


def _told(facts: Facts) -> str:
    told = [reason_label(facts.get('learner_reason', '')), facts.get('learner_text', '')]
    return _('The learner is told: {reason}').format(reason=_value(' – '.join(filter(None, told))))


def _allowance_given(facts: Facts) -> str:
    return _('Allowance “{name}” given: {value}').format(name=_allowance(facts), value=_value(facts['value']))


def _allowance_changed(facts: Facts) -> str:
    return _('Allowance “{name}” changed from {former} to {value}').format(
        name=_allowance(facts), former=_value(facts['former_value']), value=_value(facts['value'])
    )


def _allowance_revoked(facts: Facts) -> str:
    return _('Allowance “{name}” revoked. It was: {value}').format(
        name=_allowance(facts), value=_value(facts['former_value'])
    )


def _other_created(facts: Facts) -> str:
    text = _('Attempt {number} at this exam created. Its status: “{status}”.')
    return text.format(number=facts['attempt_id'], status=status_label(facts['status']))


def _other_removed(facts: Facts) -> str:
    return _('Attempt {number} at this exam removed.').format(number=facts['attempt_id'])


def _job_waiting(facts: Facts) -> str:
    text = _('Still to be done: {job}.').format(job=JOBS.get(facts['job'], facts['job']))
    if not facts['tries']:
        return text
    failed = ngettext('It failed {count} time.', 'It failed {count} times.', facts['tries'])
    return _with_error(f'{text} {failed.format(count=facts["tries"])}', facts)


def _job_done(facts: Facts) -> str:
    text = _('Done: {job}.').format(job=JOBS.get(facts['job'], facts['job']))
    if facts['tries'] < MANY:
        return text
    tries = ngettext('It took {count} try.', 'It took {count} tries.', facts['tries'])
    return f'{text} {tries.format(count=facts["tries"])}'


def _job_given_up(facts: Facts) -> str:
    text = ngettext('Given up after {count} try: {job}.', 'Given up after {count} tries: {job}.', facts['tries'])
    return _with_error(text.format(count=facts['tries'], job=JOBS.get(facts['job'], facts['job'])), facts)


TEXTS: Final[dict[Kind, Callable[[Facts], str]]] = {
    Kind.CREATED: _created,
    Kind.STATUS_CHANGED: _status_changed,
    Kind.LIMIT_CHANGED: _limit_changed,
    Kind.READY_TO_RESUME: lambda facts: _('Marked as ready to resume.'),
    Kind.REOPENED: _reopened,
    Kind.REOPENING_UNDONE: lambda facts: _('Reopening undone.'),
    Kind.RESUMED: _resumed,
    Kind.REMOVED: lambda facts: _('Attempt removed.'),
    Kind.TIME_GRANTED: _time_granted,
    Kind.TIME_TAKEN_BACK: _time_taken_back,
    Kind.ENDED_BY_STAFF: lambda facts: _with_reason(_('Ended by course staff.'), facts),
    Kind.RESUME_ALLOWED: lambda facts: _with_reason(_('Course staff let the learner resume.'), facts),
    Kind.MESSAGE_SENT: _message_sent,
    Kind.MESSAGE_READ: _message_read,
    Kind.CONTACT_LOST: lambda facts: _("Contact with the learner's page was lost."),
    Kind.CONTACT_FOUND: lambda facts: _("The learner's page was in contact again."),
    Kind.ENTRY: _entry,
    Kind.JOB_DONE: _job_done,
    Kind.INCIDENT: _incident,
    Kind.INCIDENT_REVERTED: _incident_reverted,
    Kind.REVIEW_RECEIVED: _received,
    Kind.REVIEWED: _reviewed,
    Kind.REVIEW_DECIDED: _decided,
    Kind.REVIEW_SET_ASIDE: _set_aside,
    Kind.REJECTION_EXPLAINED: _told,
    Kind.ALLOWANCE_GIVEN: _allowance_given,
    Kind.ALLOWANCE_CHANGED: _allowance_changed,
    Kind.ALLOWANCE_REVOKED: _allowance_revoked,
    Kind.OTHER_ATTEMPT_CREATED: _other_created,
    Kind.OTHER_ATTEMPT_REMOVED: _other_removed,
    Kind.JOB_WAITING: _job_waiting,
    Kind.JOB_GIVEN_UP: _job_given_up,
}


def _duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, SECONDS_OF_MINUTE)
    if rest:
        # Translators: A time span in minutes and seconds.
        return _('{minutes} min {seconds} s').format(minutes=minutes, seconds=rest)
    return ngettext('{minutes} minute', '{minutes} minutes', minutes).format(minutes=minutes)


def _allowance(facts: Facts) -> str:
    known = (
        ProctoredExamStudentAllowance.ADDITIONAL_TIME_GRANTED,
        ProctoredExamStudentAllowance.REVIEW_POLICY_EXCEPTION,
    )
    return next((_(label) for key, label in known if key == facts['key']), facts['key'])


def _value(value: str) -> str:
    # Translators: Instead of a text that was deleted because the learner is forgotten.
    return value or _('(cleared)')


def _with_reason(text: str, facts: Facts) -> str:
    if 'reason' not in facts:
        return text
    reason = _('Reason: {reason}').format(reason=facts['reason'])
    return f'{text} {reason}'


def _with_told(text: str, facts: Facts) -> str:
    return f'{text} {_told(facts)}' if 'learner_reason' in facts or 'learner_text' in facts else text


def _with_error(text: str, facts: Facts) -> str:
    if 'error' not in facts:
        return text
    error = _('Error: {error}.').format(error=facts['error'])
    return f'{text} {error}'
