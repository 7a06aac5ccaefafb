"""The search entries of the course catalogue."""

from django.db.models import Prefetch

from hscp.records.rich_text.plain_text import words_to_find
from hscp.search.index.entries import Choice, Entry, SearchSource, choice, way_in
from themes.search import GROUP_WORDS, audience_choices, related_titles, theme_choices
from themes.sensitivity import is_sensitive_of
from training.enums import CourseFormat, SessionState
from training.models import Course, Session

# A course that people can come to soon ranks a little higher than others that match as well.
WEIGHT, WEIGHT_WITH_DATES = 1.05, 1.1
FORMAT_WORDS = {
    CourseFormat.WEBINAR: "webinar online",
    CourseFormat.ELEARNING: "elearning e-learning online",
    CourseFormat.VIDEO: "video film watch",
    CourseFormat.PRACTICAL_SESSION: "practical session face to face",
    CourseFormat.NOT_STATED: "",
}


def _course(course):
    themes = course.themes.all()
    audiences = course.audiences.all()
    toolkit, provider = course.toolkit, course.provider
    sessions = course.open_sessions
    return Entry(
        title=course.title,
        url=course.get_absolute_url(),
        aliases=course.alias_list,
        names=[f"{course.title} {noun}" for noun in ("training", "course", course.get_format_display())],
        summary=course.summary,
        texts=[words_to_find(course.aims)],
        related=[
            *related_titles([*themes, *([toolkit] if toolkit else [])]),
            *([provider.name, provider.short_name] if provider else []),
        ],
        labels=[
            "training course workshop learning",
            FORMAT_WORDS[course.format],
            GROUP_WORDS[course.audience_group],
            *sorted(audience.name for audience in audiences),
        ],
        audiences=audience_choices(course.audience_group, audiences),
        themes=theme_choices(themes),
        format=Choice(course.format, course.get_format_display()),
        area=choice(course, "area"),
        listed=[
            f"kind:{course.kind}",
            *([f"level:{course.level}"] if course.level else []),
        ],
        weight=WEIGHT_WITH_DATES if sessions else WEIGHT,
        sensitive=is_sensitive_of(course, themes),
        opens=way_in(course),
        modified_at=course.updated_at,
        depends_on=[*themes, *audiences, *sessions, *(record for record in (toolkit, provider) if record)],
    )


def _courses():
    """Return the courses with everything that their entries read; `open_sessions` are the open sessions to come."""
    # Their state, not whether they can be booked now: neither a booking nor the passing of time updates the index.
    sessions = Session.objects.filter(state=SessionState.OPEN).upcoming()
    return (
        Course.objects.with_links()
        .select_related("toolkit", "provider")
        .prefetch_related(
            "themes", "audiences", Prefetch("sessions", queryset=sessions, to_attr="open_sessions")
        )
    )


SOURCES = [
    SearchSource(
        kind="course",
        label="Course",
        model=Course,
        records=_courses,
        entry=_course,
        touched_by={
            "themes.Theme": "themes",
            "themes.Audience": "audiences",
            "resources.Toolkit": "toolkit",
            "resources.Publisher": "provider",
            "training.Session": "sessions",
        },
    ),
]
