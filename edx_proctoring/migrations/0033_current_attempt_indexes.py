"""Lists of attempts are read by an index of the current ones, with and without a status.

Attempts that others inserted since they were marked last are marked first, because lists no longer look for them. The
indexes are built, and one that nothing needs any longer is dropped, while others write.
"""

from importlib import import_module
from typing import Any

from django.db import migrations, models
from django.db.models import Exists, F, Max, OuterRef

ROWS_AT_ONCE = 1000

AddIndexWithoutLock = import_module('edx_proctoring.migrations.0030_attempt_indexes').AddIndexWithoutLock


class RemoveIndexWithoutLock(migrations.RemoveIndex):
    """The same; PostgreSQL locks the table for that unless it is told not to, the others don't."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop it."""
        if schema_editor.connection.vendor == 'postgresql':
            schema_editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS {schema_editor.quote_name(self.name)}')
        else:
            super().database_forwards(app_label, schema_editor, from_state, to_state)


def mark_strays(apps: Any, schema_editor: Any) -> None:
    """Mark the newest attempt of each learner at each exam that has none marked."""
    attempts = apps.get_model('edx_proctoring', 'ProctoredExamStudentAttempt')._base_manager
    attempts = attempts.using(schema_editor.connection.alias).order_by()
    current = attempts.filter(user_id=OuterRef('user_id'), current_at_exam=OuterRef('proctored_exam_id'))
    strays = attempts.filter(~Exists(current), current_at_exam=None).values('user_id', 'proctored_exam_id')
    ids = list(strays.annotate(newest=Max('id')).values_list('newest', flat=True))
    for start in range(0, len(ids), ROWS_AT_ONCE):
        attempts.filter(id__in=ids[start : start + ROWS_AT_ONCE]).update(current_at_exam=F('proctored_exam_id'))


class Migration(migrations.Migration):
    # An index can't be built concurrently inside a transaction. Each step can be repeated where it stopped.
    atomic = False

    dependencies = [
        ('edx_proctoring', '0032_decision_reason'),
    ]

    operations = [
        migrations.RunPython(mark_strays, migrations.RunPython.noop, elidable=False),
        AddIndexWithoutLock(
            model_name='proctoredexamstudentattempt',
            index=models.Index(fields=['current_at_exam', 'created'], name='proctoring_attempt_current'),
        ),
        AddIndexWithoutLock(
            model_name='proctoredexamstudentattempt',
            index=models.Index(fields=['current_at_exam', 'status', 'created'], name='proctoring_attempt_status'),
        ),
        RemoveIndexWithoutLock(model_name='proctoredexamstudentattempt', name='proctoring_attempt_newest'),
    ]
