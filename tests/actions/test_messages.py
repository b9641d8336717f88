"""What staff tells learners is stored and left for their pages, or neither."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.cache.backends.filebased import FileBasedCache

from edx_proctoring import mailbox
from edx_proctoring.actions.messages import Sent, mark_read, send
from edx_proctoring.actions.retirement import retire_learner
from edx_proctoring.exceptions import MessagesNotDeliveredException
from edx_proctoring.mailbox import MOST_KEPT, Letter
from edx_proctoring.models import AttemptNote
from edx_proctoring.serializers import iso_text
from tests.actions.conftest import AtOnce
from tests.actions.running_attempts import NOW, running
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory, UserFactory
from tests.test_presence import BROKEN

TEXT = 'The room closes at noon.'


def told(*ids: int, text: str = TEXT, by: Any = None) -> list[Sent]:
    return send(ids, text, course_id=COURSE_ID, by=by, now=NOW)


@pytest.mark.django_db
def test_it_waits_for_the_page_and_is_stored(shared_cache: None) -> None:
    teacher, attempt = UserFactory(), running()
    assert told(attempt.id, by=teacher) == [Sent(attempt.id)]
    assert told(attempt.id, text='Ten minutes left.') == [Sent(attempt.id)]
    assert mailbox.fetch(attempt.id) == [Letter(1, TEXT, iso_text(NOW)), Letter(2, 'Ten minutes left.', iso_text(NOW))]
    note = AttemptNote.objects.get(number=1)
    assert (note.kind, note.text, note.written_by_id, note.written_at) == ('message', TEXT, teacher.id, NOW)
    assert (note.attempt_id, note.exam_id, note.user_id) == (attempt.id, attempt.proctored_exam_id, attempt.user_id)


@pytest.mark.django_db
def test_only_learners_in_an_exam_of_the_course_are_told(shared_cache: None) -> None:
    foreign = running(proctored_exam=ExamFactory(course_id='course-v1:Org+Other+Run'))
    over = running(started_at=NOW - timedelta(minutes=91))
    waiting, attempt = AttemptFactory(status='ready_to_start'), running()
    ids = [over.id, foreign.id, attempt.id, 10**12, waiting.id, attempt.id]
    assert [each.refusal for each in told(*ids)] == ['not_running', 'not_found', None, 'not_found', 'not_running']
    assert list(AttemptNote.objects.values_list('attempt_id', flat=True)) == [attempt.id]
    assert [mailbox.fetch(each.id) for each in (foreign, over, waiting)] == [[], [], []]


@pytest.mark.django_db
def test_what_was_read_is_not_delivered_again(shared_cache: None) -> None:
    attempt, other = running(), running()
    for text in ('one', 'two', 'three'):
        told(attempt.id, other.id, text=text)
    later = NOW + timedelta(minutes=1)
    mark_read(attempt, [1, 3, 99], now=later)
    mark_read(attempt, [1], now=later + timedelta(minutes=1))
    assert [letter.text for letter in mailbox.fetch(attempt.id)] == ['two']
    assert len(mailbox.fetch(other.id)) == 3
    own = AttemptNote.objects.filter(attempt_id=attempt.id).order_by('number')
    assert list(own.values_list('read_at', flat=True)) == [later, None, later]
    assert not AttemptNote.objects.filter(attempt_id=other.id, read_at__isnull=False).exists()


@pytest.mark.django_db
def test_a_retired_learner_has_no_messages(shared_cache: None) -> None:
    attempt, other = running(), running()
    told(attempt.id, other.id)
    retire_learner(attempt.user_id, now=NOW)
    assert mailbox.fetch(attempt.id) == []
    assert AttemptNote.objects.get(attempt_id=attempt.id).text == ''
    assert len(mailbox.fetch(other.id)) == 1


@pytest.mark.django_db
def test_the_newest_ones_wait(shared_cache: None) -> None:
    attempt = running()
    for number in range(1, MOST_KEPT + 3):
        told(attempt.id, text=str(number))
    assert [letter.text for letter in mailbox.fetch(attempt.id)] == ['3', '4', '5', '6', '7']


@pytest.mark.django_db
def test_what_others_have_put_there_is_no_message(shared_cache: None) -> None:
    attempt = running()
    told(attempt.id)
    cache.set(f'edx_proctoring.message.{attempt.id}.2', 'hello')
    cache.set(f'edx_proctoring.message.{attempt.id}.3', [3, None, 'today'])
    assert [letter.number for letter in mailbox.fetch(attempt.id)] == [1]


@pytest.mark.django_db
def test_without_a_shared_cache_nothing_is_stored() -> None:
    attempt = running()
    with pytest.raises(MessagesNotDeliveredException, match='shared cache'):
        told(attempt.id)
    assert not AttemptNote.objects.exists()


@pytest.mark.django_db
def test_a_cache_that_fails_takes_nothing_and_nothing_is_stored(settings: Any) -> None:
    attempt, over = running(), AttemptFactory(status='submitted')
    settings.CACHES = BROKEN
    assert told(attempt.id, over.id) == [Sent(attempt.id, 'not_delivered'), Sent(over.id, 'not_delivered')]
    assert not AttemptNote.objects.exists()
    assert mailbox.fetch(attempt.id) == []
    mark_read(attempt, [1], now=NOW)


class HalfACache(FileBasedCache):
    """It takes the first value only."""

    def set_many(self, data: dict[str, Any], *args: Any, **kwargs: Any) -> list[Any]:
        first, *others = data
        super().set_many({first: data[first]}, *args, **kwargs)
        return others


@pytest.mark.django_db
def test_a_cache_that_takes_some_delivers_none(settings: Any, tmp_path: Path) -> None:
    attempts = [running(), running()]
    backend = f'{__name__}.{HalfACache.__name__}'
    settings.CACHES = {'default': {'BACKEND': backend, 'LOCATION': str(tmp_path)}}
    ids = [each.id for each in attempts]
    assert {each.refusal for each in told(*ids)} == {'not_delivered'}
    assert [mailbox.fetch(attempt_id) for attempt_id in ids] == [[], []]
    assert not AttemptNote.objects.exists()
    assert told(ids[0]) == [Sent(ids[0])]


@pytest.mark.django_db(transaction=True)
def test_those_who_write_at_once_overwrite_nothing(at_once: AtOnce, shared_cache: None) -> None:
    attempts = [running(), running()]
    ids = [each.id for each in attempts]
    orders: list[Callable[[], Any]] = [
        partial(told, *(ids if place % 2 else reversed(ids)), text=f'text {place}') for place in range(4)
    ]
    at_once(orders)
    for attempt_id in ids:
        letters = mailbox.fetch(attempt_id)
        assert [letter.number for letter in letters] == [1, 2, 3, 4]
        assert {letter.text for letter in letters} == {f'text {place}' for place in range(4)}
