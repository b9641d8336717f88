"""Report problems and how to fix them."""

import json
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from edx_proctoring.diagnosis.findings import Circumstances, Finding, Level
from edx_proctoring.diagnosis.table import DIAGNOSES, examine
from edx_proctoring.domain.counting import counted
from edx_proctoring.management.batches import whole_number

LONGEST_TIMEOUT = 60  # seconds
LONGEST_PATIENCE = 3650  # days
WIDTH = max(map(len, DIAGNOSES))


class Command(BaseCommand):
    """Nothing is changed. The exit code is that of the worst finding: 0 for OK, 1 for WARN, 2 for FAIL."""

    help = 'Examines settings, providers, deliveries, attempts, and reviews; reports problems and how to fix them.'
    # It reports the checks itself; an error of one must not keep it from reporting the rest.
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the arguments for the diagnoses to run, their options, and the form of the output."""
        parser.add_argument('--json', action='store_true', help='print one JSON object, for programs')
        parser.add_argument('--only', nargs='+', choices=DIAGNOSES, default=(), help='run only these diagnoses')
        parser.add_argument(
            '--days', type=int, default=7, help='how long attempts may wait for a provider or a person (default 7)'
        )
        parser.add_argument(
            '--timeout', type=int, default=5, help='seconds that a provider may take to respond (default 5)'
        )
        parser.add_argument('--offline', action='store_true', help='do not call any provider')

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the diagnoses, print the findings, and exit with the code of the worst one."""
        days = whole_number(options['days'], '--days', least=1, most=LONGEST_PATIENCE)
        timeout = whole_number(options['timeout'], '--timeout', least=1, most=LONGEST_TIMEOUT)
        circumstances = Circumstances(
            clock=timezone.now, patience=timedelta(days=days), timeout=None if options['offline'] else timeout
        )
        found = list(examine(circumstances, only=options['only']))
        worst = max((finding.level for _name, finding in found), default=Level.OK)
        if options['json']:
            self._tell_programs(found, worst)
        else:
            self._tell_people(found)
        if worst is not Level.OK:
            raise SystemExit(int(worst))

    def _tell_programs(self, found: list[tuple[str, Finding]], worst: Level) -> None:
        findings = [
            {
                'diagnosis': name,
                'level': finding.level.name,
                'what': finding.what,
                'meaning': finding.meaning,
                'advice': finding.advice,
            }
            for name, finding in found
        ]
        self.stdout.write(json.dumps({'status': worst.name, 'findings': findings}, indent=2))

    def _tell_people(self, found: list[tuple[str, Finding]]) -> None:
        styles = {Level.OK: self.style.SUCCESS, Level.WARN: self.style.WARNING, Level.FAIL: self.style.ERROR}
        for name, finding in found:
            self.stdout.write(f'{styles[finding.level](f"{finding.level.name:4}")}  {name:{WIDTH}}  {finding.what}')
            for said, words in (('Meaning', finding.meaning), ('What to do', finding.advice)):
                if words:
                    self.stdout.write(f'{"":{WIDTH + 8}}{said}: {words}')
        counts = {level: sum(finding.level is level for _name, finding in found) for level in Level}
        failures = counted(counts[Level.FAIL], 'failure', 'failures')
        warnings = counted(counts[Level.WARN], 'warning', 'warnings')
        message = f'{failures}, {warnings}, {counts[Level.OK]} OK.'
        self.stdout.write(f'\n{message}')
