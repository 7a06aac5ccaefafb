"""The course catalogue and the page of a course."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from hscp.records.state import State
from hscp.search.index.documents import refresh_all
from tests.factories import (
    make_audience,
    make_course,
    make_publisher,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from training.enums import CourseFormat
from training.views.courses import CourseDetail

pytestmark = pytest.mark.django_db


def test_a_course_shows_what_it_holds(client):
    course = make_course(
        title="Something to learn",
        format=CourseFormat.ELEARNING,
        aims="<p>Know <strong>more</strong>.</p>",
        level="Level 2",
        duration_minutes=90,
        provider=make_publisher(name="The Trust"),
        link="https://learn.example.org/",
    )
    course.audiences.add(make_audience(name="Schools"))

    page = client.get(course.get_absolute_url()).content.decode()

    assert "<title>Something to learn: eLearning –" in page
    for text in ("<strong>more</strong>", "Level 2", "1 hour 30 minutes", "The Trust", "Schools"):
        assert text in page
    assert 'href="https://learn.example.org/" rel="noreferrer">Open the course</a>' in page


def test_a_course_leads_to_its_toolkit_what_comes_before_and_after_and_its_themes(client):
    toolkit, first, theme = make_toolkit(), make_course(), make_theme()
    course = make_course(title="Middle", toolkit=toolkit)
    course.prerequisites.create(required=first)
    course.prerequisites.create(required=make_course(state=State.DRAFT))
    later = make_course()
    later.prerequisites.create(required=course)
    other = make_course(title="Middle", format=CourseFormat.ELEARNING)
    make_course(title="Middle", format=CourseFormat.VIDEO, state=State.DRAFT)
    put_in_pack(theme, course)

    response = client.get(course.get_absolute_url())

    context = response.context
    assert context["toolkit"] == toolkit
    assert [row.required for row, _ in context["prerequisites"]] == [first]
    assert (list(context["leads_to"]), list(context["other_formats"])) == ([later], [other])
    assert list(context["themes"]) == [theme]
    assert "A tour of the toolkit" in response.content.decode()


@pytest.mark.parametrize(
    ("format_", "toured", "kind"),
    [
        (CourseFormat.WEBINAR, False, "Webinar"),
        (CourseFormat.WEBINAR, True, "Toolkit tour (webinar)"),
        (CourseFormat.NOT_STATED, True, "Toolkit tour"),
        (CourseFormat.ELEARNING, True, "eLearning"),
    ],
)
def test_a_toolkit_tour_is_shown_as_such(client, format_, toured, kind):
    make_course(format=format_, toolkit=make_toolkit() if toured else None)

    refresh_all()
    page = client.get(reverse("training:course_list")).content.decode()

    assert f"<p>{kind}</p>" in page


def test_a_format_keeps_only_its_courses(client):
    make_course(title="A", format=CourseFormat.VIDEO)
    make_course(title="B")

    refresh_all()
    response = client.get(reverse("training:course_list"), {"format": "video"})

    assert [course.title for course in response.context["page_obj"]] == ["A"]


def test_a_preview_shows_a_course_in_any_state_and_says_so():
    course = make_course(state=State.IN_REVIEW)

    response = CourseDetail.as_view(preview=True)(RequestFactory().get("/"), slug=course.slug)

    assert "State: in review." in response.render().content.decode()
