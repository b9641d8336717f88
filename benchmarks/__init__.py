"""Programs that measure; each says how."""
