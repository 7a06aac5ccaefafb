"""Booking lines of a brochure: what an import makes of them, and what a later one does."""

import pytest

from hscp.brochure.importing.planning import plan_import
from tests.brochure.importing.test_applying import boats, bring_in, changes
from tests.brochure.read_brochures import booking_line, toolkit
from themes.models import ThemeBookingLine

pytestmark = pytest.mark.django_db


def lines():
    rows = ThemeBookingLine.objects.order_by("order").values_list("kind", "toolkit__title")
    return [tuple(row) for row in rows]


def test_a_pack_keeps_what_its_lines_ask_for():
    read = boats(toolkit("Ropes"), booking_line(), booking_line("practical"))

    first, again = bring_in(read), bring_in(read)

    assert lines() == [("tours", None), ("practical", None)]
    assert (first.created, again.created, again.changed) == (3, 0, 0)


def test_a_line_keeps_the_toolkit_that_it_names():
    bring_in(boats(toolkit("Ropes"), booking_line(toolkit="Ropes"), booking_line("webinar")))

    assert lines() == [("tours", "Ropes"), ("webinar", None)]


def test_a_line_for_a_toolkit_that_nobody_knows_is_for_all_of_them():
    bring_in(boats(booking_line(toolkit="Chains")))

    assert lines() == [("tours", None)]


def test_two_lines_for_two_toolkits_become_one_for_all_and_the_editor_hears_of_it():
    items = [
        toolkit("Ropes"),
        toolkit("Chains"),
        booking_line(toolkit="Ropes"),
        booking_line(toolkit="Chains"),
    ]
    plan = plan_import(boats(*items))
    bring_in(boats(*items))

    assert [notice for notice in plan.notices if "for all toolkits" in notice] == [
        "“Book a tours” is a second line of “Boats” to book the same kind of training for another toolkit: the two become one, "
        "for all toolkits."
    ]
    assert lines() == [("tours", None)]


def test_the_plan_says_in_words_what_a_later_brochure_adds_and_leaves_out():
    bring_in(boats(toolkit("Ropes"), booking_line()))

    plan = plan_import(boats(toolkit("Ropes"), booking_line("practical")))

    assert changes(plan) == [
        ("Boats", "booking lines", "", "Book a practical training session"),
        ("Boats", "booking lines", "Book a toolkit tour", ""),
    ]


def test_a_line_that_an_editor_took_off_does_not_come_back():
    bring_in(boats(toolkit("Ropes"), booking_line()))
    ThemeBookingLine.objects.all().delete()

    bring_in(boats(toolkit("Ropes"), booking_line()))

    assert lines() == []
