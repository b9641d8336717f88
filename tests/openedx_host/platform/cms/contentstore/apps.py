"""The app of Studio."""

import importlib

from django.apps import AppConfig


class ContentstoreConfig(AppConfig):
    """Follows up what is published."""

    name = 'cms.contentstore'

    def ready(self) -> None:
        importlib.import_module('cms.contentstore.handlers')
