"""Proctoring services that speak the real wire protocol over HTTP, and a browser of exams, for demos and tests."""
