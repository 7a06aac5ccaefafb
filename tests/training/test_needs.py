"""“Which training do I need?”: what is shown for a role and a setting, and what editors may keep."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hscp.brochure.starter.needs import load_needs
from hscp.records.state import State
from tests.factories import make_course, make_session, make_training_need, make_two_days
from training.enums import CourseFormat, SessionState
from training.models import NeededCourse, TrainingNeed
from training.needs import training_needed

pytestmark = pytest.mark.django_db
PAGE = "training:needs"


def asked(client, **answers):
    return client.get(reverse(PAGE), answers)


def shown(client, **answers):
    """Return [(title of the need, {heading: titles of its courses})] that the page has."""
    return [
        (
            each.need.title,
            {heading: [entry.course.title for entry in entries] for heading, entries in each.parts},
        )
        for each in asked(client, **answers).context["found"]
    ]


def test_what_is_most_particular_comes_first_and_each_course_once(client):
    first, second, third, fourth = (make_course(title=title) for title in "ABCD")
    make_training_need(first, second, title="Everybody")
    make_training_need(second, third, title="Leads", role="lead")
    make_training_need(third, fourth, title="Schools", setting="school")
    make_training_need(fourth, title="Leads in schools", role="lead", setting="school")
    make_training_need(make_course(), title="Volunteers", role="volunteer")

    assert shown(client, role="lead", setting="school") == [
        ("Leads in schools", {"Essential": ["D"]}),
        ("Leads", {"Essential": ["B", "C"]}),
        ("Everybody", {"Essential": ["A"]}),
    ]
    assert shown(client, setting="school") == [
        ("Schools", {"Essential": ["C", "D"]}),
        ("Everybody", {"Essential": ["A", "B"]}),
    ]


def test_essential_courses_come_before_recommended_ones_in_the_editors_order(client):
    courses = [make_course(title=title) for title in "ABC"]
    need = make_training_need(*courses, title="Leads", role="lead")
    need.needed_courses.filter(course=courses[0]).update(importance="recommended")

    assert shown(client, role="lead") == [("Leads", {"Essential": ["B", "C"], "Recommended": ["A"]})]


@pytest.mark.parametrize("fields", [{"state": State.DRAFT}, {"state": State.ARCHIVED}], ids=str)
def test_the_public_sees_neither_drafts_nor_courses_that_left(client, fields):
    make_training_need(make_course(), role="lead", **fields)
    make_training_need(make_course(**fields), role="lead", setting="school")

    response = asked(client, role="lead", setting="school")

    assert response.context["found"] == []


def test_each_course_ends_in_its_dates_or_a_way_to_hear_of_them(client):
    dated, waiting = make_course(title="Dated"), make_course(title="Waiting", slug="waiting")
    alone = make_course(title="Alone", format=CourseFormat.ELEARNING)
    make_training_need(dated, waiting, alone, role="lead")
    sessions = [make_session(dated) for _ in range(4)]
    make_session(waiting, state=SessionState.CANCELLED)

    response = asked(client, role="lead")

    [need] = response.context["found"]
    [(_, entries)] = need.parts
    assert [entry.sessions for entry in entries] == [
        sorted(sessions, key=lambda each: (each.starts_at, each.pk))[:3],
        [],
        [],
    ]
    page = response.text
    assert page.count(reverse("training:interest", args=["waiting"])) == 1
    assert "Take it whenever you like" in page


def test_a_role_may_repeat_a_course_at_other_times_than_the_course_says(client):
    yearly, other = make_course(valid_months=12), make_course(valid_months=24)
    once = make_course(not_repeated=True)
    need = make_training_need(yearly, other, once, role="lead")
    need.needed_courses.filter(course=other).update(repeat_months=18, note="In your first month")

    page = asked(client, role="lead").text

    found = [
        words in page for words in ("Repeat every year", "Repeat every 18 months", "Need not be repeated")
    ]
    assert (found, "In your first month" in page) == ([True] * 3, True)


def test_without_an_answer_there_are_only_questions(client):
    make_training_need(make_course())

    response = asked(client)

    assert (response.context["found"], "Not written yet" in response.text) == ([], False)


def test_the_page_says_what_it_can_where_nothing_is_written(client):
    empty = asked(client)
    make_training_need(make_course(), role="lead")
    other = asked(client, role="volunteer", setting="health")

    assert "has not yet said which training each role needs" in empty.text
    assert "Nothing is written for this yet" in other.text


def test_answers_that_are_none_count_as_unanswered(client):
    make_training_need(make_course(title="A"), title="Leads", role="lead")

    assert shown(client, role="lead", setting="moon") == [("Leads", {"Essential": ["A"]})]


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_takes_as_many_queries_for_few_courses_as_for_many(client, django_assert_num_queries, count):
    courses = [make_course() for _ in range(count)]
    for course in courses:
        make_session(course)
    make_training_need(*courses, role="lead")
    asked(client, role="lead")

    with django_assert_num_queries(3):
        asked(client, role="lead")


@pytest.mark.parametrize("count", [1, 30])
def test_dates_of_several_days_take_one_query_more(client, django_assert_num_queries, count):
    courses = [make_course() for _ in range(count)]
    for course in courses:
        make_two_days(course)
    make_training_need(*courses, role="lead")
    asked(client, role="lead")

    with django_assert_num_queries(4):
        page = asked(client, role="lead")

    assert page.text.count("2 days: ") == count


def test_the_clock_may_be_given(client):
    course = make_course()
    need = make_training_need(course, role="lead")
    session = make_session(course)

    [before] = training_needed("lead", "", session.starts_at - timedelta(hours=1))
    [after] = training_needed("lead", "", session.ends_at + timedelta(hours=1))

    assert [each.parts[0][1][0].sessions for each in (before, after)] == [[session], []]
    assert before.need == need


@pytest.mark.usefixtures("starter_loaded")
def test_the_starter_content_says_only_what_the_brochure_says_and_is_loaded_once(client, settings):
    listed = {
        setting: [
            (heading, len(entries))
            for each in asked(client, setting=setting).context["found"]
            for heading, entries in each.parts
        ]
        for setting in ("health", "voluntary", "school")
    }

    assert listed == {"health": [("Recommended", 2)], "voluntary": [("Recommended", 4)], "school": []}
    assert load_needs(settings.BASE_DIR / "content" / "needs.yaml") == 0


def test_there_is_one_record_for_each_role_and_setting_but_for_archived_ones():
    make_training_need(role="lead", setting="school", state=State.ARCHIVED)
    make_training_need(role="lead", setting="school")

    with pytest.raises(IntegrityError), transaction.atomic():
        make_training_need(role="lead", setting="school", state=State.DRAFT)


def test_a_course_is_repeated_or_not():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_course(valid_months=12, not_repeated=True)


def test_editors_write_it_and_it_is_published_once_it_lists_a_course(publisher):
    empty = make_training_need(role="lead", state=State.DRAFT)
    full = make_training_need(make_course(), role="manager", state=State.DRAFT)
    address = reverse("admin:training_trainingneed_changelist")

    publisher.post(address, {"action": "publish", "_selected_action": [empty.pk, full.pk]}, follow=True)

    assert set(TrainingNeed.objects.live()) == {full}
    assert NeededCourse.objects.count() == 1
    assert publisher.get(reverse("admin:training_trainingneed_change", args=[full.pk])).status_code == 200
