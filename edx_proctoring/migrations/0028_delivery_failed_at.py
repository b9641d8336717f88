"""When a call of a provider failed last: from that, all processes know that it is out of order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('edx_proctoring', '0027_current_attempt'),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='failed_at',
            field=models.DateTimeField(db_index=True, default=None, null=True),
        ),
    ]
