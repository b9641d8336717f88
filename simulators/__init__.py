"""Proctoring services that speak the real wire protocol over HTTP, for demos and end-to-end tests."""
