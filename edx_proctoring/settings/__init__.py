"""Plugin settings: the host calls ``plugin_settings`` of these modules while it builds its own settings."""
