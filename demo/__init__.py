"""A small LMS of our own that installs the app as a host does.

``python -m demo`` (``make demo``) starts it together with two simulated proctoring services. It is no part of
the distribution.
"""
