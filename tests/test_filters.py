"""The tab in the instructor dashboard of Open edX, with the real ``openedx-filters``."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from crum import set_current_request
from django.contrib.auth.models import AnonymousUser, User
from django.db import connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from opaque_keys.edx.keys import CourseKey
from pytest_django import Settings

from edx_proctoring.settings import common, production
from edx_proctoring.testing.host import Host
from tests.factories import COURSE_ID, ExamFactory, UserFactory

filters = pytest.importorskip('openedx_filters.learning.filters')

STEP = 'edx_proctoring.filters.AddExamRoomTab'
OF_THE_SITE = f'{__name__}.Renamed'
COURSE_KEY = CourseKey.from_string(COURSE_ID)
Tabs = list[dict[str, Any]]
PLATFORM_TABS: Tabs = [
    {'tab_id': 'course_info', 'title': 'Course Info', 'url': '/instructor-dashboard/course_info', 'sort_order': 10},
    {'tab_id': 'special_exams', 'title': 'Special Exams', 'url': '/instructor-dashboard/exams', 'sort_order': 110},
]
TAB = {
    'tab_id': 'exam_room',
    'title': 'Exam Room',
    'url': f'https://lms.example.com/api/edx_proctoring/v1/instructor/{COURSE_ID}/exam_room',
    'sort_order': 115,
}


class Renamed:
    """A step of the site."""

    def __init__(self, **_: Any) -> None:
        """Take what steps get."""

    def run_filter(self, tabs: Tabs, **_: Any) -> dict[str, Any]:
        """Shout."""
        return {'tabs': [{**tab, 'title': tab['title'].upper()} for tab in tabs]}


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    """A site as the plugin settings make it."""
    host: Any = SimpleNamespace()
    common.plugin_settings(host)
    settings.OPEN_EDX_FILTERS_CONFIG = host.OPEN_EDX_FILTERS_CONFIG
    settings.LMS_ROOT_URL = 'https://lms.example.com'


@pytest.fixture
def course_staff(db: None, host: Host) -> User:
    """Staff of the course."""
    user = UserFactory(username='course_staff')
    host.instructor.staff.add((user.username, COURSE_ID))
    return user


@pytest.fixture
def request_of(rf: RequestFactory) -> Iterator[Any]:
    """A function that lets a request to a host be answered."""
    yield lambda host: set_current_request(rf.get('/', headers={'host': host}))
    set_current_request(None)


def tabs_for(user: Any) -> Tabs:
    """What the dashboard gets, which has given the filter what the platform gives it."""
    given = copy.deepcopy(PLATFORM_TABS)
    tabs, same_user, same_key = filters.InstructorDashboardTabsRequested.run_filter(
        tabs=given, user=user, course_key=COURSE_KEY
    )
    assert given == PLATFORM_TABS
    assert (same_user, same_key) == (user, COURSE_KEY)
    return list(tabs)


def test_staff_get_the_tab(course_staff: User, staff: User) -> None:
    ExamFactory()
    assert tabs_for(course_staff) == tabs_for(staff) == [*PLATFORM_TABS, TAB]


def test_nobody_else_does(learner: User) -> None:
    ExamFactory()
    assert tabs_for(learner) == tabs_for(AnonymousUser()) == PLATFORM_TABS


def test_a_course_needs_exams_which_may_be_past(course_staff: User) -> None:
    ExamFactory(course_id='course-v1:Org+Other+Run')
    assert tabs_for(course_staff) == PLATFORM_TABS
    ExamFactory(is_active=False)
    assert tabs_for(course_staff) == [*PLATFORM_TABS, TAB]


@pytest.mark.parametrize(
    ('values', 'has_tab'),
    [
        ({'PROCTORING_SETTINGS': {'EXAM_ROOM_TAB': False}}, False),
        ({'PROCTORING_SETTINGS': {'EXAM_ROOM_TAB': True}}, True),
        ({'ENABLE_SPECIAL_EXAMS': False}, False),
        ({'FEATURES': {'ENABLE_SPECIAL_EXAMS': False}}, False),
        ({'FEATURES': {'ENABLE_SPECIAL_EXAMS': True}, 'ENABLE_SPECIAL_EXAMS': False}, True),
        ({'FEATURES': {}, 'ENABLE_SPECIAL_EXAMS': True}, True),
        ({'FEATURES': None}, True),
    ],
    ids=str,
)
def test_it_can_be_switched_off(staff: User, settings: Settings, values: dict[str, Any], *, has_tab: bool) -> None:
    ExamFactory()
    for name, value in values.items():
        setattr(settings, name, value)
    assert tabs_for(staff) == ([*PLATFORM_TABS, TAB] if has_tab else PLATFORM_TABS)


def test_there_is_one_tab_however_often_the_step_is_named(staff: User, settings: Settings) -> None:
    ExamFactory()
    settings.OPEN_EDX_FILTERS_CONFIG = {
        filters.InstructorDashboardTabsRequested.filter_type: {'pipeline': [STEP, STEP], 'fail_silently': False}
    }
    assert tabs_for(staff) == [*PLATFORM_TABS, TAB]


def test_the_readers_stay_on_their_site(staff: User, request_of: Any, settings: Settings) -> None:
    ExamFactory()
    request_of('second.example.com')
    assert tabs_for(staff)[-1]['url'] == str(TAB['url']).replace('lms.example.com', 'second.example.com')
    set_current_request(None)
    settings.LMS_ROOT_URL = None
    settings.SITE_NAME = 'third.example.com:8000'
    settings.HTTPS = 'off'
    assert tabs_for(staff)[-1]['url'].startswith('http://third.example.com:8000/api/')


def test_the_title_is_in_the_readers_language(staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    ExamFactory()
    with translation.override('fr'):
        catalog = translation.trans_real.catalog()  # type: ignore[attr-defined]
        monkeypatch.setitem(catalog._catalog._catalogs[0], 'Exam Room', 'Salle d’examen')
        assert tabs_for(staff)[-1]['title'] == 'Salle d’examen'


FAILURES = {
    'no address': ('ROOT_URLCONF', 'tests.contract.studio_urls'),
    'a host that is not allowed': ('ALLOWED_HOSTS', ['lms.example.com']),
}


@pytest.mark.parametrize('name', FAILURES)
@pytest.mark.parametrize('fail_silently', [True, False])
def test_what_fails_is_logged_and_breaks_nothing(
    staff: User,
    settings: Settings,
    request_of: Any,
    name: str,
    caplog: pytest.LogCaptureFixture,
    *,
    fail_silently: bool,
) -> None:
    ExamFactory()
    settings.OPEN_EDX_FILTERS_CONFIG[filters.InstructorDashboardTabsRequested.filter_type]['fail_silently'] = (
        fail_silently
    )
    request_of('other.example.com')
    setattr(settings, *FAILURES[name])
    assert tabs_for(staff) == PLATFORM_TABS
    assert 'has no exam room tab' in caplog.text


def test_a_host_that_fails(course_staff: User, host: Host, caplog: pytest.LogCaptureFixture) -> None:
    ExamFactory()
    host.fail('instructor', 'is_course_staff')
    assert tabs_for(course_staff) == PLATFORM_TABS
    assert 'RuntimeError' in caplog.text


def test_what_fails_in_the_database_leaves_the_transaction_of_the_dashboard_usable(
    course_staff: User, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    ExamFactory()

    def ask_for_a_missing_table(user: object, course_id: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute('SELECT * FROM a_table_that_does_not_exist')
        return True

    monkeypatch.setattr(host.instructor, 'is_course_staff', ask_for_a_missing_table)
    with transaction.atomic():
        assert tabs_for(course_staff) == PLATFORM_TABS
        assert User.objects.filter(pk=course_staff.pk).exists()


def test_tabs_that_are_none(staff: User, settings: Settings) -> None:
    """Another step's mistake stays another step's mistake."""
    ExamFactory()
    step = pytest.importorskip('edx_proctoring.filters').AddExamRoomTab(filter_type='', running_pipeline=[])
    assert step.run_filter(tabs=None, user=staff, course_key=COURSE_KEY) == {'tabs': None}


def test_what_the_tab_costs(course_staff: User) -> None:
    ExamFactory()
    with CaptureQueriesContext(connection) as queries:
        tabs_for(course_staff)
    assert len([query for query in queries if 'SAVEPOINT' not in query['sql']]) == 1


# -- what stands in the settings ---------------------------------------------------------------------------------


def configured(entry: Any) -> Any:
    """What becomes of the site's configuration of this filter."""
    name = filters.InstructorDashboardTabsRequested.filter_type
    others = {'org.openedx.learning.grade.context.requested.v1': {'pipeline': ['a.Step']}}
    before = {**others, name: entry}
    kept = copy.deepcopy(before)
    host: Any = SimpleNamespace(OPEN_EDX_FILTERS_CONFIG=before)
    for _ in range(2):
        common.plugin_settings(host)
        production.plugin_settings(host)
    assert before == kept
    assert {key: value for key, value in host.OPEN_EDX_FILTERS_CONFIG.items() if key != name} == others
    return host.OPEN_EDX_FILTERS_CONFIG[name]


