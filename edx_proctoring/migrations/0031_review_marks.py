"""What is noted about reviews that were kept without counting, findings that were not read, and who decided or sent.

All columns may be empty and have no default to be written, so that no table is rewritten, and the published package
inserts rows without them.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('edx_proctoring', '0030_attempt_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='proctoredexamsoftwaresecurereviewhistory',
            name='set_aside',
            field=models.CharField(default=None, editable=False, max_length=32, null=True),
        ),
        migrations.AddField(
            model_name='proctoredexamsoftwaresecurecomment',
            name='unread',
            field=models.TextField(default=None, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='proctoredexamstudentattempt',
            name='decided_by_person',
            field=models.BooleanField(default=None, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='receivedreview',
            name='sender_id',
            field=models.BigIntegerField(default=None, null=True),
        ),
    ]
