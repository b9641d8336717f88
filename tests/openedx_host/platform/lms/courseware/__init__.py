"""Learners in courses."""
