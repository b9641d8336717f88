"""Tables for configurations and checks of Safe Exam Browser. The published package never looks at them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('edx_proctoring', '0041_entry_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='SebChallenge',
            fields=[
                ('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nonce_digest', models.CharField(max_length=64, unique=True)),
                ('exam_id', models.BigIntegerField()),
                ('user_id', models.BigIntegerField(db_index=True)),
                ('attempt_id', models.BigIntegerField(default=None, null=True)),
                ('session', models.CharField(max_length=64)),
                ('issued_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('used_at', models.DateTimeField(default=None, null=True)),
                ('outcome', models.CharField(default='', max_length=32)),
            ],
            options={
                'verbose_name': 'challenge of Safe Exam Browser',
                'verbose_name_plural': 'challenges of Safe Exam Browser',
                'db_table': 'proctoring_sebchallenge',
                'ordering': ('id',),
            },
        ),
        migrations.AddField(
            model_name='entrypass',
            name='seb_proof',
            field=models.CharField(default='', max_length=64),
        ),
        migrations.AddField(
            model_name='entrypass',
            name='placed_at',
            field=models.DateTimeField(default=None, null=True),
        ),
        migrations.AddField(
            model_name='entryrules',
            name='seb_config_keys',
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.CreateModel(
            name='SebConfiguration',
            fields=[
                ('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exam_id', models.BigIntegerField()),
                ('user_id', models.BigIntegerField(db_index=True)),
                ('attempt_id', models.BigIntegerField(db_index=True, default=None, null=True)),
                ('settings', models.BinaryField(default=b'')),
                ('config_key', models.CharField(max_length=64)),
                ('made_from', models.CharField(max_length=64)),
                ('start_token', models.CharField(max_length=32)),
                ('quit_token', models.CharField(max_length=32)),
                ('token_digest', models.CharField(db_index=True, default='', max_length=64)),
                ('token_expires_at', models.DateTimeField(default=None, null=True)),
                ('downloads', models.IntegerField(default=0)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'configuration of Safe Exam Browser',
                'verbose_name_plural': 'configurations of Safe Exam Browser',
                'db_table': 'proctoring_sebconfiguration',
                'ordering': ('id',),
                'indexes': [models.Index(fields=['exam_id', 'user_id'], name='proctoring_seb_learner')],
            },
        ),
    ]
