"""What an exam demands of learners who want to take it, for the staff of its course."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.actions import entry_rules as actions
from edx_proctoring.actions.entry_choices import CHOICES, LONGEST_PASSWORD, MOST_NETWORKS
from edx_proctoring.queries.entry_dicts import EntryRulesDict, NetworkDict, SebOptionsDict, describe_rules
from edx_proctoring.shapes import IsoText, Keyword
from edx_proctoring.views import accommodation_fields, request_data
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import COURSE_STAFF, NO_EXAM, Answer, Operation, refusal
from edx_proctoring.views.inputs import Field, Input
from edx_proctoring.views.staff_exams import exam_of_staff


class ChosenSebOptionsDict(SebOptionsDict, total=False):
    """What is allowed in Safe Exam Browser; what is missing gets its default, but the password stays."""

    quit_password: Annotated[
        str, Keyword('maxLength', LONGEST_PASSWORD), 'For leaving the browser. Empty: without one. Missing: as it was.'
    ]


class ChosenEntryRules(Input):
    """The rules; those that are missing do not count."""

    needs_code = Field(request_data.truth, bool, 'Whether learners need an access code.')
    networks = Field(
        request_data.as_sent,
        Annotated[list[NetworkDict], Keyword('maxItems', MOST_NETWORKS)],
        'Where learners have to be. Missing or null: anywhere.',
    )
    starts_from = Field(
        accommodation_fields.first_moment, IsoText, 'The first moment at which learners may start. A date is its first.'
    )
    starts_until = Field(
        accommodation_fields.moment_after, IsoText, 'The first moment at which they may not. Of a date, the next day.'
    )
    needs_release = Field(request_data.truth, bool, 'Whether learners wait until staff let them in.')
    binds_place = Field(
        request_data.truth, bool, 'Whether an attempt goes on only in the browser and the network where it started.'
    )
    needs_seb = Field(request_data.truth, bool, 'Whether learners need Safe Exam Browser.')
    seb_options = Field(request_data.as_sent, ChosenSebOptionsDict)
    seb_exam_keys = Field(
        request_data.as_sent,
        list[str],
        'Browser exam keys, one of which a browser has to have. Empty: it need not have any. Missing: as they were.',
    )
    seb_password = Field(
        request_data.as_sent,
        Annotated[str, Keyword('maxLength', LONGEST_PASSWORD)],
        'Encrypts configurations that are made here; told in the room. Empty: without one. Missing: as it was.',
    )


class EntryRulesView(ProctoredAPIView):
    """The entry rules of an exam. Not published: ours alone."""

    @Operation(
        'Entrance',
        'get_entry_rules',
        'Get the entry rules of an exam',
        COURSE_STAFF,
        {200: Answer('The rules, also if there are none.', EntryRulesDict), 400: NO_EXAM},
        notes='Passwords and browser exam keys are never returned.',
    )
    def get(self, request: Request, exam_id: int) -> Response:
        """Return them, with what is wrong with them."""
        exam = exam_of_staff(request.user, exam_id)
        return Response(describe_rules(exam, now=timezone.now()))

    @Operation(
        'Entrance',
        'set_entry_rules',
        'Set the entry rules of an exam',
        COURSE_STAFF,
        {200: Answer('The rules.', EntryRulesDict), 400: refusal('A rule that cannot be, or no such exam.')},
        body=ChosenEntryRules,
        reads_forms=False,
        notes='All of them at once. The same again changes nothing. Running attempts close within a minute where they '
        'no longer satisfy the rules; their clocks go on.',
    )
    def put(self, request: Request, exam_id: int) -> Response:
        """Store them."""
        exam, now = exam_of_staff(request.user, exam_id), timezone.now()
        sent = ChosenEntryRules.of(request)
        chosen: dict[str, Any] = {name: getattr(sent, name) for name in CHOICES}
        actions.save_rules(exam, chosen, by=request.user, now=now)
        return Response(describe_rules(exam, now=now))

    @Operation(
        'Entrance',
        'remove_entry_rules',
        'Remove the entry rules of an exam',
        COURSE_STAFF,
        {200: Answer('What counts now: no rules.', EntryRulesDict), 400: NO_EXAM},
        notes='Access codes stay, in case that rules come back.',
    )
    def delete(self, request: Request, exam_id: int) -> Response:
        """Let everybody in who could take the exam without rules."""
        exam, now = exam_of_staff(request.user, exam_id), timezone.now()
        actions.delete_rules(exam, by=request.user, now=now)
        return Response(describe_rules(exam, now=now))
