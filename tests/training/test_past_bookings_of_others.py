"""Lists that other systems export: their headings, words, names and titles are read, asked about, and can be undone."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hscp.editing.models import UndoableStep
from tests.admin.pages import list_address
from tests.admin.spreadsheets.sheets import agree, plan_of, upload, xlsx
from tests.clock import CLOCK
from tests.factories import make_course
from training.booking.consistency import problems
from training.enums import BookingState, Source
from training.follow_up import training_record
from training.models import Booking, Message, Session
from training.scheduled_jobs import do_round
from training.spreadsheets.cells import AttendedCell, NameCell

pytestmark = pytest.mark.django_db
PAGE = "bookings_spreadsheet"
DAY = (CLOCK - timedelta(days=3)).date()
EXPORT = ["Course date", "Event title", "Delegate name", "E-mail", "Agency", "Sector", "Status"]


@pytest.fixture
def training(signed_in):
    return signed_in("training")


def line(name="Lee, Ann", email="Ann.Lee@example.org", title="Neglect & Harm", status="Attended"):
    return [f"{DAY:%d/%m/%Y}", title, name, email, "Oak School", "School", status]


def apply(client, *rows):
    return agree(client, Session, upload(client, Session, xlsx([EXPORT, *rows]), PAGE), PAGE)


def test_a_list_in_other_words_and_order_is_read(training):
    make_course(title="Neglect and harm", valid_months=24)

    apply(training, line(), line("DAY, Bo", "bo@example.org", status="DNA"))

    assert list(
        Booking.objects.order_by("turn").values_list("name", "email", "organisation_type", "attendance")
    ) == [
        ("Ann Lee", "ann.lee@example.org", "school", "attended"),
        ("Bo DAY", "bo@example.org", "school", "no_show"),
    ]
    assert problems() == []


def test_first_names_and_surnames_of_two_columns_are_one_name(training):
    make_course(title="Neglect")
    headings = ["Forename", "Surname", "Organisation", "Course", "Date", "Attended"]

    plan = plan_of(training, Session, [headings, ["Ann", "Lee", "Oak", "Neglect", DAY, "yes"]], PAGE)

    assert [entry.title for entry in plan.created] == ["Ann Lee, Oak"]


def test_what_became_of_a_booking_is_kept(training):
    make_course(title="Neglect and harm")

    apply(
        training,
        line(status="Cancelled"),
        line("Bo Day", "bo@example.org", status="Waitlisted"),
        line("Cy Fox", "cy@example.org", status="Booked"),
        line(status="Attended"),
    )

    assert set(Booking.objects.values_list("name", "state", "attendance")) == {
        ("Ann Lee", BookingState.CANCELLED, ""),
        ("Bo Day", BookingState.NOT_REACHED, ""),
        ("Cy Fox", BookingState.CONFIRMED, ""),
        ("Ann Lee", BookingState.CONFIRMED, "attended"),
    }
    assert Session.objects.get().capacity == 2
    assert problems() == []


def test_people_without_an_address_are_kept_by_name_and_once(training):
    make_course(title="Neglect and harm")
    rows = line(email=""), line("Bo Day", email="")

    apply(training, *rows)

    assert Booking.objects.count() == 2
    plan = plan_of(training, Session, [EXPORT, *rows], PAGE)
    assert plan.counts == {"created": 0, "changed": 0, "unchanged": 2, "refused": 0}


def test_a_title_that_names_no_course_is_asked_about_once(training):
    course = make_course(title="Neglect and harm")
    make_course(title="Something else")

    page = upload(
        training,
        Session,
        xlsx([EXPORT, line(title="Neglect and harm level 2"), line("Bo Day", "b@example.org", "Zumba")]),
        PAGE,
    )

    asked = [(title, like and like.pk, rows) for _, title, like, rows in page.context["titles"]]
    assert "Not read" not in page.text
    assert asked == [("Neglect and harm level 2", course.pk, 1), ("Zumba", None, 1)]
    carried = re.search(r'name="unmatched" value="([^"]+)"', page.text).group(1)
    answer = training.post(
        list_address(Session) + "bookings/spreadsheet/",
        {"unmatched": carried, "course-0": course.pk, "course-1": ""},
    )
    assert answer.context["plan"].counts["created"] == 1
    assert "1 row of courses for which you chose none." in answer.text
    agree(training, Session, answer, PAGE)
    assert Booking.objects.get().session.course == course


def test_another_name_of_a_course_is_known(training):
    make_course(title="Neglect", aliases="Level 2 neglect\nNeglect L2")

    plan = plan_of(training, Session, [EXPORT, line(title="neglect (L2)")], PAGE)

    assert plan.counts["created"] == 1


def test_it_counts_in_the_record_and_nobody_hears_of_it(training):
    make_course(title="Neglect and harm", valid_months=24)

    apply(training, line(status="Completed"))
    do_round(timezone.now() + timedelta(days=95))

    [entry] = training_record.attended("ann.lee@example.org")
    assert (entry.has_certificate, entry.refresh_by is not None) == (True, True)
    assert not Message.objects.exists()


def test_an_upload_can_be_undone(training):
    make_course(title="Neglect and harm")
    apply(training, line(), line("Bo Day", "bo@example.org"))
    step = UndoableStep.objects.latest("pk")

    training.post(reverse("admin:editing_undoablestep_change", args=[step.pk]), follow=True)

    assert (Booking.objects.filter(source=Source.IMPORT).count(), Session.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lee, Ann", "Ann Lee"),
        ("van der Berg, Jo-Ann", "Jo-Ann van der Berg"),
        ("Ann Lee, MBE", "Ann Lee, MBE"),
        ("Lee, Ann, Dr", "Lee, Ann, Dr"),
        ("Ann Lee", "Ann Lee"),
    ],
)
def test_surname_first_is_turned_round(text, name):
    assert NameCell().clean(text) == name


@pytest.mark.parametrize("text", ["DNA", "did not attend", "No-show", "NO SHOW", "absent", "0"])
def test_words_for_not_coming_are_read(text):
    assert AttendedCell().clean(text) == "no_show"
