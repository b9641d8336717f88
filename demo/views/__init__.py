"""The pages of the demo LMS."""
