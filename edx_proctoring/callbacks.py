"""Published import path of the launch callback; it lives in ``views.provider_callbacks``."""

from edx_proctoring.views.provider_callbacks import start_exam_callback

__all__ = ['start_exam_callback']
