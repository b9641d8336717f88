"""A table for what has still to leave the LMS. A table of its own: the published package runs beside it unaware."""

import django.utils.timezone
import model_utils.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('edx_proctoring', '0001_squashed_0025'),
    ]

    operations = [
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                (
                    'created',
                    model_utils.fields.AutoCreatedField(
                        default=django.utils.timezone.now, editable=False, verbose_name='created'
                    ),
                ),
                (
                    'modified',
                    model_utils.fields.AutoLastModifiedField(
                        default=django.utils.timezone.now, editable=False, verbose_name='modified'
                    ),
                ),
                ('key', models.CharField(max_length=36, unique=True)),
                ('stream', models.CharField(db_index=True, max_length=255)),
                ('kind', models.CharField(max_length=64)),
                ('backend', models.CharField(default=None, max_length=255, null=True)),
                ('payload', models.JSONField()),
                ('attempts_made', models.IntegerField(default=0)),
                ('not_before', models.DateTimeField(db_index=True)),
                ('last_error', models.TextField(blank=True, default='')),
                ('given_up', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name_plural': 'deliveries',
                'db_table': 'proctoring_delivery',
                'ordering': ('id',),
            },
        ),
    ]
