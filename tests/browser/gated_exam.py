"""Entry rules of an exam of the demo: ``python -m tests.browser.gated_exam NAME``, with the fields as JSON on stdin.

The code is ``CODE``. Running it again replaces the rules, and forgets what learners have shown.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from tests.browser.attempts_of import database
from tests.running_demo import ROOT, Demo

CODE = 'ROOM5GATE'


def gate(demo: Demo, name: str, **fields: Any) -> int:
    """Give the exam of that name these rules, and no others; return its id."""
    environment = {each: value for each, value in os.environ.items() if each != 'DJANGO_SETTINGS_MODULE'}
    done = subprocess.run(
        [sys.executable, '-m', 'tests.browser.gated_exam', name],
        cwd=ROOT,
        env=environment | {'DEMO_VAR': str(demo.log.parent / 'var'), 'PYTHONPATH': str(ROOT)},
        input=json.dumps(fields),
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout.split()[-1])


def change(demo: Demo, **fields: Any) -> None:
    """Change the only rules that there are; the signal of the waiting room tells of it."""
    setting = ', '.join(f'{name} = ?' for name in fields)
    with database(demo) as connection:
        connection.execute(f'UPDATE proctoring_entryrules SET {setting}, signal = signal + 1', list(fields.values()))


def release(demo: Demo) -> None:
    """Staff lets everybody in."""
    change(demo, released_at='2026-01-01 00:00:00')


def main() -> None:
    """Store the rules."""
    os.environ['DJANGO_SETTINGS_MODULE'] = 'demo.settings'
    import django  # noqa: PLC0415 - after the choice of settings

    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from edx_proctoring.models import AccessCode, EntryPass, EntryRules, ProctoredExam  # noqa: PLC0415
    from edx_proctoring.security.access_codes import digest_of, new_salt  # noqa: PLC0415

    for model in (EntryRules, AccessCode, EntryPass):
        model._default_manager.all().delete()
    exam = ProctoredExam.objects.get(exam_name=sys.argv[1])
    now, salt, fields = timezone.now(), new_salt(), json.load(sys.stdin)
    ProctoredExam.objects.update(has_entry_rules=False)
    ProctoredExam.objects.filter(id=exam.id).update(has_entry_rules=bool(fields))
    if fields:
        EntryRules.objects.create(exam=exam, modified_at=now, **fields)
        AccessCode.objects.create(exam_id=exam.id, salt=salt, digest=digest_of(CODE, salt), created_at=now)
    print(exam.id)  # noqa: T201 - the answer


if __name__ == '__main__':
    main()
