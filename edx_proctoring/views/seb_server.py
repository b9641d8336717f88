"""What a server for Safe Exam Browser asks of an LMS: the keys of a course, in the shape that such servers know.

The addresses are fixed, and outside of those of the app (``edx_proctoring.seb_server_urls``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils import timezone
from rest_framework import status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.actions import seb_server
from edx_proctoring.actions.seb_server import KeyKind
from edx_proctoring.exceptions import InvalidInputException, ObjectNotFoundException, SebKeysExistException
from edx_proctoring.lms import bearer_tokens
from edx_proctoring.queries.seb_server import CourseKeys, find_keys
from edx_proctoring.seb.hashes import read_keys
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data
from edx_proctoring.views.authentication import AUTHENTICATION_CLASSES
from edx_proctoring.views.base import BaseAPIView
from edx_proctoring.views.permissions import require_staff

COMPONENTS: Final = frozenset(
    {
        *('AlwaysAllowStaff', 'AlwaysDenyAccess', 'CheckSEBHashConfigKey', 'CheckSEBHashBrowserExamKey'),
        'CheckSEBHashBrowserExamKeyOrConfigKey',
    }
)
_LISTS: Final = ('WHITELIST_PATHS', 'BLACKLIST_CHAPTERS', 'PERMISSION_COMPONENTS')
_FIELDS: Final[Mapping[str, KeyKind]] = {'CONFIG_KEYS': 'config', 'BROWSER_KEYS': 'exam'}
_NONE: Final = _('There is no configuration for this course.')
_NO_EXAM: Final = _('No exam of this course needs Safe Exam Browser.')
_EXISTS: Final = _('There is a configuration for this course already.')
_TEXTS: Final = _('%(name)s has to be a list of texts.')
_COMPONENT: Final = _('This is not a permission that can be asked for here: %(name)s')
_NO_KEYS: Final = _('At least one key is needed.')


class SebServerView(BaseAPIView):
    """Base class: for staff of the site, by session, JWT, or, where the host has such tokens, bearer token."""

    authentication_classes = (*AUTHENTICATION_CLASSES, *bearer_tokens.authentication_classes())
    permission_classes = (IsAuthenticated,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let in staff of the site."""
        super().initial(request, *args, **kwargs)
        require_staff(request.user)


class SebServerInfoView(SebServerView):
    """Whether this site can be used with such a server."""

    def get(self, request: Request) -> Response:
        """Say so."""
        return Response({'name': 'edx-proctoring'})


class SebServerConfigurationView(SebServerView):
    """The keys of a course: they count for all of its exams that need Safe Exam Browser."""

    def get(self, request: Request, course_id: str) -> Response:
        """Return what is in force; 404 if there is nothing."""
        return Response(_shape(_get(course_id)))

    def post(self, request: Request, course_id: str) -> Response:
        """Set keys where there are none; 422 if there are."""
        if find_keys(course_id) is not None:
            raise SebKeysExistException(_EXISTS)
        return self._set(request, course_id, status.HTTP_201_CREATED)

    def put(self, request: Request, course_id: str) -> Response:
        """Set keys, whatever there was."""
        return self._set(request, course_id, status.HTTP_200_OK)

    def patch(self, request: Request, course_id: str) -> Response:
        """Change the keys that are sent; 404 if there are none at all."""
        former = _get(course_id)
        return self._set(request, course_id, status.HTTP_200_OK, former)

    def delete(self, request: Request, course_id: str) -> Response:
        """Take all keys away; nothing happens if there are none."""
        seb_server.take_keys(course_id, by=request.user, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _set(self, request: Request, course_id: str, code: int, former: CourseKeys | None = None) -> Response:
        keys = _read(request_data.body(request), former or CourseKeys((), ()))
        if not any(keys):
            raise InvalidInputException(_NO_KEYS)
        values: dict[KeyKind, tuple[str, ...]] = {'config': keys.config, 'exam': keys.exam}
        if not seb_server.set_keys(course_id, values, by=request.user, now=timezone.now()):
            raise ObjectNotFoundException(_NO_EXAM)
        return Response(_shape(_get(course_id)), status=code)


def _get(course_id: str) -> CourseKeys:
    found = find_keys(course_id)
    if found is None:
        raise ObjectNotFoundException(_NONE)
    return found


def _shape(keys: CourseKeys) -> dict[str, Any]:
    """Return all fields, with what is in force: nothing else than the keys can be set."""
    components = {
        'AlwaysAllowStaff': True,
        'CheckSEBHashConfigKey': bool(keys.config),
        'CheckSEBHashBrowserExamKey': bool(keys.exam),
    }
    return {
        'CONFIG_KEYS': [*keys.config],
        'BROWSER_KEYS': [*keys.exam],
        'WHITELIST_PATHS': [],
        'BLACKLIST_CHAPTERS': [],
        'PERMISSION_COMPONENTS': [name for name, is_there in components.items() if is_there],
        'USER_BANNING_ENABLED': False,
    }


def _read(sent: Mapping[str, Any], former: CourseKeys) -> CourseKeys:
    """Return the keys of a body; what the other fields say has to make sense, and has no effect."""
    for name in _LISTS:
        for each in _texts(sent, name):
            if name == 'PERMISSION_COMPONENTS' and each not in COMPONENTS:
                raise InvalidInputException(_COMPONENT, name=each[:100])
    given = {
        kind: read_keys(' '.join(_texts(sent, name))) for name, kind in _FIELDS.items() if sent.get(name) is not None
    }
    return former._replace(**given)


def _texts(sent: Mapping[str, Any], name: str) -> list[str]:
    values = sent.get(name)
    if values is None:
        return []
    if not isinstance(values, list):
        raise InvalidInputException(_TEXTS, name=name)
    return [request_data.text(each, name) for each in values]
