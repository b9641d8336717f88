"""One current attempt per learner and exam, held by the database.

The column is nullable and unknown to the published package, which inserts rows without it. The constraint is built
while others write: PostgreSQL locks the table for that unless it is told not to, the others don't.
"""

from typing import Any

from django.db import migrations, models
from django.db.models import F, Max

ROWS_AT_ONCE = 1000


def mark_current_attempts(apps: Any, schema_editor: Any) -> None:
    """The newest attempt of each learner at each exam is the current one, unless another resumed it."""
    attempts = apps.get_model('edx_proctoring', 'ProctoredExamStudentAttempt')._base_manager
    attempts = attempts.using(schema_editor.connection.alias).order_by()
    newest = attempts.values('user_id', 'proctored_exam_id').annotate(newest=Max('id')).values_list('newest', flat=True)
    ids = list(newest)
    for start in range(0, len(ids), ROWS_AT_ONCE):
        batch = attempts.filter(id__in=ids[start : start + ROWS_AT_ONCE], current_at_exam=None)
        batch.update(current_at_exam=F('proctored_exam_id'))


class AddConstraintWithoutLock(migrations.AddConstraint):
    """The same; on PostgreSQL the index is built first, concurrently, and becomes the constraint."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Build it."""
        if schema_editor.connection.vendor != 'postgresql':
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        constraint: Any = self.constraint
        meta = to_state.apps.get_model(app_label, self.model_name)._meta
        quote = schema_editor.quote_name
        name, table = quote(constraint.name), quote(meta.db_table)
        columns = ', '.join(quote(meta.get_field(field).column) for field in constraint.fields)
        # What an interrupted build left behind is not valid and would be in the way.
        schema_editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS {name}', params=None)
        schema_editor.execute(f'CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} ({columns})', params=None)
        schema_editor.execute(f'ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}', params=None)


class Migration(migrations.Migration):
    # An index can't be built concurrently inside a transaction. Each step can be repeated where it stopped.
    atomic = False

    dependencies = [
        ('edx_proctoring', '0026_delivery'),
    ]

    operations = [
        migrations.AddField(
            model_name='proctoredexamstudentattempt',
            name='current_at_exam',
            field=models.IntegerField(editable=False, null=True),
        ),
        migrations.RunPython(mark_current_attempts, migrations.RunPython.noop, elidable=False),
        AddConstraintWithoutLock(
            model_name='proctoredexamstudentattempt',
            constraint=models.UniqueConstraint(
                fields=('user', 'current_at_exam'), name='proctoring_one_current_attempt'
            ),
        ),
    ]
