"""Tables for technical failures and those whom they hit. The published package never looks at them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('edx_proctoring', '0036_reopening'),
    ]

    operations = [
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch', models.CharField(max_length=36, unique=True)),
                ('course_id', models.CharField(db_index=True, max_length=255, verbose_name='course')),
                ('exam_id', models.BigIntegerField(default=None, null=True, verbose_name='exam')),
                ('cause', models.CharField(max_length=16, verbose_name='cause')),
                ('began_at', models.DateTimeField(verbose_name='from')),
                ('ended_at', models.DateTimeField(verbose_name='to')),
                ('reason', models.TextField(blank=True, default='', verbose_name='reason')),
                ('beyond_due_date', models.BooleanField(default=False)),
                ('recorded_by_id', models.BigIntegerField(default=None, null=True)),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
                ('reverted_by_id', models.BigIntegerField(default=None, null=True)),
                ('reverted_at', models.DateTimeField(default=None, null=True, verbose_name='reverted')),
            ],
            options={
                'verbose_name': 'incident',
                'verbose_name_plural': 'incidents',
                'db_table': 'proctoring_incident',
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='IncidentAttempt',
            fields=[
                ('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempt_id', models.BigIntegerField(db_index=True)),
                ('exam_id', models.BigIntegerField()),
                ('user_id', models.BigIntegerField(db_index=True)),
                ('impact', models.CharField(blank=True, max_length=16)),
                ('remedy', models.CharField(max_length=16)),
                ('wanted_seconds', models.IntegerField(default=0)),
                ('seconds', models.IntegerField(default=0)),
                ('refusal', models.CharField(blank=True, default='', max_length=32)),
                ('treated_at', models.DateTimeField(default=None, null=True)),
                (
                    'incident',
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name='attempts',
                        to='edx_proctoring.incident',
                    ),
                ),
            ],
            options={
                'verbose_name': 'attempt hit by an incident',
                'verbose_name_plural': 'attempts hit by an incident',
                'db_table': 'proctoring_incidentattempt',
                'ordering': ('id',),
                'constraints': [
                    models.UniqueConstraint(fields=('incident', 'attempt_id'), name='proctoring_incident_once')
                ],
            },
        ),
    ]
