"""A table for extra time that learners have at every exam. The published package never looks at it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('edx_proctoring', '0034_time_grant'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Accommodation',
            fields=[
                ('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                (
                    'course_id',
                    models.CharField(blank=True, db_index=True, default='', max_length=255, verbose_name='course'),
                ),
                (
                    'multiplier',
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=5, null=True, verbose_name='multiplier'
                    ),
                ),
                ('extra_minutes', models.IntegerField(blank=True, null=True, verbose_name='extra minutes')),
                ('valid_from', models.DateTimeField(blank=True, null=True, verbose_name='valid from')),
                ('valid_until', models.DateTimeField(blank=True, null=True, verbose_name='valid until')),
                ('approved_by', models.CharField(blank=True, default='', max_length=255, verbose_name='approved by')),
                ('reason', models.TextField(blank=True, default='', verbose_name='reason')),
                ('created_by_id', models.BigIntegerField(default=None, editable=False, null=True)),
                ('created', models.DateTimeField(editable=False, verbose_name='created')),
                ('modified', models.DateTimeField(editable=False)),
                ('revoked_at', models.DateTimeField(default=None, editable=False, null=True, verbose_name='revoked')),
                ('revoked_by_id', models.BigIntegerField(default=None, editable=False, null=True)),
                (
                    'user',
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name='+',
                        to=settings.AUTH_USER_MODEL,
                        verbose_name='learner',
                    ),
                ),
            ],
            options={
                'verbose_name': 'accommodation',
                'verbose_name_plural': 'accommodations',
                'db_table': 'proctoring_accommodation',
                'ordering': ('id',),
            },
        ),
    ]
