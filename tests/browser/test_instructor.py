"""The staff of a course with 2,000 attempts at work in a real browser: every action of the exam room."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.browser.accessibility import tab_to, violations
from tests.browser.full_course import COURSE_ID, MARKUP
from tests.browser.staff_lists import ALLOWANCES, ATTEMPTS, ONBOARDING, rows, search, settle
from tests.browser.test_journeys import open_exam_room
from tests.running_demo import Demo

pytestmark = pytest.mark.browser

MOST_STOPS = 200  # of the Tab key
MIDTERM = 'Midterm: clocks and calendars'
FINAL = 'Final exam: time in science and navigation'
# What browsers note about answers that the panels tell themselves: a test lets requests fail.
KNOWN = ((f'/grouped/course_id/{COURSE_ID}/search/learner103', '503'),)


@pytest.fixture
def page(chromium: Any, full_demo: Demo) -> Iterator[Any]:
    """The exam room of course staff. What the console complains about fails the test."""
    complaints: list[str] = []
    context = chromium.new_context(viewport={'width': 1280, 'height': 900}, reduced_motion='reduce')
    context.on('console', lambda message: complaints.append(complaint(message)) if message.type == 'error' else None)
    context.on('weberror', lambda error: complaints.append(str(error.error)))
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(full_demo.lms)
    page.get_by_role('button', name='Sign in as course_staff', exact=True).click()
    open_exam_room(page)
    page.locator(f'{ATTEMPTS} table.exam-attempts-table').wait_for()
    page.locator(f'{ONBOARDING} table').wait_for()
    page.locator(f'{ALLOWANCES} .accordion-trigger').first.wait_for()
    yield page
    context.close()
    assert [text for text in complaints if text] == []


def complaint(message: Any) -> str:
    url = unquote(message.location.get('url', ''))
    is_known = any(path in url and f'status of {status}' in message.text for path, status in KNOWN)
    return '' if is_known else f'{message.text} {url}'


def row_of(page: Any, exam: str) -> Any:
    return rows(page).filter(has_text=exam)


def confirm(page: Any, name: str) -> None:
    page.get_by_role('alertdialog').get_by_role('button', name=name, exact=True).click()


def choose(page: Any, label: str, choice: str) -> None:
    with page.expect_response(lambda response: '/grouped/' in response.url):
        page.locator(ATTEMPTS).get_by_label(label, exact=True).select_option(label=choice)
    settle(page, ATTEMPTS)


def test_search_filter_and_page_through_the_attempts(page: Any) -> None:
    assert rows(page).count() == 25
    assert page.locator(ATTEMPTS).get_by_text(re.compile(r'^Page 1 of \d+$')).first.is_visible()

    page.locator(ATTEMPTS).get_by_role('button', name='Page 3', exact=True).click()
    page.locator(ATTEMPTS).get_by_role('button', name='Page 3', exact=True).and_(
        page.locator('[aria-current="page"]')
    ).wait_for()
    assert rows(page).count() == 25

    search(page, ATTEMPTS, 'LEARNER123@')
    assert {name.split('\n')[0] for name in rows(page).get_by_role('rowheader').all_inner_texts()} == {'learner123'}
    assert rows(page).count() == 3

    search(page, ATTEMPTS, 'nobody & nowhere/#?')
    assert 'No attempts match' in page.locator(f'{ATTEMPTS} .proctoring-results').inner_text()

    page.locator(ATTEMPTS).get_by_role('button', name='Clear search').click()
    rows(page).first.wait_for()
    choose(page, 'Exam', MIDTERM)
    assert set(rows(page).locator('td').nth(0).all_inner_texts()) == {MIDTERM}
    assert all(MIDTERM in text for text in rows(page).all_inner_texts())


def test_filter_by_status(page: Any) -> None:
    choose(page, 'Status', 'Second review required')
    assert rows(page).count() > 0
    statuses = page.locator(f'{ATTEMPTS} tbody:not(.accordion-panel) .status-chip').all_inner_texts()
    assert set(statuses) == {'Second review required'}


def test_names_are_shown_as_text(page: Any) -> None:
    search(page, ATTEMPTS, MARKUP)
    assert rows(page).get_by_role('rowheader').first.inner_text().startswith(MARKUP)
    assert page.locator('main img').count() == 0


def test_all_attempts_of_a_learner_and_the_removal_of_one(page: Any) -> None:
    search(page, ATTEMPTS, 'learner101')
    toggle = row_of(page, FINAL).get_by_role('button', name=re.compile('^2 attempts by learner101'))
    assert toggle.get_attribute('aria-expanded') == 'false'
    toggle.click()
    first = page.locator(f'{ATTEMPTS} tbody.accordion-panel tr').filter(has_text='Attempt 2 of 2')
    first.get_by_role('button', name=re.compile('^Remove')).click()
    confirm(page, 'Cancel')
    assert first.locator('.row-answer').count() == 0

    first.get_by_role('button', name=re.compile('^Remove')).click()
    confirm(page, 'Remove')
    first.get_by_text('The attempt was removed.').wait_for()
    assert first.get_by_role('button').count() == 0

    page.locator(ATTEMPTS).get_by_role('button', name='Refresh list').click()
    row_of(page, FINAL).locator('.status-chip', has_text='Error').wait_for()
    assert row_of(page, FINAL).locator('.accordion-trigger').count() == 0


def test_ready_to_resume(page: Any) -> None:
    search(page, ATTEMPTS, 'learner105')
    row = row_of(page, FINAL)
    row.get_by_role('button', name=re.compile('^Actions')).click()
    page.get_by_role('menuitem', name=re.compile('^Let learner resume')).click()
    confirm(page, 'Let learner resume')
    row.get_by_text('The learner can now resume the exam.').wait_for()
    assert row.locator('.ready-to-resume').inner_text().startswith('✓')

    search(page, ATTEMPTS, 'learner105')
    assert row_of(page, FINAL).locator('.ready-to-resume').inner_text().startswith('✓')
    assert row_of(page, FINAL).locator('.action-more').count() == 0


def test_reset(page: Any) -> None:
    search(page, ATTEMPTS, 'learner102')
    row = row_of(page, FINAL)
    row.get_by_role('button', name=re.compile('^Reset')).click()
    assert 'All 2 attempts by learner102' in page.get_by_role('alertdialog').inner_text()
    confirm(page, 'Reset')
    row.get_by_text('The exam was reset.').wait_for()
    assert page.evaluate('document.activeElement.className').startswith('row-answer')

    page.locator(ATTEMPTS).get_by_role('button', name='Refresh list').click()
    row.wait_for(state='detached')
    assert rows(page).count() == 2


def test_export(page: Any) -> None:
    search(page, ATTEMPTS, 'learner40')
    choose(page, 'Exam', FINAL)
    lines = list(csv.DictReader(io.StringIO(saved(page, 'CSV', '.csv').read_text(encoding='utf-8-sig'))))
    assert len(lines) == 20
    assert {line['Learner'] for line in lines} == {f'learner40{digit}' for digit in range(10)}
    assert {line['Exam'] for line in lines} == {FINAL}
    assert any('12:34–12:51 Suspicious: Someone else speaks' in line['Findings'] for line in lines)

    rows_of_json = json.loads(saved(page, 'JSON', '.json').read_text(encoding='utf-8'))
    assert [str(row['attempt_id']) for row in rows_of_json] == [line['Attempt'] for line in lines]
    assert page.url.endswith('/exam_room')


def saved(page: Any, kind: str, extension: str) -> Path:
    """The file that the link leads to."""
    with page.expect_download() as download:
        page.locator(ATTEMPTS).get_by_role('link', name=f'Export these attempts ({kind})').click()
    name = download.value.suggested_filename
    assert re.fullmatch(rf'course-v1_DemoX_TIME101_2026-results-\d{{4}}-\d\d-\d\d\{extension}', name)
    return Path(download.value.path())


def test_a_failed_request_loses_nothing(page: Any) -> None:
    search(page, ATTEMPTS, 'learner103')
    shown = rows(page).all_inner_texts()
    page.route('**/grouped/course_id/**', lambda route: route.fulfill(status=503, json={'detail': 'Back at noon.'}))
    page.locator(ATTEMPTS).get_by_role('button', name='Refresh list').click()
    page.locator(ATTEMPTS).get_by_role('alert').get_by_text('Back at noon.').wait_for()
    assert rows(page).all_inner_texts() == shown
    page.unroute('**/grouped/course_id/**')
    page.locator(ATTEMPTS).get_by_role('button', name='Try again').click()
    page.locator(ATTEMPTS).get_by_role('alert').wait_for(state='detached')
    assert rows(page).all_inner_texts() == shown


def open_learner(page: Any, name: str) -> Any:
    search_allowances(page, name)
    trigger = page.locator(ALLOWANCES).get_by_role('button', name=re.compile(f'^{re.escape(name)} '))
    if trigger.get_attribute('aria-expanded') == 'false':
        trigger.click()
    return page.get_by_role('table', name=f'Allowances for {name}')


def search_allowances(page: Any, text: str) -> None:
    page.locator(ALLOWANCES).get_by_role('searchbox').fill(text)
    page.locator(ALLOWANCES).get_by_role('button', name='Search allowances', exact=True).click()
    settle(page, ALLOWANCES)


def fill_bulk_form(page: Any, users: str, exams: list[str], value: str, *, kind: str = '') -> Any:
    page.locator(ALLOWANCES).get_by_role('button', name='Add allowances').click()
    dialog = page.get_by_role('dialog', name='Add allowances')
    dialog.get_by_label('Learners').fill(users)
    dialog.get_by_label('Exam type').select_option(label='Timed exams')
    for exam in exams:
        dialog.get_by_label('Timed exam', exact=True).select_option(label=exam)
        dialog.get_by_role('button', name='Add this exam').click()
    if kind:
        dialog.get_by_label('Allowance type').select_option(label=kind)
    dialog.locator('#allowance_value').fill(value)
    return dialog


def test_add_change_and_remove_an_allowance(page: Any) -> None:
    dialog = fill_bulk_form(page, 'learner201', [MIDTERM], '12')
    assert violations(page) == []
    dialog.get_by_role('button', name='Add allowance').click()
    dialog.wait_for(state='detached')

    table = open_learner(page, 'learner201')
    assert '12' in table.get_by_role('row').nth(1).inner_text()
    table.get_by_role('button', name=re.compile('^Edit')).click()
    dialog = page.get_by_role('dialog', name='Edit allowance')
    dialog.get_by_label('Value').fill('-1')
    dialog.get_by_role('button', name='Save').click()
    assert dialog.get_by_label('Value').get_attribute('aria-invalid') == 'true'
    dialog.get_by_label('Value').fill('25')
    dialog.get_by_role('button', name='Save').click()
    dialog.wait_for(state='detached')
    table.get_by_role('cell', name='25', exact=True).wait_for()

    table.get_by_role('button', name=re.compile('^Remove')).click()
    confirm(page, 'Remove')
    table.get_by_text('The allowance was removed.').wait_for()
    search_allowances(page, 'learner201')
    page.locator(ALLOWANCES).get_by_text('No learners with allowances match your search.').wait_for()


def test_bulk_allowance_tells_which_pairs_failed(page: Any) -> None:
    dialog = fill_bulk_form(
        page, 'learner210, learner211@example.com\nnobody', [MIDTERM], '1.5', kind='Time multiplier'
    )
    dialog.get_by_role('button', name='Add allowance').click()
    dialog.get_by_text('1 of 3 allowances could not be added.').wait_for()
    results = {
        row.get_by_role('rowheader').inner_text(): row.get_by_role('cell').nth(1).inner_text()
        for row in dialog.get_by_role('table', name='Results').locator('tbody tr').all()
    }
    assert results['nobody'] == 'Not added. This course has no learner with this username or email address.'
    assert results['learner210'] == 'Unchanged: 15.'
    assert results['learner211@example.com'] == 'Added: 15.'
    assert dialog.get_by_label('Learners').input_value().startswith('learner210')
    assert violations(page) == []
    dialog.get_by_role('button', name='Cancel').click()
    assert '15' in open_learner(page, 'learner210').get_by_role('row').nth(1).inner_text()


def test_less_time_than_before_is_asked_about(page: Any) -> None:
    for answer, value in (('Cancel', '15'), ('Replace', '5')):
        dialog = fill_bulk_form(page, 'learner220, learner221', [MIDTERM], '5')
        dialog.get_by_role('button', name='Add allowance').click()
        question = page.get_by_role('alertdialog', name='Replace existing allowances?')
        assert f'learner220, {MIDTERM}: 15 now, 5 afterward' in question.inner_text()
        assert 'learner221' not in question.inner_text()
        assert violations(page) == []
        question.get_by_role('button', name=answer).click()
        question.wait_for(state='detached')
        if answer == 'Replace':
            dialog.get_by_text('Changed: 15 before, 5 now.').wait_for()
            assert violations(page) == []
        dialog.get_by_role('button', name=re.compile('Cancel|Close')).click()
        assert value in open_learner(page, 'learner220').get_by_role('row').nth(1).inner_text()


def test_onboarding_by_status_and_name(page: Any) -> None:
    panel = page.locator(ONBOARDING)
    panel.get_by_label('Verified', exact=True).check()
    with page.expect_response(re.compile(r'statuses=verified')):
        panel.get_by_role('button', name='Apply filters').click()
    settle(page, ONBOARDING)
    assert set(rows(page, ONBOARDING).locator('.status-chip').all_inner_texts()) == {'Verified'}

    search(page, ONBOARDING, 'learner00')
    assert rows(page, ONBOARDING).get_by_role('rowheader').all_inner_texts() == ['learner002', 'learner006']
    panel.get_by_role('button', name='Clear filters').click()
    rows(page, ONBOARDING).nth(9).wait_for()
    assert rows(page, ONBOARDING).count() == 10


def test_overview(page: Any) -> None:
    image = page.get_by_role('img', name=re.compile('^Attempts by status'))
    assert not image.is_visible()
    page.get_by_text(re.compile(r'Attempts: 1,9\d\d|Attempts: 2,000')).click()
    assert page.get_by_role('img', name=re.compile('^Attempts by status')).is_visible()
    chart = page.locator('figure').filter(has_text='Review outcomes')
    chart.get_by_text('Show as table').click()
    assert 'Suspicious' in chart.get_by_role('table').inner_text()


@pytest.mark.parametrize('width', [1280, 360, 320])
def test_axe_finds_nothing_and_nothing_is_cut_off(page: Any, width: int) -> None:
    page.set_viewport_size({'width': width, 'height': 900})
    search(page, ATTEMPTS, 'learner10')
    page.locator(f'{ATTEMPTS} .accordion-trigger').first.click()
    page.locator(f'{ALLOWANCES} .accordion-trigger').first.click()
    page.locator(f'{ATTEMPTS} details summary').nth(0).click()
    page.locator(f'{ATTEMPTS} details summary').nth(1).click()
    page.locator(f'{ATTEMPTS} .action-more').first.click()
    assert violations(page) == []
    assert page.evaluate('document.documentElement.scrollWidth') <= width


def test_axe_finds_nothing_in_the_dark(page: Any) -> None:
    page.emulate_media(color_scheme='dark')
    assert violations(page) == []
    page.locator('.remove-attempt').first.click()
    page.get_by_role('alertdialog').wait_for()
    assert violations(page) == []


def test_everything_by_keyboard(page: Any) -> None:
    page.locator('#search_attempt_id').focus()
    page.keyboard.type('learner110')
    with page.expect_response(re.compile('/search/learner110')):
        page.keyboard.press('Enter')
    settle(page, ATTEMPTS)
    tab_to(page, '.action-more', most=MOST_STOPS)
    page.keyboard.press('Enter')
    assert focused_text(page) == 'Let learner resume'
    page.keyboard.press('ArrowDown')
    assert focused_text(page) == 'Reopen…'
    page.keyboard.press('ArrowDown')
    assert focused_text(page) == 'Reset'
    page.keyboard.press('ArrowDown')
    assert focused_text(page) == 'Let learner resume'
    page.keyboard.press('Escape')
    assert focused_text(page) == 'Actions'

    page.keyboard.press('Enter')
    page.keyboard.press('ArrowUp')
    page.keyboard.press('Enter')
    page.get_by_role('alertdialog').wait_for()
    assert focused_text(page) == 'Cancel'
    page.keyboard.press('Tab')
    page.keyboard.press('Enter')
    page.locator('.row-answer', has_text='The exam was reset.').wait_for()
    tab_to(page, '#add-allowance', most=MOST_STOPS)
    page.keyboard.press('Enter')
    page.get_by_role('dialog', name='Add allowances').wait_for()
    assert page.evaluate('document.activeElement.id') == 'user_info'
    page.keyboard.press('Escape')
    assert page.evaluate('document.activeElement.id') == 'add-allowance'


def focused_text(page: Any) -> str:
    text: str = page.evaluate('document.activeElement.textContent')
    return text
