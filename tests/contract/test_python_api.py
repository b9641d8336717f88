"""Every name that others import, with its signature or value: what ``python_api.json`` says of the published package.

A signature may have more parameters than the published one, if nobody has to give them.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models
from rest_framework.serializers import BaseSerializer

from edx_proctoring import api
from edx_proctoring.services import ProctoringService
from tests.contract.recorded import read

RECORD = read('python_api.json')
MODULES = RECORD['modules']
TEXT = '<text>'  # wording is not part of the contract
LAZY_TEXT = '<django.utils.functional.lazy.<locals>.__proxy__>'
MEMBERS = ('methods', 'properties', 'attributes')

# What a module needs for itself, and its classes' names in another module ("imported" in the record), is no offer.
OWN_NEEDS = {
    'log',
    'LOG',
    'settings',
    'apps',
    'sha256',
    'pre_save',
    'post_save',
    'pre_delete',
    'post_delete',
}

_A_COPY = 'a copy of the name in `constants`; patched here, it would change nothing'
_A_COLUMN = 'a function without a class around it that only makes a column of the list'
LEFT_OUT = {
    'models.VERIFICATION_DAYS_VALID': _A_COPY,
    'views.ONBOARDING_PROFILE_INSTRUCTOR_DASHBOARD_API': _A_COPY,
    'views.PING_FAILURE_PASSTHROUGH_TEMPLATE': _A_COPY,
    'views.REDS_API_REDIRECT': _A_COPY,
    'views.BaseReviewCallback.make_review': "takes no provider: it is always that of the attempt's exam (S7)",
    'utils.AuthenticatedAPIView.authentication_classes': 'a class of ours, derived from the published: verifies (X71)',
    'admin.ProctoredExamReviewPolicyAdmin.course_id': _A_COLUMN,
    'admin.ProctoredExamReviewPolicyAdmin.exam_name': _A_COLUMN,
    'admin.ProctoredExamReviewPolicyAdmin.list_display': _A_COLUMN,
    'admin.ProctoredExamAttemptForm.STATUS_CHOICES': 'recorded with DEBUG, which adds the onboarding errors',
    'admin.ProctoredExamStudentAttemptAdmin.readonly_fields': 'the three flags of resuming are read only, too',
    'proctoring_service.get_user_model': "Django's",
    'proctoring_service.gettext_noop': "Django's",
    'proctoring_service.reverse': "Django's",
}

# Receivers of signals: hosts name them, to disconnect them, and Django alone calls them, with keywords that it knows.
SENT_BY_DJANGO = 'handlers.'

# These show the settings of the site that was recorded. That they are there is tested, their values in test_conf.
VALUES_OF_THE_SITE = {
    'constants.DEFAULT_CONTACT_EMAIL',
    'constants.FROM_EMAIL',
    'constants.PLATFORM_NAME',
    'constants.SITE_NAME',
}


def is_left_out(path: str) -> bool:
    """Whether the name, or what it belongs to, is not promised."""
    parents = path.split('.')
    return parents[-1] in OWN_NEEDS or any('.'.join(parents[:count]) in LEFT_OUT for count in range(len(parents) + 1))


def find(path: str) -> Any:
    """The object of that dotted path below the package."""
    module_name = max((name for name in MODULES if path.startswith(f'{name}.')), key=len)
    found = importlib.import_module(f'edx_proctoring.{module_name}')
    for name in path.removeprefix(f'{module_name}.').split('.'):
        found = getattr(found, name)
    return found


def listed(kind: str) -> Iterator[tuple[str, Any]]:
    """Path and record of everything of a kind, what is left out excepted."""
    for module, entry in MODULES.items():
        for name, record in entry.get(kind, {}).items():
            path = f'{module}.{name}'
            if not is_left_out(path):
                yield path, record


def recorded_paths(kind: str) -> Iterator[str]:
    """The path of everything of a kind and of its members, left out or not."""
    for module, entry in MODULES.items():
        for name, record in entry.get(kind, {}).items():
            yield f'{module}.{name}'
            if kind == 'classes':
                yield from (f'{module}.{name}.{member}' for each in MEMBERS for member in record.get(each, ()))


def is_there(path: str) -> bool:
    """Whether the path leads to something."""
    try:
        find(path)
    except (AttributeError, ImportError):
        return False
    return True


def members(kind: str) -> Iterator[tuple[str, Any]]:
    """Path and record of every member of a class, of a kind."""
    for path, record in listed('classes'):
        for name in record.get(kind, ()):
            if not is_left_out(f'{path}.{name}'):
                yield f'{path}.{name}', record[kind][name] if isinstance(record[kind], dict) else None


def cases(found: Iterator[tuple[str, Any]]) -> Any:
    return [pytest.param(path, record, id=path) for path, record in found]


def as_recorded(value: Any) -> Any:
    """A value in the form of the record."""
    if isinstance(value, dict):
        return {str(key): TEXT if key == 'short_description' else as_recorded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_recorded(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(str(item) for item in value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, bytes):
        return f'bytes:{value.hex()}'
    if inspect.isroutine(value) or inspect.isclass(value):
        return f'<{value.__module__}.{value.__qualname__}>'
    kind = type(value)
    if isinstance(value, models.Field) and kind.__module__.startswith('edx_proctoring.'):
        # the field of Django whose place it takes, in migrations as well
        kind = next(each for each in kind.__mro__ if each.__module__.startswith('django.'))
    return f'<{kind.__name__}>' if kind.__module__ == 'datetime' else f'<{kind.__module__}.{kind.__qualname__}>'


def matches(value: Any, record: Any) -> bool:
    """Whether a value is the recorded one: wording apart, and a table may have more rows."""
    if record in (TEXT, LAZY_TEXT):
        return isinstance(value, str)
    if isinstance(record, str) and record.startswith('<edx_proctoring.'):  # one of our classes, wherever it lives
        return bool(value == as_recorded(find(record[1:-1].removeprefix('edx_proctoring.'))))
    if isinstance(record, list) and isinstance(value, list):
        return len(value) == len(record) and all(map(matches, value, record))
    if isinstance(record, dict) and isinstance(value, dict):
        return value.keys() >= record.keys() and all(matches(value[key], record[key]) for key in record)
    return bool(value == record)


def assert_accepts(function: Any, parameters: list[dict[str, Any]]) -> None:
    """Fail unless the function can be called in every way in which one with those parameters can."""
    ours = list(inspect.signature(function).parameters.values())
    named = [parameter for parameter in parameters if not parameter['kind'].startswith('var_')]
    assert [each.name for each in ours[: len(named)]] == [each['name'] for each in named]
    for mine, published in zip(ours, named, strict=False):
        assert mine.kind.name.lower() == published['kind']
        if 'default' in published:  # what had to be given may be left out, too
            assert mine.default is not mine.empty, mine.name
            assert as_recorded(mine.default) == published['default'], mine.name
    kinds = {each.kind.name.lower() for each in ours}
    assert {each['kind'] for each in parameters if each['kind'].startswith('var_')} <= kinds
    more = [each for each in ours[len(named) :] if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)]
    assert [each.name for each in more if each.default is each.empty] == []


@pytest.mark.parametrize(('path', 'record'), cases(listed('functions')))
def test_functions(path: str, record: Any) -> None:
    function = find(path)
    assert inspect.isfunction(function)
    if not path.startswith(SENT_BY_DJANGO):
        assert_accepts(function, record)


@pytest.mark.parametrize(('path', 'record'), cases(members('methods')))
def test_methods(path: str, record: Any) -> None:
    class_path, name = path.rsplit('.', 1)
    raw = inspect.getattr_static(find(class_path), name)
    assert (type(raw).__name__ if isinstance(raw, (classmethod, staticmethod)) else 'method') == record['kind']
    function = raw.__func__ if isinstance(raw, (classmethod, staticmethod)) else raw
    assert_accepts(function, record['parameters'])
    assert bool(getattr(function, '__isabstractmethod__', False)) == record.get('abstract', False)


@pytest.mark.parametrize(('path', 'record'), cases(members('properties')))
def test_properties(path: str, record: None) -> None:
    class_path, name = path.rsplit('.', 1)
    assert isinstance(inspect.getattr_static(find(class_path), name), property)


@pytest.mark.parametrize(('path', 'record'), cases(members('attributes')))
def test_attributes(path: str, record: Any) -> None:
    if 'JwtAuthentication' in str(record):
        pytest.importorskip('edx_rest_framework_extensions', reason='hosts without it know sessions only')
    assert matches(as_recorded(find(path)), record)


@pytest.mark.parametrize(('path', 'record'), cases(listed('classes')))
def test_classes(path: str, record: Any) -> None:
    ancestors = find(path).__mro__
    for base in record['bases']:
        if base.startswith('edx_proctoring.'):
            assert find(base.removeprefix('edx_proctoring.')) in ancestors
        else:
            assert base in {f'{ancestor.__module__}.{ancestor.__qualname__}' for ancestor in ancestors}


@pytest.mark.parametrize(('path', 'record'), cases(listed('values')))
def test_values(path: str, record: Any) -> None:
    value = as_recorded(find(path))
    assert type(value) is type(record)
    assert path in VALUES_OF_THE_SITE or matches(value, record)


@pytest.mark.parametrize('name', RECORD['serializers'])
def test_serializers(name: str) -> None:
    serializer = find(f'serializers.{name}')
    assert issubclass(serializer, BaseSerializer)
    fields = {
        field: {
            'class': type(found).__name__,
            'required': found.required,
            'read_only': found.read_only,
            'allow_null': found.allow_null,
            'format': as_recorded(getattr(found, 'format', '-')),
        }
        for field, found in serializer().fields.items()
    }
    assert fields == RECORD['serializers'][name]


@pytest.mark.parametrize(
    'name', [name for name in RECORD['proctoring_service'] if not is_left_out(f'proctoring_service.{name}')]
)
def test_the_service_has_every_function(name: str) -> None:
    assert getattr(ProctoringService(), name) is getattr(api, name)


def test_what_is_left_out_is_published_and_not_there() -> None:
    """Else a reason has become an excuse."""
    everything = {path for kind in ('functions', 'classes', 'values') for path in recorded_paths(kind)}
    everything |= {f'proctoring_service.{name}' for name in RECORD['proctoring_service']} | set(MODULES)
    assert {*LEFT_OUT, *VALUES_OF_THE_SITE} - everything == set()
    simple = [path for path in LEFT_OUT if path.count('.') == 1 and not path.startswith('proctoring_service.')]
    assert [path for path in simple if is_there(path)] == []
