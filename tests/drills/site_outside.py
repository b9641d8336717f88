"""A site in processes of its own, as who starts them sees it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from tests.drills.provider_inbox import ProviderInbox
from tests.factories import COURSE_ID

ROOT = Path(__file__).parents[2]
END_OF_LOG = 4000  # characters


class SiteOutside:
    """The processes of a site, which share a database and the provider, and its log."""

    module: ClassVar[str]  # what is run: ``python -m MODULE MODE``, with its facts as JSON on stdin

    def __init__(self, inbox: ProviderInbox, environment: dict[str, str], log: Path) -> None:
        self.inbox = inbox
        self.environment = {**environment, 'DJANGO_SETTINGS_MODULE': 'test_settings'}
        self.log = log

    def prepare(self, learners: int) -> dict[str, Any]:
        """Its exam and learners, whom the provider knows as well; what the site tells of them."""
        exam = {'course_id': COURSE_ID, 'content_id': 'section', 'exam_name': 'Exam'}
        fields = {'exam': self.inbox.records.save_exam(exam).id, 'course': COURSE_ID, 'learners': learners}
        told: dict[str, Any] = self.ask('prepare', fields)
        for known_as in told['known_as']:
            self.inbox.records.decide_on_profile(known_as, COURSE_ID, 'approved', now=datetime.now(UTC))
        return told

    def start(self, mode: str, facts: dict[str, Any]) -> subprocess.Popen[str]:
        """A process that does what the mode says."""
        with self.log.open('ab') as log:
            process = subprocess.Popen(
                [sys.executable, '-m', self.module, mode],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert process.stdin is not None
        process.stdin.write(json.dumps({**facts, 'provider': self.inbox.options()}))
        process.stdin.close()
        process.stdin = None
        return process

    def ask(self, mode: str, facts: dict[str, Any]) -> Any:
        """What a process says that ends by itself."""
        with self.start(mode, facts) as process:
            answer, _ = process.communicate()
        assert process.returncode == 0, self.end_of_log()
        return json.loads(answer)

    def end_of_log(self) -> str:
        """What the site said last."""
        return self.log.read_text()[-END_OF_LOG:]
