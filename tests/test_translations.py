"""The catalogues: each has every text, whole, and is what readers get to see."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from gettext import c2py
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import polib
import pytest
import yaml
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation.template import templatize

import edx_proctoring
from edx_proctoring.emails import STATUS_EMAILS, build_status_email
from edx_proctoring.learner_pages.view import learner_view
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.factories import AttemptFactory, ExamFactory

APP = Path(edx_proctoring.__file__).parent
LOCALE = APP / 'locale'
CONFIG = yaml.safe_load((LOCALE / 'config.yaml').read_text(encoding='utf-8'))
LANGUAGES = sorted({*CONFIG['locales'], *CONFIG['edx_lang_map'].values()} - {'en'})
DOMAINS = ('django', 'djangojs')
TEMPLATES = sorted((APP / 'templates').rglob('*.html'))
SCRIPTS = sorted((APP.parent / 'frontend' / 'src').rglob('*.js'))
NOT_COLLECTED = {'tests', 'testing'}
# What a form may leave out that is for one number only: "two minutes" is a single word in some languages.
NUMBERS = {'{count}', '{seconds}', '{minutes}', '{hours}'}
ENDS = {'.': '.。', ':': ':：', '?': '?؟？', '…': '…'}

catalogues = pytest.mark.parametrize('domain', DOMAINS)
languages = pytest.mark.parametrize('language', LANGUAGES)


def po_path(language: str, domain: str) -> Path:
    """The file of the texts of a language."""
    return LOCALE / language / 'LC_MESSAGES' / f'{domain}.po'


@cache
def read(language: str, domain: str) -> polib.POFile:
    """Return its texts; each file is read once."""
    return polib.pofile(str(po_path(language, domain)), wrapwidth=0)


def said(language: str, text: str) -> str:
    """The translation that the catalogue ``django`` has."""
    entry = read(language, 'django').find(text)
    assert entry is not None, f'There is no such text any more: {text}'
    translated: str = entry.msgstr
    assert translated
    assert translated != text
    return translated


def forms(entry: polib.POEntry) -> dict[int, str]:
    """Return the translations by the number of their plural form; one of a text without a plural."""
    return dict(entry.msgstr_plural) if entry.msgid_plural else {0: entry.msgstr}


def forms_of_one_number(catalogue: polib.POFile) -> set[int]:
    """The plural forms that are said of a single number."""
    form_of: Callable[[int], int] = c2py(catalogue.metadata['Plural-Forms'].split('plural=')[-1].rstrip(';'))
    used = [form_of(number) for number in range(1000)]
    return {form for form in used if used.count(form) == 1}


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r'%\(\w+\)s|\{\w+\}', text))


def tags(text: str) -> list[str]:
    return sorted(re.findall(r'<[^>]*>', text))


def test_the_languages_are_those_that_i18n_tools_are_told() -> None:
    folders = {path.name for path in LOCALE.iterdir() if path.is_dir()} - set(CONFIG['dummy_locales'])

    assert sorted(folders) == sorted([*LANGUAGES, 'en'])


@languages
@catalogues
def test_every_text_is_translated(language: str, domain: str) -> None:
    catalogue = read(language, domain)

    assert [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy or entry.obsolete] == []
    count = int(catalogue.metadata['Plural-Forms'].partition('nplurals=')[2].partition(';')[0])
    assert [
        entry.msgid for entry in catalogue if entry.msgid_plural and sorted(entry.msgstr_plural) != list(range(count))
    ] == []
    assert [entry.msgid for entry in catalogue if not all(text.strip() for text in forms(entry).values())] == []


@languages
@catalogues
def test_translations_keep_what_is_filled_in_and_the_markup(language: str, domain: str) -> None:
    catalogue = read(language, domain)
    brief = forms_of_one_number(catalogue)

    for entry in catalogue:
        original = entry.msgid_plural or entry.msgid
        for form, text in forms(entry).items():
            left_out = set(placeholders(original)) - set(placeholders(text))
            may_be_left_out = NUMBERS if entry.msgid_plural and form in brief else set()
            expected = [name for name in placeholders(original) if name not in left_out & may_be_left_out]
            assert placeholders(text) == expected, (entry.msgid, text)
            assert tags(text) == tags(original), (entry.msgid, text)
            assert text.strip() == text, (entry.msgid, text)


@languages
@catalogues
def test_translations_end_as_the_text_does(language: str, domain: str) -> None:
    for entry in read(language, domain):
        end = (entry.msgid_plural or entry.msgid)[-1]
        if end in ENDS:
            assert all(text[-1] in ENDS[end] for text in forms(entry).values()), (entry.msgid, forms(entry))


@languages
@catalogues
def test_compiled_catalogues_are_made_of_these_texts(language: str, domain: str) -> None:
    compiled = polib.mofile(str(po_path(language, domain).with_suffix('.mo')))
    texts = read(language, domain)

    assert compiled.metadata['Plural-Forms'] == texts.metadata['Plural-Forms']
    assert {entry.msgid: forms(entry) for entry in compiled} == {entry.msgid: forms(entry) for entry in texts}, (
        'make compile_translations'
    )


# --- Nothing is left out -------------------------------------------------------------------------------------------


def texts_of_templates() -> Iterator[str]:
    """As makemessages collects them."""
    for path in TEMPLATES:
        for literal in re.findall(r'(?:gettext|_)\((.*?)\) ', templatize(path.read_text(encoding='utf-8'))):
            yield str(ast.literal_eval(literal))


def texts_of_code() -> Iterator[str]:
    """What stands in calls of gettext, under each of its names."""
    functions = {'_', 'gettext', 'gettext_lazy', 'gettext_noop', 'ngettext', 'ngettext_lazy'}
    for path in APP.rglob('*.py'):
        if NOT_COLLECTED.isdisjoint(path.relative_to(APP).parts):
            for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
                match node:
                    # What is no literal here was marked by gettext_noop elsewhere.
                    case ast.Call(ast.Name(name), [ast.Constant(text), *_]) if name in functions:
                        yield str(text)


def texts_of_scripts() -> Iterator[str]:
    """The same in scripts; ESLint sees to it that there is a literal."""
    literal = r"'(?:[^'\\]|\\.)*'|" + r'"(?:[^"\\]|\\.)*"'
    for path in SCRIPTS:
        for joined in re.findall(rf'\bn?gettext\(\s*((?:(?:{literal})[\s+]*)+)', path.read_text(encoding='utf-8')):
            yield ''.join(str(ast.literal_eval(part)) for part in re.findall(literal, joined))


@cache
def collected_texts() -> tuple[set[str], set[str]]:
    """What pages and what scripts say; their sources are read once."""
    return {*texts_of_templates(), *texts_of_code()}, set(texts_of_scripts())


@pytest.mark.parametrize('language', ['en', *LANGUAGES])
def test_catalogues_have_all_texts_and_no_others(language: str) -> None:
    pages, scripts = collected_texts()

    assert min(len(pages), len(scripts)) > 200
    assert {entry.msgid for entry in read(language, 'django')} == pages
    assert {entry.msgid for entry in read(language, 'djangojs')} == scripts


class Words(HTMLParser):
    """Collects what the reader of a page sees or hears."""

    ATTRIBUTES: Final = re.compile(
        'aria-(label|description|valuetext|roledescription)|title|alt|placeholder|data-.*-text'
    )

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or '' for name, value in attrs if self.ATTRIBUTES.fullmatch(name)]

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def words_past_the_catalogues(path: Path) -> list[str]:
    """What a template says without asking for a translation."""
    source = path.read_text(encoding='utf-8')
    source = re.sub(r'{#.*?#}|{% comment .*?{% endcomment %}|<style>.*?</style>', '', source, flags=re.DOTALL)
    source = re.sub(r'{% blocktrans(late)?\b.*?{% endblocktrans(late)? %}', '', source, flags=re.DOTALL)
    words = Words()
    words.feed(re.sub(r'{%.*?%}|{{.*?}}', '', source, flags=re.DOTALL))
    words.close()
    return [text.strip() for text in words.found if re.search(r'[^\W\d_]', text)]


def test_templates_say_nothing_past_the_catalogues() -> None:
    assert TEMPLATES
    said_past = {str(path.relative_to(APP)): words_past_the_catalogues(path) for path in TEMPLATES}
    assert {path: words for path, words in said_past.items() if words} == {}


# --- What readers get ----------------------------------------------------------------------------------------------


def tag_of(language: str) -> str:
    """As Django names it."""
    return translation.to_language(language)


@languages
def test_learners_read_their_language(language: str, learner: User, now: Any) -> None:
    exam = ExamFactory.create(is_proctored=False, is_practice_exam=False, time_limit_mins=61)
    context = {'display_name': exam.exam_name, 'default_time_limit_mins': 61, 'credit_state': {}, 'due_date': None}

    with translation.override(tag_of(language)):
        page = learner_view(learner.pk, exam.course_id, exam.content_id, context, 'student', now=now) or ''

    button = 'I am ready to start this timed exam'
    assert said(language, button) in page
    assert said(language, "You can end the exam early. You'll be asked to confirm before it ends.") in page
    assert button not in page


@languages
def test_mails_are_in_the_language_of_the_learner(language: str, settings: Any, db: None) -> None:
    settings.LANGUAGES = [('en', 'English'), (tag_of(language), language)]
    settings.PROCTORING_SETTINGS = {
        **settings.PROCTORING_SETTINGS,
        'LANGUAGE_OF_USER': lambda user: tag_of(language),
    }
    attempt: ProctoredExamStudentAttempt = AttemptFactory.create(
        proctored_exam=ExamFactory.create(is_proctored=True), taking_as_proctored=True
    )
    for status, mail in STATUS_EMAILS.items():
        attempt.status = status
        message = build_status_email(attempt, status=status, course_name=None)

        assert message is not None, status
        assert message.subject == said(language, str(mail.subject)) % {'exam_name': attempt.proctored_exam.exam_name}
        assert said(language, 'Hello,') in message.body, status
        assert said(language, 'your course') in message.body, status


@languages
def test_numbers_take_the_form_of_the_language(language: str) -> None:
    catalogue = read(language, 'django')
    entry = catalogue.find('{minutes} minute')
    assert entry is not None
    form_of: Callable[[int], int] = c2py(catalogue.metadata['Plural-Forms'].split('plural=')[-1].rstrip(';'))
    numbers = [0, 1, 2, 5, 11, 100]

    with translation.override(tag_of(language)):
        texts = {minutes: translation.ngettext(entry.msgid, entry.msgid_plural, minutes) for minutes in numbers}

    assert texts == {minutes: entry.msgstr_plural[form_of(minutes)] for minutes in numbers}


@languages
def test_numbers_for_scripts_are_the_same_in_every_language(language: str, settings: Any) -> None:
    settings.USE_THOUSAND_SEPARATOR = True
    fields = {'exam_id': 1234567, 'ping_interval': 2000.5, 'does_time_remain': True}

    for path in TEMPLATES:
        name = str(path.relative_to(APP / 'templates'))
        with translation.override(tag_of(language)):
            page = render_to_string(name, fields)
        assert set(re.findall(r'data-exam-id="([^"]*)"', page)) <= {'1234567'}, name
        assert set(re.findall(r'data-ping-interval="([^"]*)"', page)) <= {'2000.5'}, name


@languages
def test_one_status_has_one_word(language: str) -> None:
    """Staff sees the statuses in the dashboard, by scripts, and in the admin."""
    scripts = {entry.msgid: entry.msgstr for entry in read(language, 'djangojs')}
    pages = {entry.msgid: entry.msgstr for entry in read(language, 'django')}

    shared = [text for text in scripts if text in pages and text]
    assert len(shared) > 15
    assert {text: scripts[text] for text in shared} == {text: pages[text] for text in shared}


def test_without_a_language_everything_is_english(db: None) -> None:
    with translation.override(None):
        page = render_to_string('timed_exam/entrance.html', {'exam_name': 'Midterm', 'total_time': '1 hour'})

    assert 'Midterm is a timed exam (1 hour)' in page
    assert Status.submitted == 'submitted', 'what is stored is not translated'
