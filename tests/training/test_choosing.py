"""What lists and pages say of a course, in which order, and the queue of courses that say too little."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hscp.records.state import State
from hscp.search.index.documents import refresh_all
from tests.factories import make_audience, make_course, make_session, make_toolkit
from training.course_words import ANYTHING, LACKING, lacking
from training.enums import CourseFormat, CourseKind, SessionState
from training.filters import CourseFilter
from training.models import Course
from training.models.courses import of_kinds

pytestmark = pytest.mark.django_db
LIST = "/training/"


def listed(client, **query):
    refresh_all()
    return [course.title for course in client.get(LIST, query).context["page_obj"]]


def said(**facts):
    """Return a course that says all that readers ask, but for `facts`."""
    audience = facts.pop("audience", True)
    course = make_course(
        **{"aims": "<p>Know.</p>", "duration_minutes": 45, "level": "Level 2", "valid_months": 24} | facts
    )
    if audience:
        course.audiences.add(make_audience())
    return course


# Kinds


@pytest.mark.parametrize("format", CourseFormat)
@pytest.mark.parametrize("toured", [False, True])
def test_each_course_is_of_just_one_kind_in_python_in_the_database_and_in_lists(client, format, toured):
    course = make_course(format=format, toolkit=make_toolkit() if toured else None)
    refresh_all()

    stored = [kind for kind in CourseKind if Course.objects.filter(of_kinds([kind])).exists()]
    counts = client.get(LIST).context["filter"].form.fields["kind"].widget.counts
    shown = {
        kind: client.get(LIST, {"kind": kind}).context["page_obj"].paginator.count for kind in CourseKind
    }

    assert stored == [course.kind]
    assert counts == {course.kind: 1}
    assert shown == {kind: int(kind == course.kind) for kind in CourseKind}


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ({"format": "webinar"}, ["webinar", "tours"]),
        ({"format": "practical_session"}, ["practical"]),
        ({"format": ["elearning", "video"]}, ["elearning", "video", "tours"]),
        ({"format": "webinar", "kind": "tours"}, ["tours"]),
        ({"format": "elearning", "kind": "practical"}, ["practical"]),
        ({"format": "song"}, []),
    ],
    ids=str,
)
def test_an_address_with_a_format_means_kinds(client, query, kinds):
    response = client.get(LIST, query)

    assert response.context["filter"].data.getlist("kind") == kinds
    assert "format" not in response.context["filter"].facets


def test_an_old_address_is_a_page_of_its_own_in_the_cache():
    policy = CourseFilter.cache_policy()

    assert policy.canonical("format=webinar&x=1") == "format=webinar"


# Order


def test_courses_with_dates_come_first_the_soonest_at_the_top(client):
    late, soon = make_course(title="A late one"), make_course(title="M soon")
    for title in ("B without", "L cancelled"):
        make_course(title=title)
    now = timezone.now()
    for course, days in ((late, 30), (soon, 3), (soon, 60)):
        start = now + timedelta(days=days)
        make_session(course, starts_at=start, ends_at=start + timedelta(hours=1))
    make_session(Course.objects.get(title="L cancelled"), state=SessionState.CANCELLED)

    assert listed(client) == ["M soon", "A late one", "B without", "L cancelled"]


# What is said


def test_a_course_in_the_list_says_for_whom_how_long_which_level_and_when_again(client):
    course = said(title="Knots", valid_months=24)
    course.audiences.set([make_audience(name="Schools"), make_audience(name="Early years")])
    said(title="Other", valid_months=None, not_repeated=True, audience=False)
    refresh_all()

    page = client.get(LIST).text

    for words in (
        "For Early years, Schools",
        "45 minutes",
        "Level 2",
        "Repeat every 2 years",
        "Need not be repeated",
    ):
        assert f"<li>{words}</li>" in page


def test_a_list_begins_what_one_will_be_able_to_do_where_there_is_no_summary(client):
    make_course(title="A", aims="<p>Spot the signs.</p>")
    make_course(title="B", aims="<p>Spot the signs.</p>", summary="In short.")
    refresh_all()

    page = client.get(LIST).text

    assert page.count("You will be able to: Spot the signs.") == 1
    assert "In short." in page


def test_the_page_of_a_course_says_the_same_to_people_and_to_search_engines(client):
    course = said(valid_months=12)

    page = client.get(course.get_absolute_url()).text

    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert (data["teaches"], data["timeRequired"], data["educationalLevel"]) == ("Know.", "PT45M", "Level 2")
    for words in ("Who it is for", "What you will be able to do", "45 minutes", "Every year"):
        assert words in page


# The queue


@pytest.mark.parametrize(
    ("facts", "what"),
    [
        ({"audience": False}, "for_whom"),
        ({"aims": ""}, "aims"),
        ({"duration_minutes": None}, "length"),
        ({"level": ""}, "level"),
        ({"valid_months": None}, "repeat"),
        ({}, ""),
        ({"valid_months": None, "not_repeated": True}, ""),
    ],
    ids=str,
)
def test_the_queue_has_what_a_course_does_not_say(facts, what):
    course = said(**facts)
    course.audiences.add(*[make_audience()] if what != "for_whom" else [])

    found = [key for key in LACKING if lacking(Course.objects.all(), key).exists()]

    assert found == ([what] if what else [])
    assert list(lacking(Course.objects.all(), ANYTHING)) == ([course] if what else [])


def test_the_start_page_leads_editors_to_the_queue(editor):
    said()
    lacks = said(title="Says little", level="")
    said(level="", state=State.DRAFT)

    start = editor.get(reverse("admin:index")).text
    queue = editor.get(
        reverse("admin:training_course_changelist"), {"lacks": ANYTHING, "state__exact": "published"}
    )

    assert "Courses that say too little" in start
    assert list(queue.context["cl"].result_list) == [lacks]


def test_level_length_and_repetition_of_many_are_typed_in_the_list(publisher):
    one, other = said(level="", duration_minutes=None), said(valid_months=12, level="")
    address = f"{reverse('admin:training_course_edit_list')}?lacks=anything"
    typed = {f"{one.pk}-level": "Level 3", f"{one.pk}-duration_minutes": "90", f"{other.pk}-valid_months": ""}
    typed |= {f"{other.pk}-not_repeated": "True"}
    seen = {
        f"seen-{one.pk}-level": "",
        f"seen-{one.pk}-duration_minutes": "",
        f"seen-{other.pk}-valid_months": "12",
    }
    seen |= {f"seen-{other.pk}-not_repeated": "False"}

    page = publisher.get(address).text
    publisher.post(address, typed | seen)

    one.refresh_from_db()
    other.refresh_from_db()
    assert f'type="number" min="0" name="{one.pk}-duration_minutes"' in page
    assert (one.level, one.duration_minutes) == ("Level 3", 90)
    assert (other.valid_months, other.not_repeated) == (None, True)


def test_the_list_refuses_both_an_interval_and_none(publisher):
    course = said(valid_months=12, level="")
    answer = publisher.post(
        f"{reverse('admin:training_course_edit_list')}?lacks=level",
        {f"{course.pk}-not_repeated": "True", f"seen-{course.pk}-not_repeated": "False"},
    )

    course.refresh_from_db()
    assert not course.not_repeated
    assert "or that it need not be, not both" in answer.text
