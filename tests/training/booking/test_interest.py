"""The interest register: joining and leaving tell nobody who is on it, and staff see what is waited for."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from tests.clock import CLOCK
from tests.factories import make_booking, make_course, make_session
from training.booking import interest
from training.enums import SessionState
from training.models import Interest, Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]


def url(course):
    return f"/training/courses/{course.slug}/interest/"


def join(course, email="ann@example.org"):
    return Client().post(url(course), {"email": email, "organisation_type": "school"})


def leave_path(email="ann@example.org"):
    """Return the address to leave the list, from the latest mail to `email`."""
    body = Message.objects.filter(kind="interest_confirm", to=email).latest("pk").body
    return re.search(r"\S+(/training/interest/\S+)", body).group(1)


def test_a_person_joins_and_gets_a_mail():
    course = make_course(title="Neglect tour")

    response = join(course, "Ann@Example.org")

    assert response["Location"] == f"{url(course)}sent/"
    assert Interest.objects.values_list("course", "email", "organisation_type").get() == (
        course.pk,
        "ann@example.org",
        "school",
    )
    assert Message.objects.values_list("kind", "to", "subject").get() == (
        "interest_confirm",
        "ann@example.org",
        "You are on the list: Neglect tour",
    )


def test_joining_again_looks_the_same_and_keeps_one_entry_and_one_way_out():
    course = make_course()
    first = join(course)
    path = leave_path()

    second = join(course)

    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert Interest.objects.count() == 1
    assert leave_path() == path


def test_only_the_button_takes_somebody_off_the_list(client):
    join(make_course(title="Neglect tour"))
    join(make_course())
    path = leave_path()

    pages = [client.get(path) for _ in range(5)] + [client.head(path)]
    before = Interest.objects.count()
    left = client.post(path)

    assert [page.status_code for page in pages] == [200] * 6
    assert (before, Interest.objects.count()) == (2, 1)
    assert left["Location"] == "/training/interest/left/"
    assert client.get(path).status_code == 404


def test_an_altered_token_leaves_everybody_on_the_list(client):
    join(make_course())
    path = leave_path()

    response = client.post(path[:-3] + "00/")

    assert response.status_code == 302
    assert Interest.objects.count() == 1


def test_the_database_holds_no_token():
    join(make_course())

    token = leave_path().rstrip("/").rpartition("/")[2]
    assert re.fullmatch(r"[0-9a-f]{32}", token)
    assert token not in str(Interest.objects.values().get())


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_a_course_that_is_not_published_has_no_list(client, state):
    assert client.get(url(make_course(state=state))).status_code == 404


def test_errors_name_what_is_missing(client):
    response = client.post(url(make_course()), {"email": "no email", "organisation_type": ""})

    assert [error["text"] for error in response.context["form"].error_summary] == [
        "Enter your work email address in full, such as name@example.org",
        "Choose the kind of organisation",
    ]
    assert Interest.objects.count() == 0


def test_one_email_gets_no_more_than_five_mails():
    courses = [make_course() for _ in range(7)]

    statuses = [join(course).status_code for course in courses]

    assert statuses == [302] * 7
    assert Message.objects.count() == 5


def test_dates_are_told_once():
    course = make_course(title="Neglect tour")
    join(course)
    none_yet = interest.tell_of_dates()
    make_session(course)

    told = [interest.tell_of_dates(), interest.tell_of_dates()]

    assert (none_yet, told) == (0, [1, 0])
    message = Message.objects.get(kind="interest")
    assert (message.to, message.subject) == ("ann@example.org", "Dates you can book: Neglect tour")
    assert course.get_absolute_url() in message.body


@pytest.mark.parametrize(
    "fields",
    [
        {"state": SessionState.DRAFT},
        {"state": SessionState.CANCELLED},
        {"state": SessionState.CLOSED},
        {"booking_opens_at": CLOCK + timedelta(days=1)},
        {"booking_closes_at": CLOCK - timedelta(days=1)},
        {"starts_at": CLOCK - timedelta(hours=1), "ends_at": CLOCK + timedelta(hours=1)},
    ],
)
def test_a_session_that_nobody_can_book_is_no_date(fields):
    course = make_course()
    join(course)
    make_session(course, **fields)

    assert interest.tell_of_dates() == 0


@pytest.mark.parametrize("waiting_list", [True, False])
def test_a_full_session_spends_nobodys_one_mail(waiting_list):
    course = make_course()
    join(course)
    full = make_session(course, capacity=1, waiting_list=waiting_list)
    make_booking(full)
    while_full = interest.tell_of_dates()
    make_session(
        course, starts_at=full.starts_at + timedelta(days=7), ends_at=full.ends_at + timedelta(days=7)
    )

    assert (while_full, interest.tell_of_dates()) == (0, 1)


def test_courses_without_dates_and_with_most_people_come_first():
    few, many, dated, unwanted = (make_course(title=title) for title in ("Few", "Many", "Dated", "Unwanted"))
    make_session(dated)
    make_session(unwanted)
    for course, people in ((few, 1), (many, 3), (dated, 5)):
        for number in range(people):
            join(course, f"p{number}-{course.pk}@example.org")
        cache.clear()

    found = [(course.title, course.interested, course.has_dates) for course in interest.demand()]

    assert found == [("Many", 3, False), ("Few", 1, False), ("Dated", 5, True)]


def test_staff_see_the_courses_above_the_list(admin_client):
    course = make_course(title="Neglect tour")
    join(course)

    html = admin_client.get("/admin/training/interest/").content.decode()

    table = re.search(r'<table class="portal-demand">.*?</table>', html, re.DOTALL).group()
    assert re.findall(r"<td>([^<]*)</td>", table) == ["1", "None"]
    assert f'href="?course__id__exact={course.pk}"' in table


def test_staff_neither_add_nor_change_an_entry(admin_client):
    join(make_course())
    entry = Interest.objects.get()

    added = admin_client.get("/admin/training/interest/add/").status_code
    page = admin_client.get(f"/admin/training/interest/{entry.pk}/change/").content.decode()

    assert added == 403
    assert 'name="_save"' not in page
