"""A configuration of Safe Exam Browser that staff of the course upload."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any, Final, TypedDict

from django.utils import timezone
from django.utils.translation import gettext
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.actions import seb_files
from edx_proctoring.actions.entry_choices import LONGEST_PASSWORD
from edx_proctoring.exceptions import InvalidInputException, RequestTooLargeException
from edx_proctoring.queries.entry_dicts import EntryRulesDict, describe_rules
from edx_proctoring.seb.containers import FAULTS
from edx_proctoring.seb.hashes import SHOWN
from edx_proctoring.seb.uploads import MOST_BYTES_OF_UPLOAD
from edx_proctoring.seb.weaknesses import Severity
from edx_proctoring.shapes import Keyword, Words
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import COURSE_STAFF, NO_EXAM, Answer, Operation, refusal
from edx_proctoring.views.inputs import Field, Input
from edx_proctoring.views.staff_exams import exam_of_staff

MOST_CHARACTERS: Final = -(-MOST_BYTES_OF_UPLOAD // 3) * 4

_NO_FILE: Final = _('The file is missing.')
_NOT_BASE64: Final = _('The file has to be in Base64.')
_LONG_PASSWORD: Final = _('The password can have at most %(most)s characters.')


def _file(value: object, name: str) -> bytes:
    text = request_data.find_text(value, name)
    if text is None:
        raise InvalidInputException(_NO_FILE)
    if len(text) > MOST_CHARACTERS:
        raise RequestTooLargeException(FAULTS['too_large'])
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidInputException(_NOT_BASE64) from error


def _password(value: object, name: str) -> str | None:
    text = request_data.find_text(value, name)
    if text is not None and len(text) > LONGEST_PASSWORD:
        raise InvalidInputException(_LONG_PASSWORD, most=LONGEST_PASSWORD)
    return text


class UploadedSebFile(Input):
    """A file with the ending `.seb`."""

    file = Field(
        _file,
        Annotated[str, Keyword('maxLength', MOST_CHARACTERS), Keyword('contentEncoding', 'base64')],
        'Its bytes in Base64.',
        required=True,
    )
    password = Field(
        _password,
        Annotated[str, Keyword('maxLength', LONGEST_PASSWORD)],
        'Of an encrypted file. It is not stored: learners enter it in Safe Exam Browser.',
    )


class SebWeaknessDict(TypedDict):
    """Something that the file does and that staff should know."""

    severity: Annotated[
        str,
        Keyword('enum', tuple(map(str, Severity))),
        'A problem keeps learners out, or in; what is weak opens what the browser is there to close.',
    ]
    text: Words
    setting: Annotated[str, 'The name of the setting in the file.']


class SebFileDict(TypedDict):
    """What is in the file that learners get from now on."""

    kind: Annotated[str, Keyword('enum', ('xml', 'plnd', 'pswd')), 'How it is packed: `pswd` is encrypted.']
    config_key: Annotated[str, f'The first {SHOWN} digits of its config key.']
    weaknesses: Annotated[list[SebWeaknessDict], 'Problems first.']
    rules: EntryRulesDict


class SebUploadView(ProctoredAPIView):
    """The file of an exam. Not published: ours alone."""

    @Operation(
        'Entrance',
        'use_seb_file',
        'Give learners a configuration of Safe Exam Browser of your own',
        COURSE_STAFF,
        {
            200: Answer('What is in it.', SebFileDict),
            400: refusal('A file that cannot be used, no such exam, or it has no entry rules.'),
            413: refusal('The file is too large.'),
        },
        body=UploadedSebFile,
        reads_forms=False,
        notes=f'{MOST_BYTES_OF_UPLOAD} bytes at most. Learners get it unchanged. Attempts that have begun go on with '
        'what they have. A file that would change the settings of the browser for good is refused.',
    )
    def put(self, request: Request, exam_id: int) -> Response:
        """Read the file, and store it."""
        exam, now = exam_of_staff(request.user, exam_id), timezone.now()
        sent = UploadedSebFile.of(request)
        upload = seb_files.use_file(exam, sent.file, sent.password, by=request.user, now=now)
        answer: dict[str, Any] = {
            'kind': upload.kind,
            'config_key': upload.config_key[:SHOWN],
            'weaknesses': [
                {'severity': str(each.severity), 'text': gettext(each.text), 'setting': each.setting}
                for each in upload.weaknesses
            ],
            'rules': describe_rules(exam, now=now),
        }
        return Response(answer)

    @Operation(
        'Entrance',
        'remove_seb_file',
        'Make a configuration of Safe Exam Browser for each learner again',
        COURSE_STAFF,
        {200: Answer('The rules.', EntryRulesDict), 400: NO_EXAM},
        notes='The same again changes nothing.',
    )
    def delete(self, request: Request, exam_id: int) -> Response:
        """Take the file back."""
        exam, now = exam_of_staff(request.user, exam_id), timezone.now()
        seb_files.drop_file(exam, by=request.user, now=now)
        return Response(describe_rules(exam, now=now))
