"""A table for the payloads of reviews, stored before they are processed. The published package never looks at it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('edx_proctoring', '0028_delivery_failed_at'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReceivedReview',
            fields=[
                ('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('attempt_code', models.CharField(db_index=True, max_length=255)),
                ('is_anonymous', models.BooleanField()),
                ('payload', models.TextField(blank=True)),
                ('received_at', models.DateTimeField()),
                ('processed_at', models.DateTimeField(db_index=True, default=None, null=True)),
                ('error', models.TextField(blank=True, default='')),
            ],
            options={
                'verbose_name': 'received review',
                'db_table': 'proctoring_receivedreview',
                'ordering': ('received_at', 'id'),
            },
        ),
    ]
