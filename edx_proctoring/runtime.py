"""The register of services that the host offers to this app.

The host calls ``set_runtime_service`` while it starts; only ``edx_proctoring.lms`` asks for a service. The register
belongs to the process, and the last registration under a name wins.
"""

from __future__ import annotations

from typing import Any

_services: dict[str, Any] = {}


def set_runtime_service(name: str, callback: Any) -> None:
    """Register ``callback`` as the service ``name``, replacing an earlier one; ``None`` removes the service."""
    _services[name] = callback


def get_runtime_service(name: str) -> Any:
    """Return the service that was registered as ``name``, or ``None``."""
    return _services.get(name)
