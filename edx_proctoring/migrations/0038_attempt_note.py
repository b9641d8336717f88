"""A table for what staff says about attempts and to learners. The published package never looks at it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('edx_proctoring', '0037_incident'),
    ]

    operations = [
        migrations.CreateModel(
            name='AttemptNote',
            fields=[
                ('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempt_id', models.BigIntegerField(db_index=True)),
                ('exam_id', models.BigIntegerField()),
                ('user_id', models.BigIntegerField(db_index=True)),
                ('kind', models.CharField(max_length=16)),
                ('number', models.IntegerField(default=0)),
                ('text', models.TextField(blank=True, default='')),
                ('written_by_id', models.BigIntegerField(default=None, null=True)),
                ('written_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(default=None, null=True)),
            ],
            options={
                'verbose_name': 'note about an attempt',
                'verbose_name_plural': 'notes about attempts',
                'db_table': 'proctoring_attemptnote',
                'ordering': ('id',),
            },
        ),
    ]
