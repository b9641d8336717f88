"""Authoring and publishing."""
