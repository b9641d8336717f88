"""Indexes for the lists that the staff of a course see, built while others write."""

from typing import Any

from django.db import migrations, models


class AddIndexWithoutLock(migrations.AddIndex):
    """The same; PostgreSQL locks the table against writing unless it is told not to, the others don't."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Build it."""
        if schema_editor.connection.vendor != 'postgresql':
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        # What an interrupted build left behind is not valid and would be in the way.
        schema_editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS {schema_editor.quote_name(self.index.name)}')
        schema_editor.add_index(to_state.apps.get_model(app_label, self.model_name), self.index, concurrently=True)


class Migration(migrations.Migration):
    # An index can't be built concurrently inside a transaction. Each step can be repeated where it stopped.
    atomic = False

    dependencies = [
        ('edx_proctoring', '0029_received_review'),
    ]

    operations = [
        AddIndexWithoutLock(
            model_name='proctoredexamstudentattempt',
            index=models.Index(fields=['proctored_exam', 'user', 'created'], name='proctoring_attempt_learner'),
        ),
        AddIndexWithoutLock(
            model_name='proctoredexamstudentattempt',
            index=models.Index(fields=['proctored_exam', 'created'], name='proctoring_attempt_newest'),
        ),
    ]
