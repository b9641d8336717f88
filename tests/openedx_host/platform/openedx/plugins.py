"""Kinds of projects and settings, as plug-ins name them."""


class ProjectType:
    """The group of entry points."""

    LMS = 'lms.djangoapp'
    CMS = 'cms.djangoapp'


class SettingsType:
    """When a plug-in's settings are added."""

    COMMON = 'common'
    PRODUCTION = 'production'
