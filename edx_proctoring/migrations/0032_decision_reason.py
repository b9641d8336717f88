"""Why a person decided as they did about a provider's verdict.

The columns may be empty and have no default to be written, so that no table is rewritten, and the published package
inserts rows without them.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('edx_proctoring', '0031_review_marks'),
    ]

    operations = [
        migrations.AddField(
            model_name='proctoredexamsoftwaresecurereview',
            name='decision_reason',
            field=models.TextField(default=None, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='proctoredexamsoftwaresecurereviewhistory',
            name='decision_reason',
            field=models.TextField(default=None, editable=False, null=True),
        ),
    ]
