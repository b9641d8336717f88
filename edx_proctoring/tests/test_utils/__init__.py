"""Base classes for the test suites of hosts."""
