"""The Celery app. Its configuration is Django's settings; a worker imports the tasks of every installed app."""

import os

from celery import Celery

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'cms.envs.production')

APP = Celery('proj')
APP.conf.task_protocol = 1
APP.config_from_object('django.conf:settings')
APP.autodiscover_tasks()
