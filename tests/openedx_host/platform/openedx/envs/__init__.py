"""Settings that the LMS and Studio share."""
