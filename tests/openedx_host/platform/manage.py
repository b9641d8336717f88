"""``manage.py lms COMMAND`` and ``manage.py cms COMMAND``."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == '__main__':
    service = sys.argv.pop(1)
    os.environ['DJANGO_SETTINGS_MODULE'] = f'{service}.envs.production'
    execute_from_command_line(sys.argv)
