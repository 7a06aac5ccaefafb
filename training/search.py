"""What search finds of the course catalogue."""

from hscp.search.index import Choice, Entry, SearchSource, choice, plain
from themes.search import GROUP_WORDS, audience_choices, related_titles, theme_choices
from training.models import Course, CourseFormat

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
    return Entry(
        title=course.title,
        url=course.get_absolute_url(),
        aliases=course.alias_list,
        names=[f"{course.title} {noun}" for noun in ("training", "course", course.get_format_display())],
        summary=course.summary,
        texts=[plain(course.aims)],
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
        weight=1.05,
        modified_at=course.updated_at,
        depends_on=[*themes, *audiences, *(record for record in (toolkit, provider) if record)],
    )


SOURCES = [
    SearchSource(
        kind="course",
        label="Course",
        model=Course,
        records=lambda: Course.objects.select_related("toolkit", "provider").prefetch_related(
            "themes", "audiences"
        ),
        entry=_course,
        touched_by={
            "themes.Theme": "themes",
            "themes.Audience": "audiences",
            "resources.Toolkit": "toolkit",
            "resources.Publisher": "provider",
        },
    ),
]
