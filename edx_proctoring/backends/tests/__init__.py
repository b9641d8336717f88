"""Test helpers for hosts; shipped with the app."""
