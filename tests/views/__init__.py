"""The HTTP door, through its real addresses."""
