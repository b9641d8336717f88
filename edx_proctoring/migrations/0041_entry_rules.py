"""Tables for entry rules, access codes, and what learners have shown. The published package never looks at them.

The column of the exams has a default in the database, with which the published package inserts rows.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('edx_proctoring', '0040_unlimited_time'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessCode',
            fields=[
                ('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exam_id', models.BigIntegerField(db_index=True)),
                ('label', models.CharField(blank=True, default='', max_length=255, verbose_name='label')),
                ('salt', models.CharField(editable=False, max_length=32)),
                ('digest', models.CharField(default='', editable=False, max_length=64)),
                (
                    'rotates_minutes',
                    models.IntegerField(blank=True, default=None, null=True, verbose_name='changes every … minutes'),
                ),
                ('valid_from', models.DateTimeField(blank=True, default=None, null=True, verbose_name='valid from')),
                ('valid_until', models.DateTimeField(blank=True, default=None, null=True, verbose_name='valid until')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('created_by_id', models.BigIntegerField(default=None, editable=False, null=True)),
                ('revoked_at', models.DateTimeField(default=None, editable=False, null=True, verbose_name='revoked')),
                ('revoked_by_id', models.BigIntegerField(default=None, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'access code',
                'verbose_name_plural': 'access codes',
                'db_table': 'proctoring_accesscode',
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='EntryRules',
            fields=[
                (
                    'exam',
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name='+',
                        serialize=False,
                        to='edx_proctoring.proctoredexam',
                    ),
                ),
                ('needs_code', models.BooleanField(default=False, verbose_name='access code')),
                ('networks', models.JSONField(blank=True, default=None, null=True, verbose_name='networks')),
                (
                    'starts_from',
                    models.DateTimeField(blank=True, default=None, null=True, verbose_name='may start from'),
                ),
                (
                    'starts_until',
                    models.DateTimeField(blank=True, default=None, null=True, verbose_name='may start until'),
                ),
                ('needs_release', models.BooleanField(default=False, verbose_name='staff lets learners in')),
                ('released_at', models.DateTimeField(default=None, editable=False, null=True, verbose_name='let in')),
                ('released_by_id', models.BigIntegerField(default=None, editable=False, null=True)),
                ('binds_place', models.BooleanField(default=False, verbose_name='bound to one place')),
                ('needs_seb', models.BooleanField(default=False, verbose_name='Safe Exam Browser')),
                ('seb_options', models.JSONField(blank=True, default=dict)),
                ('seb_exam_keys', models.JSONField(blank=True, default=list)),
                ('seb_password', models.TextField(blank=True, default='', editable=False)),
                ('seb_file', models.BinaryField(default=None, null=True)),
                ('seb_file_key', models.CharField(default='', editable=False, max_length=64)),
                ('signal', models.BigIntegerField(default=0, editable=False)),
                ('modified_at', models.DateTimeField(editable=False, verbose_name='modified')),
                ('modified_by_id', models.BigIntegerField(default=None, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'entry rules',
                'verbose_name_plural': 'entry rules',
                'db_table': 'proctoring_entryrules',
            },
        ),
        migrations.AddField(
            model_name='proctoredexam',
            name='has_entry_rules',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.CreateModel(
            name='EntryEvent',
            fields=[
                ('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exam_id', models.BigIntegerField()),
                ('user_id', models.BigIntegerField(db_index=True)),
                ('attempt_id', models.BigIntegerField(db_index=True, default=None, null=True)),
                ('rule', models.CharField(max_length=16)),
                ('outcome', models.CharField(max_length=32)),
                ('address', models.CharField(default='', max_length=45)),
                ('detail', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('by_id', models.BigIntegerField(default=None, null=True)),
            ],
            options={
                'verbose_name': 'entry event',
                'verbose_name_plural': 'entry events',
                'db_table': 'proctoring_entryevent',
                'ordering': ('id',),
                'indexes': [
                    models.Index(fields=['exam_id', 'at'], name='proctoring_entry_exam'),
                    models.Index(fields=['address', 'at'], name='proctoring_entry_address'),
                ],
            },
        ),
        migrations.CreateModel(
            name='EntryPass',
            fields=[
                ('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exam_id', models.BigIntegerField()),
                ('user_id', models.BigIntegerField(db_index=True)),
                ('attempt_id', models.BigIntegerField(db_index=True, default=None, null=True)),
                ('code_id', models.BigIntegerField(default=None, null=True)),
                ('code_session', models.CharField(default='', max_length=64)),
                ('code_entered_at', models.DateTimeField(default=None, null=True)),
                ('wrong_codes', models.IntegerField(default=0)),
                ('wrong_codes_since', models.DateTimeField(default=None, null=True)),
                ('released_at', models.DateTimeField(default=None, null=True)),
                ('released_by_id', models.BigIntegerField(default=None, null=True)),
                ('waiting_at', models.DateTimeField(default=None, null=True)),
                ('place_session', models.CharField(default='', max_length=64)),
                ('place_address', models.CharField(default='', max_length=45)),
                ('seb_session', models.CharField(default='', max_length=64)),
                ('seb_verified_at', models.DateTimeField(default=None, null=True)),
                ('seb_version', models.CharField(default='', max_length=255)),
                ('closed_rule', models.CharField(default='', max_length=16)),
                ('closed_reason', models.CharField(default='', max_length=32)),
                ('closed_at', models.DateTimeField(default=None, null=True)),
                ('noted_at', models.DateTimeField(default=None, null=True)),
            ],
            options={
                'verbose_name': 'entry pass',
                'verbose_name_plural': 'entry passes',
                'db_table': 'proctoring_entrypass',
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(fields=('exam_id', 'user_id'), name='proctoring_one_pass')],
            },
        ),
    ]
