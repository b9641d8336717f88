"""A table for time that running attempts are given. The published package never looks at it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('edx_proctoring', '0033_current_attempt_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='TimeGrant',
            fields=[
                ('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch', models.CharField(db_index=True, max_length=36)),
                ('attempt_id', models.BigIntegerField(db_index=True)),
                ('exam_id', models.BigIntegerField()),
                ('user_id', models.BigIntegerField(db_index=True)),
                ('source', models.CharField(max_length=16)),
                ('seconds', models.IntegerField()),
                ('reason', models.TextField(blank=True, default='')),
                ('granted_by_id', models.BigIntegerField(default=None, null=True)),
                ('granted_at', models.DateTimeField()),
                ('reverted_by_id', models.BigIntegerField(default=None, null=True)),
                ('reverted_at', models.DateTimeField(default=None, null=True)),
            ],
            options={
                'verbose_name': 'extra time',
                'verbose_name_plural': 'extra time',
                'db_table': 'proctoring_timegrant',
                'ordering': ('id',),
            },
        ),
    ]
