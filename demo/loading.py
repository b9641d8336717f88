"""Puts courses and accounts into the LMS before it starts."""

from __future__ import annotations

from pathlib import Path

from demo import places
from demo.accounts import create_accounts, join_course, publisher
from demo.api_clients import create_service_users
from demo.entry_rules import set_rules
from demo.exports import refusal
from demo.library import store
from demo.olx import Course, OlxError
from demo.publishing import list_unknown_providers, provider_of, register_exams
from demo.summary import summary_of


def load_courses(olx: Path | None) -> None:
    """Load our own courses and, if given, that of an export; earlier courses are kept. Raises ``StartError``."""
    create_accounts()
    create_service_users()
    load_course(places.OWN_COURSE)
    set_rules(load_course(places.COURSE_IN_A_ROOM), by=publisher())
    if olx is not None:
        print(f'\n{summary_of(load_course(olx))}', flush=True)


def load_course(path: Path) -> Course:
    """Store the course, register its exams, and enroll everybody. Loading it again updates it."""
    try:
        course = store(path)
    except OlxError as error:
        raise refusal(error) from error
    for name in list_unknown_providers(course):
        print(f'{course.course_id}: no provider "{name}" here; {provider_of(course)} is used.')
    register_exams(course, set_by_user_id=publisher().pk)
    join_course(course)
    return course
