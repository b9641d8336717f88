"""A table for finished attempts that staff reopened. The published package never looks at it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('edx_proctoring', '0035_accommodation'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reopening',
            fields=[
                ('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch', models.CharField(db_index=True, max_length=36)),
                ('attempt_id', models.BigIntegerField(db_index=True)),
                ('exam_id', models.BigIntegerField()),
                ('user_id', models.BigIntegerField(db_index=True)),
                ('seconds', models.IntegerField()),
                ('former_seconds', models.IntegerField(default=None, null=True)),
                ('was_resumable', models.BooleanField(default=False)),
                ('reason', models.TextField(blank=True, default='')),
                ('reopened_by_id', models.BigIntegerField(default=None, null=True)),
                ('reopened_at', models.DateTimeField()),
                ('reverted_by_id', models.BigIntegerField(default=None, null=True)),
                ('reverted_at', models.DateTimeField(default=None, null=True)),
            ],
            options={
                'verbose_name': 'reopening',
                'verbose_name_plural': 'reopenings',
                'db_table': 'proctoring_reopening',
                'ordering': ('id',),
            },
        ),
    ]
