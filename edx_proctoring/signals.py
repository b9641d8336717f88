"""Signals that other apps may listen to."""

from __future__ import annotations

from django.dispatch import Signal

# Sent once for every change of an attempt's status, after it was saved.
exam_attempt_status_signal = Signal()
