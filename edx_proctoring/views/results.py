"""The results of a course in one file, for its staff."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import chain, islice
from typing import Annotated, Final, Literal, NamedTuple

from django.http import StreamingHttpResponse
from django.utils import timezone
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from edx_proctoring.exam_room.addresses import timeline_urls
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.queries.attempt_groups import Choice
from edx_proctoring.queries.results import ResultDict, iter_results
from edx_proctoring.serializers import AttemptStatus
from edx_proctoring.shapes import Keyword
from edx_proctoring.statuses import STATUSES
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import BAD_INPUT, COURSE_STAFF, Answer, Operation
from edx_proctoring.views.inputs import Field, Input
from edx_proctoring.views.permissions import require_course_staff
from edx_proctoring.views.provider_callbacks import IgnoreClientContentNegotiation
from edx_proctoring.views.result_files import LinkedResultDict, Results, csv_file, file_name, json_file

JSON: Final = 'application/json'
CSV: Final = 'text/csv'


class Format(NamedTuple):
    """A kind of file."""

    content_type: str
    write: Callable[[Results], Iterator[str]]


FORMATS: Final[Mapping[str, Format]] = {
    'csv': Format(f'{CSV}; charset=utf-8', csv_file),
    'json': Format(JSON, json_file),
}


def _one_of(choices: Collection[str]) -> Callable[[object, str], str | None]:
    """Return a function that reads one of these texts, or None for what is absent or empty."""

    def read(value: object, name: str) -> str | None:
        text = request_data.find_text(value, name)
        if text is None or text in choices:
            return text
        listed = ', '.join(choices)
        raise InvalidInputException(_('%(name)s has to be one of these: %(choices)s.'), name=name, choices=listed)

    return read


class WantedResults(Input):
    """Which attempts of the course, and in which kind of file."""

    exam_id = Field(request_data.given_id, int, 'Only attempts at this exam.')
    status = Field(_one_of(STATUSES), AttemptStatus, 'Only attempts of a learner at an exam whose newest one has it.')
    search = Field(request_data.find_text, str, 'Only learners whose username or email address contains this.')
    file = Field(_one_of(FORMATS), Annotated[Literal['csv', 'json'], Keyword('default', 'csv')], 'The kind of file.')


class ProctoredExamResultsView(ProctoredAPIView):
    """The results of a course. Not published. Browsers come here by a link, so what they accept does not matter."""

    renderer_classes = (JSONRenderer,)
    content_negotiation_class = IgnoreClientContentNegotiation

    @Operation(
        'Attempts',
        'download_exam_results',
        'Download the attempts of a course with their reviews',
        COURSE_STAFF,
        {
            200: Answer(
                'The file, in order of the IDs. If the connection breaks before its end, the file is not complete.',
                str,
                CSV,
                headers={'Content-Disposition': 'Name of the file, with the course and the date.'},
                others={JSON: list[LinkedResultDict]},
            ),
            400: BAD_INPUT,
        },
        query=WantedResults,
        notes='The CSV file has the same columns, with headers and words in the language of the user. '
        'An apostrophe precedes what a spreadsheet would take for a formula.',
    )
    def get(self, request: Request, course_id: str) -> StreamingHttpResponse:
        """One row for each attempt. The file is sent while it is read."""
        require_course_staff(request.user, course_id)
        sent, now = WantedResults.of_query(request), timezone.now()
        extension = sent.file or 'csv'
        choice = Choice(search=sent.search, exam_id=sent.exam_id, status=sent.status)
        content_type, write = FORMATS[extension]
        name = file_name(course_id, now.date(), extension)
        return StreamingHttpResponse(
            write(_linked(_begun(iter_results(course_id, choice, now=now)), timeline_urls(course_id))),
            content_type=content_type,
            headers={'Content-Disposition': f'attachment; filename="{name}"'},
        )


def _begun(results: Iterator[ResultDict]) -> Iterator[ResultDict]:
    """Read the first ones now, so that a database that is away is told in the answer's status."""
    return chain(list(islice(results, 1)), results)


def _linked(results: Iterator[ResultDict], timeline_url: Callable[[int], str]) -> Iterator[LinkedResultDict]:
    for result in results:
        yield {**result, 'timeline_url': timeline_url(result['attempt_id'])}
