"""How many sessions each choice of a filter would leave: sessions are read once, and counted for all facets together."""

from collections import Counter, defaultdict

from themes.models import ThemeCourse
from training.models import Course
from training.models.courses import kind_of


def countable(sessions):
    """Return `sessions` (a queryset of training.filters.filterable) as rows with what count_sessions counts."""
    of_course = (
        "course_id",
        "course__format",
        "course__toolkit_id",
        "course__audience_group",
        "course__level",
    )
    return sessions.values_list(*of_course, "in_area", "part_of_day", "availability", named=True)


def count_sessions(rows):
    """Return {facet: {value: how many sessions have it}} of `rows`, {facet: its rows as `countable` gives them}.

    Makes one query for the themes and one for the finer audiences of all courses.
    """
    courses = {row.course_id for each in rows.values() for row in each}
    themes = _of_courses(
        ThemeCourse.objects.filter(course__in=courses).values_list("course_id", "theme__slug").distinct()
    )
    audiences = _of_courses(
        (course, f"{group}.{slug}")
        for course, group, slug in Course.audiences.through.objects.filter(course__in=courses).values_list(
            "course_id", "audience__group", "audience__slug"
        )
    )
    values = {
        "kind": lambda row: [kind_of(row.course__format, row.course__toolkit_id)],
        "theme": lambda row: themes[row.course_id],
        "audience": lambda row: [row.course__audience_group, *audiences[row.course_id]],
        "level": lambda row: [row.course__level],
        "area": lambda row: [row.in_area],
        "time": lambda row: [row.part_of_day],
        "places": lambda row: [row.availability],
    }
    return {
        name: Counter(value for row in each for value in values[name](row)) for name, each in rows.items()
    }


def _of_courses(pairs):
    grouped = defaultdict(list)
    for course, value in pairs:
        grouped[course].append(value)
    return grouped
