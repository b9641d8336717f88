"""The certificates service."""

from __future__ import annotations

from typing import Protocol, cast

from edx_proctoring.runtime import get_runtime_service


class CertificatesService(Protocol):
    """What the host registers as ``certificates``."""

    def invalidate_certificate(self, *, user_id: int, course_key_or_id: str) -> object: ...


def invalidate(user_id: int, course_id: str) -> None:
    """Invalidate the learner's certificate of the course, if there is one. Do nothing without the service."""
    service = cast('CertificatesService | None', get_runtime_service('certificates'))
    if service is not None:
        service.invalidate_certificate(user_id=user_id, course_key_or_id=course_id)
