"""The results of a course in one file: what each column says, and what the file is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import translation
from rest_framework.test import APIClient

from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.views.result_files import file_name
from tests.conftest import START
from tests.factories import (
    COURSE_ID,
    AccommodationFactory,
    AllowanceFactory,
    AttemptFactory,
    CommentFactory,
    ExamFactory,
    ReviewFactory,
    UserFactory,
)
from tests.views.conftest import OTHER_COURSE_ID, url
from tests.views.results_of import download, ids, lines, rows
from tests.views.test_characters import IS_HELD

CSV_NAME = 'course-v1_Org_Num_Run-results-2030-01-15.csv'


@pytest.fixture
def reviewed() -> ProctoredExamStudentAttempt:
    """An attempt in which there is something in every column."""
    learner = UserFactory(username='ada', first_name='Ada', last_name='Lovelace', email='ada@example.com')
    exam = ExamFactory(exam_name='Final exam', content_id='block-v1:Org+Num+Run+type@sequential+block@final')
    attempt = AttemptFactory(
        proctored_exam=exam,
        user=learner,
        status='second_review_required',
        started_at=START,
        completed_at=START + timedelta(minutes=61, seconds=29.9),
        allowed_time_limit_mins=90,
        ready_to_resume=True,
    )
    review = ReviewFactory(
        attempt=attempt,
        review_status='Rules Violation',
        reviewed_by=UserFactory(username='grace'),
        decision_reason='Notes on the desk.',
    )
    AccommodationFactory(user=learner)
    CommentFactory(review=review, start_time=3909, stop_time=3921, comment='looked\naway', status='Suspicious')
    CommentFactory(review=review, start_time=5, stop_time=5, duration=0, comment='a phone', status='Good')
    CommentFactory(review=review, start_time=0, stop_time=0, duration=0, comment='', status='Odd')
    return attempt


def timeline_of(attempt: ProctoredExamStudentAttempt) -> str:
    return f'https://testserver{url("exam_room_timeline", COURSE_ID, attempt.id)}'


class TestColumns:
    def test_of_json(self, as_course_staff: APIClient, reviewed: ProctoredExamStudentAttempt) -> None:
        assert rows(as_course_staff) == [
            {
                'attempt_id': reviewed.id,
                'username': 'ada',
                'full_name': 'Ada Lovelace',
                'email': 'ada@example.com',
                'exam_name': 'Final exam',
                'content_id': 'block-v1:Org+Num+Run+type@sequential+block@final',
                'kind': 'proctored',
                'status': 'second_review_required',
                'is_current': True,
                'created': '2030-01-15T12:00:00+00:00',
                'started_at': '2030-01-15T12:00:00+00:00',
                'completed_at': '2030-01-15T13:01:29+00:00',
                'extra_minutes': 45,
                'extra_minutes_from': 'accommodation',
                'minutes_allowed': 90,
                'minutes_used': 61,
                'ready_to_resume': True,
                'provider': 'test',
                'verdict': 'Rules Violation',
                'reviewer': 'grace',
                'decision_reason': 'Notes on the desk.',
                'number_of_findings': 3,
                'findings': [
                    {'start': None, 'stop': None, 'status': 'Odd', 'comment': ''},
                    {'start': 5, 'stop': 5, 'status': 'Good', 'comment': 'a phone'},
                    {'start': 3909, 'stop': 3921, 'status': 'Suspicious', 'comment': 'looked\naway'},
                ],
                'timeline_url': timeline_of(reviewed),
            }
        ]

    def test_of_csv(self, as_course_staff: APIClient, reviewed: ProctoredExamStudentAttempt) -> None:
        assert lines(as_course_staff) == [
            {
                'Attempt': str(reviewed.id),
                'Learner': 'ada',
                'Full name': 'Ada Lovelace',
                'Email': 'ada@example.com',
                'Exam': 'Final exam',
                'Content ID': 'block-v1:Org+Num+Run+type@sequential+block@final',
                'Type': 'Proctored',
                'Status': 'Second review required',
                'Status code': 'second_review_required',
                'Current': 'Yes',
                'Created': '2030-01-15T12:00:00+00:00',
                'Started': '2030-01-15T12:00:00+00:00',
                'Completed': '2030-01-15T13:01:29+00:00',
                'Entitled to extra time (minutes)': '45',
                'Extra time from': 'Accommodation',
                'Time limit (minutes)': '90',
                'Time used (minutes)': '61',
                'Ready to resume': 'Yes',
                'Provider': 'test',
                'Verdict': 'Rules violation',
                'Decided by': 'grace',
                'Reason for the decision': 'Notes on the desk.',
                'Number of findings': '3',
                'Findings': 'Odd\n0:05 Good: a phone\n1:05:09–1:05:21 Suspicious: looked away',
                'Timeline': timeline_of(reviewed),
            }
        ]

    def test_links_lead_to_the_timelines(self, as_course_staff: APIClient) -> None:
        attempts = [AttemptFactory() for _ in range(3)]
        links = [row['timeline_url'] for row in rows(as_course_staff)]
        assert links == [timeline_of(attempt) for attempt in attempts]
        assert [as_course_staff.get(link).status_code for link in links] == [200, 200, 200]

    def test_of_which_there_is_nothing(self, as_course_staff: APIClient, learner: User) -> None:
        AttemptFactory(user=learner, proctored_exam__timed=True)
        (row,) = rows(as_course_staff)
        empty = {key for key, value in row.items() if value in (None, '', [])}
        assert empty == {
            *('full_name', 'started_at', 'completed_at', 'minutes_allowed', 'minutes_used', 'provider'),
            *('extra_minutes', 'extra_minutes_from'),
            *('verdict', 'reviewer', 'decision_reason', 'number_of_findings', 'findings'),
        }
        (line,) = lines(as_course_staff)
        assert [value for value in line.values() if value] == [
            *(str(row['attempt_id']), 'learner', 'learner@example.com', row['exam_name'], row['content_id']),
            *('Timed', 'Created', 'created', 'Yes', row['created'], 'No', row['timeline_url']),
        ]

    def test_where_extra_time_comes_from(self, as_course_staff: APIClient, now: datetime) -> None:
        def first(**fields: Any) -> tuple[int | None, str | None]:
            attempt = AttemptFactory(**fields)
            AccommodationFactory(user=attempt.user, **accommodation)
            (row,) = [row for row in rows(as_course_staff) if row['attempt_id'] == attempt.id]
            return row['extra_minutes'], row['extra_minutes_from']

        accommodation: dict[str, Any] = {'course_id': '', 'multiplier': None, 'extra_minutes': 20}
        granted = AllowanceFactory(key='additional_time_granted', value='10')
        assert first(user=granted.user, proctored_exam=granted.proctored_exam) == (10, 'allowance')
        cleared = AllowanceFactory(key='additional_time_granted', value='')
        assert first(user=cleared.user, proctored_exam=cleared.proctored_exam) == (20, 'accommodation')
        nothing = AllowanceFactory(key='additional_time_granted', value='0')
        assert first(user=nothing.user, proctored_exam=nothing.proctored_exam) == (None, None)
        accommodation |= {'extra_minutes': None, 'is_unlimited': True}
        assert first() == (10_080, 'accommodation')
        accommodation['created'] = now
        assert first(status='submitted', completed_at=now - timedelta(days=1)) == (None, None), 'it came later'
        accommodation['valid_from'] = now + timedelta(days=1)
        assert first() == (None, None)
        accommodation = {'course_id': OTHER_COURSE_ID}
        assert first() == (None, None)

    @pytest.mark.parametrize(
        ('fields', 'kind', 'word', 'provider'),
        [
            ({'timed': True}, 'timed', 'Timed', None),
            ({'proctored': True, 'backend': None}, 'proctored', 'Proctored', 'test'),
            ({'onboarding': True}, 'practice', 'Practice', 'onboarding'),
            ({'is_proctored': False, 'is_practice_exam': True}, 'practice', 'Practice', None),
        ],
    )
    def test_kind_and_provider(
        self, fields: dict[str, Any], kind: str, word: str, provider: str | None, as_course_staff: APIClient
    ) -> None:
        AttemptFactory(proctored_exam=ExamFactory(**fields))
        (row,) = rows(as_course_staff)
        assert (row['kind'], row['provider'], lines(as_course_staff)[0]['Type']) == (kind, provider, word)

    def test_words_that_are_not_known(self, as_course_staff: APIClient) -> None:
        ReviewFactory(attempt=AttemptFactory(status='of_tomorrow'), review_status='Excellent')
        (line,) = lines(as_course_staff)
        assert (line['Status'], line['Status code'], line['Verdict']) == ('of_tomorrow', 'of_tomorrow', 'Excellent')

    def test_a_resumed_attempt_is_not_ready_to_resume(self, as_course_staff: APIClient) -> None:
        AttemptFactory(ready_to_resume=True, resumed=True)
        assert [row['ready_to_resume'] for row in rows(as_course_staff)] == [False]

    @pytest.mark.parametrize(
        'name',
        [
            'two\nlines',
            'two\r\nlines',
            'say "no", please',
            "O'Brien",
            pytest.param('😀 👩‍🚀', marks=pytest.mark.skipif(not IS_HELD, reason='utf8mb3 has no emoji')),
            'עִבְרִית \u202eabc',
            'العربية',
            '<b>&amp;',
            'a;b\tc',
            '\\"',
        ],
    )
    def test_names_are_as_they_are(self, name: str, as_course_staff: APIClient, exam: ProctoredExam) -> None:
        AttemptFactory(user__first_name=name, proctored_exam__exam_name=name)
        assert [(row['full_name'], row['exam_name']) for row in rows(as_course_staff)] == [(name, name)]
        assert [(line['Full name'], line['Exam']) for line in lines(as_course_staff)] == [(name, name)]

    def test_formulas_are_text_in_csv_only(self, as_course_staff: APIClient) -> None:
        attempt = AttemptFactory(
            user__username='+1', user__first_name='=1+1', user__email='@x', proctored_exam__exam_name='\t=1'
        )
        review = ReviewFactory(attempt=attempt, decision_reason=' -1', review_status='＝1')
        CommentFactory(review=review, start_time=0, stop_time=0, duration=0, status='=cmd', comment='=2')
        attempt.allowed_time_limit_mins = -5
        attempt.save_only()
        (line,) = lines(as_course_staff)
        columns = ('Learner', 'Full name', 'Email', 'Exam', 'Verdict', 'Reason for the decision', 'Findings')
        assert [line[name] for name in columns] == ["'+1", "'=1+1", "'@x", "'\t=1", "'＝1", "' -1", "'=cmd: =2"]
        assert line['Time limit (minutes)'] == '-5'
        (row,) = rows(as_course_staff)
        assert (row['full_name'], row['findings'][0]['comment']) == ('=1+1', '=2')


class TestFile:
    def test_headers(self, as_course_staff: APIClient, exam: ProctoredExam) -> None:
        answer = download(as_course_staff)
        assert answer.streaming
        assert answer['Content-Type'] == 'text/csv; charset=utf-8'
        assert answer['Content-Disposition'] == f'attachment; filename="{CSV_NAME}"'
        assert answer['Cache-Control'] == 'private, no-store'
        assert answer.getvalue().startswith('\ufeffAttempt,Learner,'.encode())
        answer = download(as_course_staff, file='json')
        assert answer['Content-Type'] == 'application/json'
        assert answer['Content-Disposition'].endswith('-results-2030-01-15.json"')

    @pytest.mark.parametrize(
        ('course_id', 'name'),
        [
            ('Org/Num/Run', 'Org_Num_Run'),
            ('course-v1:Ünïv+"x;+../..', 'course-v1_n_v_x'),
            ('课程', 'course'),
            ('a' * 300, 'a' * 100),
        ],
    )
    def test_name_of_a_course_with_other_characters(self, course_id: str, name: str) -> None:
        assert file_name(course_id, date(2026, 11, 29), 'csv') == f'{name}-results-2026-11-29.csv'

    def test_without_attempts(self, as_course_staff: APIClient) -> None:
        assert rows(as_course_staff) == []
        assert download(as_course_staff).getvalue().count(b'\r\n') == 1

    @pytest.mark.parametrize('accepted', ['text/csv', 'text/html,*/*;q=0.8', 'application/pdf', 'nonsense'])
    def test_whatever_the_client_accepts(
        self, accepted: str, as_course_staff: APIClient, as_learner: APIClient
    ) -> None:
        address = url('proctored_exam.results', COURSE_ID)
        assert as_course_staff.get(address, HTTP_ACCEPT=accepted).status_code == 200
        refusal = as_learner.get(address, HTTP_ACCEPT=accepted)
        assert (refusal.status_code, list(refusal.json())) == (403, ['detail'])

    def test_words_are_those_of_the_request(self, as_course_staff: APIClient) -> None:
        AttemptFactory(status='second_review_required')
        with translation.override('fr'):
            expected = translation.gettext('Second review required')
        answer = as_course_staff.get(url('proctored_exam.results', COURSE_ID), HTTP_ACCEPT_LANGUAGE='fr')
        with translation.override('en'):
            assert expected in answer.getvalue().decode()
        assert expected != 'Second review required'

    @pytest.mark.parametrize(
        ('query', 'named'),
        [
            ({'file': 'xml'}, 'file'),
            ({'file': 'CSV'}, 'file'),
            ({'exam_id': 'x'}, 'exam_id'),
            ({'exam_id': '-1'}, 'exam_id'),
            ({'status': 'finished'}, 'status'),
            ({'search': 'a\x00b'}, 'search'),
        ],
    )
    def test_what_cannot_be_read_is_refused(
        self, query: dict[str, str], named: str, as_course_staff: APIClient
    ) -> None:
        answer = download(as_course_staff, **query)
        assert answer.status_code == 400
        assert answer.json()['detail'].startswith(f'{named} ')

    def test_empty_values_choose_nothing(
        self, as_course_staff: APIClient, attempt: ProctoredExamStudentAttempt
    ) -> None:
        assert ids(rows(as_course_staff, exam_id='', status='', search='')) == [attempt.id]
        assert len(lines(as_course_staff, file='')) == 1