@pytest.mark.parametrize(
    ('entry', 'expected'),
    [
        (
            {'pipeline': ['a.Step'], 'fail_silently': False, 'x': 1},
            {'pipeline': ['a.Step', STEP], 'fail_silently': False, 'x': 1},
        ),
        ({'pipeline': ('a.Step',)}, {'pipeline': ['a.Step', STEP]}),
        ({'fail_silently': False}, {'pipeline': [STEP], 'fail_silently': False}),
        ({'pipeline': [STEP, 'a.Step']}, {'pipeline': [STEP, 'a.Step']}),
        (['a.Step'], ['a.Step', STEP]),
        ('a.Step', ['a.Step', STEP]),
        ({}, {'pipeline': [STEP], 'fail_silently': True}),
        (None, {'pipeline': [STEP], 'fail_silently': True}),
        ({'pipeline': 'a.Step'}, {'pipeline': 'a.Step'}),
        (7, 7),
    ],
    ids=str,
)
def test_the_sites_own_configuration_stays(entry: Any, expected: Any) -> None:
    assert configured(entry) == expected


@pytest.mark.parametrize('value', [None, {}, 'missing'])
def test_a_site_without_filters_of_its_own(value: Any) -> None:
    host: Any = SimpleNamespace() if value == 'missing' else SimpleNamespace(OPEN_EDX_FILTERS_CONFIG=value)
    common.plugin_settings(host)
    assert list(host.OPEN_EDX_FILTERS_CONFIG) == [filters.InstructorDashboardTabsRequested.filter_type]


