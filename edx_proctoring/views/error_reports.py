"""What a report of an error tells of a request to this app: where it happened, and nothing that was in hand there.

Variables of our frames and of the database's hold payloads, codes, addresses and keys, so none is shown. Django hides
secrets in settings by their names, and ours have such names.
"""

from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class QuietReporterFilter(SafeExceptionReporterFilter):
    """Hides all variables, cookies and fields of forms; with ``DEBUG`` on, as Django does, nothing but settings."""

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> Any:
        """Return the names of a frame's variables."""
        if not self.is_active(request):
            return super().get_traceback_frame_variables(request, tb_frame)
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]

    def get_post_parameters(self, request: Any) -> Any:
        """Return the names of the fields."""
        return self._hidden(request, super().get_post_parameters(request))

    def get_safe_cookies(self, request: Any) -> Any:
        """Return the names of the cookies; ``exam`` holds the code of an attempt."""
        return self._hidden(request, super().get_safe_cookies(request))

    def _hidden(self, request: Any, values: Any) -> Any:
        return dict.fromkeys(values, self.cleansed_substitute) if self.is_active(request) else values


def keep_quiet(request: HttpRequest) -> None:
    """Have reports of errors in this request pass the filter above, unless the site has put one of its own there."""
    if not hasattr(request, 'exception_reporter_filter'):
        request.exception_reporter_filter = QuietReporterFilter()
