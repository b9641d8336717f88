"""What the app asks of its host."""
