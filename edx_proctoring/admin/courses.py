"""Courses as the lists show them."""


def prettify_course_id(course_id: str) -> str:
    """Return the id of a course without its technical parts: ``course-v1:Org+Num+Run`` → ``Org Num Run``."""
    return course_id.replace('course-v1:', '').replace('+', ' ').replace('/', ' ')
