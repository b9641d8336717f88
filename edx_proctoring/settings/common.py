"""Defaults that the host may replace."""

from __future__ import annotations

from typing import Any

from edx_proctoring.settings.filters import add_exam_room_step

# In this order they make up the script that the host's templates load as the group ``proctoring``.
_SOURCE_FILENAMES = ['proctoring/js/learner.js', 'proctoring/js/instructor.js']
_OUTPUT_FILENAME = 'js/lms-proctoring.js'


def plugin_settings(settings: Any) -> None:
    """Configure no provider but ``null``; add the app's scripts and its filter step to those of the host."""
    settings.PROCTORING_SETTINGS = {}
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'null', 'null': {}}
    group = {'source_filenames': list(_SOURCE_FILENAMES), 'output_filename': _OUTPUT_FILENAME}
    if hasattr(settings, 'PIPELINE'):
        settings.PIPELINE.setdefault('JAVASCRIPT', {})['proctoring'] = group
    elif hasattr(settings, 'PIPELINE_JS'):
        settings.PIPELINE_JS['proctoring'] = group
    add_exam_room_step(settings)
