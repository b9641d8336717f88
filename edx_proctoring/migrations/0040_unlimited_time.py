"""Unlimited time as an accommodation.

The database has the default, too, so that no row is rewritten, and processes of the former version insert rows.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('edx_proctoring', '0039_learner_reason'),
    ]

    operations = [
        migrations.AddField(
            model_name='accommodation',
            name='is_unlimited',
            field=models.BooleanField(db_default=False, default=False, verbose_name='no time limit'),
        ),
    ]