def test_what_is_no_configuration_stays_to_be_found() -> None:
    host: Any = SimpleNamespace(OPEN_EDX_FILTERS_CONFIG=['wrong'])
    common.plugin_settings(host)
    assert host.OPEN_EDX_FILTERS_CONFIG == ['wrong']


def test_the_step_survives_the_files_of_production(staff: User, settings: Settings) -> None:
    """The platform loads the common settings, lets its YAML file replace whole ones, and loads those of production."""
    ExamFactory()
    host: Any = SimpleNamespace()
    common.plugin_settings(host)
    of_the_file = {filters.InstructorDashboardTabsRequested.filter_type: {'pipeline': [OF_THE_SITE]}}
    host.OPEN_EDX_FILTERS_CONFIG = of_the_file
    host.ENV_TOKENS = {'OPEN_EDX_FILTERS_CONFIG': of_the_file}
    production.plugin_settings(host)

    settings.OPEN_EDX_FILTERS_CONFIG = host.OPEN_EDX_FILTERS_CONFIG

    assert [tab['title'] for tab in tabs_for(staff)] == ['COURSE INFO', 'SPECIAL EXAMS', 'Exam Room']
    assert of_the_file == {filters.InstructorDashboardTabsRequested.filter_type: {'pipeline': [OF_THE_SITE]}}
