"""Whom a course is for and what is to be taken before it, as pages say it."""


def prerequisites_of(course, at=None):
    """Return the CoursePrerequisites of `course` whose course the public may see at `at` (default now), in order.

    Any one of them is enough. Each comes with its course; makes one query.
    """
    rows = course.prerequisites.select_related("required")
    return [row for row in rows if row.required.is_live(at)]
