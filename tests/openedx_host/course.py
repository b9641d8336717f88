"""The courses that Studio publishes in the story."""

from __future__ import annotations

from typing import Any

COURSE = 'course-v1:Campus+Geodesy+2030'
OTHER_COURSE = 'course-v1:Campus+Astronomy+2030'
LONG_AGO = '2020-01-01T00:00:00Z'
FAR_AWAY = '2099-01-01T00:00:00Z'


def block_key(course_id: str, name: str, kind: str = 'sequential') -> str:
    """The usage key of a block."""
    return f'{course_id.replace("course-v1:", "block-v1:")}+type@{kind}+block@{name}'


def problem_key(course_id: str, exam: str) -> str:
    """The usage key of the problem in an exam."""
    return block_key(course_id, f'{exam}_problem', 'problem')


def exam(name: str, **fields: Any) -> dict[str, Any]:
    """A subsection with one problem, as Studio writes it."""
    timed = {'is_time_limited': True, 'default_time_limit_minutes': 90}
    problem = f'{name}_problem'
    return {
        name: {
            'type': 'sequential',
            'fields': {'display_name': f'{name.title()} exam', 'start': LONG_AGO, **timed, **fields},
            'children': [problem],
        },
        problem: {'type': 'problem', 'fields': {'question': f'How far is it? ({name})'}},
    }


def structure(sections: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A course of these subsections."""
    course = {
        'display_name': 'Géodésie 測地学',
        'start': LONG_AGO,
        'end': FAR_AWAY,
        'enable_timed_exams': True,
        'enable_proctored_exams': True,
        'allow_proctoring_opt_out': True,
        'proctoring_escalation_email': 'escalation@example.com',
        **fields,
    }
    children = [name for name, block in sections.items() if block['type'] == 'sequential']
    return {'course': {'type': 'course', 'fields': course, 'children': children}, **sections}


def geodesy(**changes: Any) -> dict[str, Any]:
    """A course with every kind of exam, at the REST provider."""
    sections = {
        'reading': {'type': 'sequential', 'fields': {'display_name': 'Reading'}, 'children': []},
        **exam('timed'),
        **exam('missed', due=LONG_AGO),
        **exam('onboarding', is_proctored_enabled=True, is_onboarding_exam=True),
        **exam('proctored', is_proctored_enabled=True, exam_review_rules='No books'),
        **changes,
    }
    return structure(sections, proctoring_provider='rest_proctor')


def astronomy() -> dict[str, Any]:
    """A course with one exam, at the SoftwareSecure provider."""
    return structure(
        exam('observed', is_proctored_enabled=True), display_name='Astronomy', proctoring_provider='software_secure'
    )
