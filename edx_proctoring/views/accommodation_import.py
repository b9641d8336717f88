"""Many accommodations from a file: all of them, or none."""

from typing import Annotated, Final, NotRequired, TypedDict

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext
from rest_framework import status
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.actions import accommodations as actions
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.shapes import Words
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import bodies, request_data
from edx_proctoring.views.accommodation_file import MOST_BYTES, MOST_ROWS, Row, check, read_rows
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import COURSE_STAFF, Answer, Operation
from edx_proctoring.views.inputs import Field, Input
from edx_proctoring.views.permissions import course_of_staff, require_course_staff, require_staff

COLUMNS: Final = (
    'CSV with a header: `username` or `email`; `multiplier`, `extra_minutes`, `unlimited` (`yes`), or several of them, '
    'one of which each row has; `valid_from`, `valid_until`, `approved_by`, `reason`. In a multipart form, it may be a '
    'file in UTF-8.'
)


def _file(value: object, name: str) -> bytes:
    if isinstance(value, UploadedFile):
        return bytes(value.read())
    if not value:
        raise InvalidInputException(_('The file is missing.'))
    return request_data.text(value, name).encode()


class AccommodationFile(Input):
    """A file with accommodations."""

    file = Field(_file, str, COLUMNS, required=True)
    preview = Field(request_data.truth, bool, 'Whether to store nothing and only answer what would be stored.')
    all_courses = Field(request_data.truth, bool, 'For all courses, not only for this one; for staff of the site.')


class AccommodationRowDict(TypedDict):
    """A row of the file; an empty one is not counted, but has its number."""

    row: Annotated[int, 'As spreadsheets number it: the header is row 1.']
    user_info: str
    detail: Annotated[str, 'What is wrong with it, for people, in the language of the user. Empty: nothing.']


class AccommodationImportDict(TypedDict):
    """What became of the file."""

    stored: Annotated[int, 'How many accommodations were stored; none in a preview.']
    extended_attempts: Annotated[int, 'How many attempts that are running got more time.']
    rows: list[AccommodationRowDict]


class AccommodationImportRefusalDict(TypedDict):
    """Why nothing was stored. `rows` is there if the file could be read."""

    detail: Words
    rows: NotRequired[list[AccommodationRowDict]]


class AccommodationFileView(ProctoredAPIView):
    """Accommodations from a file. It is the only address that takes one."""

    parser_classes = (bodies.JSONBodyParser, FormParser, MultiPartParser)

    @Operation(
        'Allowances',
        'import_accommodations',
        'Give many learners extra time at every exam, from a file',
        COURSE_STAFF,
        {
            200: Answer('Every row was stored or, in a preview, could be.', AccommodationImportDict),
            400: Answer('Nothing was stored.', AccommodationImportRefusalDict),
        },
        body=AccommodationFile,
        notes=f'The file has {MOST_ROWS} rows and {MOST_BYTES} bytes at most.',
    )
    def post(self, request: Request, course_id: str) -> Response:
        """Check all rows, and store them if nothing is wrong with any of them."""
        require_course_staff(request.user, course_id)
        sent, now = AccommodationFile.of(request), timezone.now()
        if sent.all_courses:
            require_staff(request.user)
        rows = read_rows(sent.file)
        for_course = '' if sent.all_courses else course_id
        check(rows, course_id=for_course, among_course=course_of_staff(request.user, course_id))
        if any(row.faults for row in rows):
            return _refused(rows)
        chosen = [] if sent.preview else [row.accommodation for row in rows if row.accommodation]
        gained = actions.create(chosen, by=request.user, now=now) if chosen else {}
        answer: AccommodationImportDict = {
            'stored': len(chosen),
            'extended_attempts': sum(seconds > 0 for seconds in gained.values()),
            'rows': [_row(row) for row in rows],
        }
        return Response(answer)


def _refused(rows: list[Row]) -> Response:
    answer: AccommodationImportRefusalDict = {
        'detail': gettext('Nothing was stored, because some rows are wrong.'),
        'rows': [_row(row) for row in rows],
    }
    return Response(answer, status=status.HTTP_400_BAD_REQUEST)


def _row(row: Row) -> AccommodationRowDict:
    return {'row': row.number, 'user_info': row.user_info, 'detail': ' '.join(row.faults)}
