"""The Tutor plug-in for edx-proctoring."""

__version__ = '1.0.0'
