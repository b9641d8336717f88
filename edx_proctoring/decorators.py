"""Published import path of the decorators for views; they live in ``views.decorators``."""

from edx_proctoring.views.decorators import require_course_or_global_staff, require_staff

__all__ = ('require_course_or_global_staff', 'require_staff')
