"""What a learner is told about the rejection of their session.

The columns may be empty and have no default to be written, so that no table is rewritten, and the published package
inserts rows without them.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('edx_proctoring', '0038_attempt_note'),
    ]

    operations = [
        migrations.AddField(
            model_name='proctoredexamsoftwaresecurereview',
            name='learner_reason',
            field=models.CharField(default=None, editable=False, max_length=32, null=True),
        ),
        migrations.AddField(
            model_name='proctoredexamsoftwaresecurereview',
            name='learner_text',
            field=models.TextField(default=None, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='proctoredexamsoftwaresecurereviewhistory',
            name='learner_reason',
            field=models.CharField(default=None, editable=False, max_length=32, null=True),
        ),
        migrations.AddField(
            model_name='proctoredexamsoftwaresecurereviewhistory',
            name='learner_text',
            field=models.TextField(default=None, editable=False, null=True),
        ),
    ]
