"""Certificates: taking one back."""

from __future__ import annotations

from django.utils import timezone

from demo.models import Certificate


class CertificatesService:
    """Certificates are in ``Certificate``; ``demo.gradebook`` issues them."""

    def invalidate_certificate(self, user_id: int, course_key_or_id: object) -> bool:
        """Invalidate the certificate, and return whether there was a valid one."""
        return bool(
            Certificate.objects.filter(
                user_id=user_id, course_id=str(course_key_or_id), invalidated_at__isnull=True
            ).update(invalidated_at=timezone.now())
        )
