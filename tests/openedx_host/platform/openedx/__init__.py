"""What the LMS and Studio share."""
