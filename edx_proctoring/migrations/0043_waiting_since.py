"""Since when a learner has waited at the entrance of an exam. The published package never looks at the table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('edx_proctoring', '0042_seb_challenge'),
    ]

    operations = [
        migrations.AddField(
            model_name='entrypass',
            name='waiting_since',
            field=models.DateTimeField(default=None, null=True),
        ),
    ]
