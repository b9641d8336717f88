"""Courses: what authors write and what learners get, as XBlocks."""
