"""Every sort of hours is proposed by one person and confirmed by another, from the form to the public page."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from contacts.forms import PointForm
from contacts.hours.exception_lines import exceptions_as_text, parse_exceptions
from contacts.hours.open_now import point_status
from contacts.hours.point_words import hours_for_reader, usual_hours
from contacts.models import ContactPoint, HoursException, SchoolTerm
from contacts.numbers.values import exceptions_of, fingerprint, values_of
from contacts.numbers.verification import CannotChangeContact, confirm, propose
from tests.factories import make_contact_point, make_opening_hours, make_pathway, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    point = make_contact_point(make_pathway(), label="Office")
    for weekday in range(1, 6):
        make_opening_hours(point, weekday)
    return point


def form_of(point, others=None, **typed):
    """Return the PointForm of `point` as an editor sends it who changed only what is `typed`."""
    unbound = PointForm(values=values_of(point), others=others)
    data = {name: unbound.get_initial_for_field(field, name) for name, field in unbound.fields.items()}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    return PointForm(data | typed, values=values_of(point), others=others)


def sent(point, by, **typed):
    """Propose what the form says once an editor has `typed` it, and return the change."""
    form = form_of(point, others=point.pathway.contact_points.exclude(pk=point.pk), **typed)
    assert form.errors == {}
    return propose(pathway=point.pathway, action="change", by=by, point=point, values=form.values)


def confirmed(point, **typed):
    change = sent(point, make_staff(), **typed)
    confirm(change=change, edition=change.edition, by=make_staff())
    return ContactPoint.objects.get(pk=point.pk)


def test_a_form_that_nobody_has_changed_says_what_is_there(office):
    HoursException.objects.create(
        contact_point=office, first_day="2026-12-24", last_day="2027-01-02", reason="Christmas"
    )
    office.refresh_from_db()

    form = form_of(office)

    assert form.is_valid()
    assert form.values == values_of(office)


def test_hours_of_every_sort_are_confirmed_and_read_back(office):
    point = confirmed(
        office,
        hours="Mon-Fri 9am-5pm, term time only\nFirst Saturday of the month, 10am to noon\n24 hours on bank holidays",
        exceptions="24 December 2026 to 2 January 2027, closed (Christmas)\n23 December 2026: 9am to 11am and noon to 1pm",
        source="https://example.org/ (2026)",
    )

    assert usual_hours(point) == [
        "First Saturday of the month, 10am to midday",
        "Bank holidays, 24 hours",
        "Monday to Friday, 9am to 5pm, in term time",
    ]
    assert (point.bank_holidays, point.source) == ("own", "https://example.org/ (2026)")
    assert hours_for_reader(point, datetime.date(2026, 12, 1))[3:] == [
        "9am to 11am and midday to 1pm, on 23 December",
        "Closed 24 December to 2 January: Christmas",
    ]
    assert hours_for_reader(point, datetime.date(2026, 10, 1))[3:] == []
    assert hours_for_reader(point, datetime.date(2027, 1, 3))[3:] == []


def test_words_on_bank_holidays_count_more_than_the_choice(office):
    assert confirmed(office, hours="24/7").bank_holidays == "usual"


def test_the_choice_of_own_hours_asks_for_them(office):
    form = form_of(office, bank_holidays="own")

    assert form.errors == {
        "hours": ["Say when it answers on bank holidays, such as “Bank holidays, 10:00 to 16:00”."]
    }
    assert "Monday to Friday, 09:00 to 17:00" in str(form["hours"])


def test_days_that_differ_change_the_fingerprint(office):
    before = fingerprint(office)
    HoursException.objects.create(contact_point=office, first_day="2026-12-24", last_day="2026-12-24")

    assert fingerprint(ContactPoint.objects.get(pk=office.pk)) != before


def test_a_line_answers_whenever_the_office_is_closed_by_hours_holiday_or_exception(office):
    HoursException.objects.create(
        contact_point=office, first_day="2026-12-03", last_day="2026-12-03", reason="training day"
    )
    night = confirmed(
        make_contact_point(office.pathway, label="Night", value="0300 555 1373"),
        answers_when_closed=str(office.pk),
    )

    def say(at):
        moment = datetime.datetime.fromisoformat(at)
        return [
            point_status(ContactPoint.objects.get(pk=each.pk), moment).words(moment)
            for each in (office, night)
        ]

    assert night.out_of_hours
    assert usual_hours(night) == ["Whenever Office is closed"]
    assert say("2026-12-02T10:00+00:00") == ["Open now, until 5pm", "Closed, opens 5pm today"]
    assert say("2026-12-03T10:00+00:00") == [
        "Closed today: training day, opens 9am tomorrow",
        "Open now, until 9am tomorrow",
    ]
    assert say("2026-12-25T10:00+00:00") == [
        "Closed for the bank holiday, opens Tuesday 9am",
        "Open now, until 9am on Tuesday",
    ]


def test_a_line_that_follows_an_unknown_one_is_unknown():
    office = make_contact_point(make_pathway(), label="Office")
    night = make_contact_point(office.pathway, answers_when_closed=office)

    assert point_status(night, datetime.datetime(2026, 12, 3, 22, tzinfo=datetime.UTC)) is None


def test_circles_and_chains_of_lines_are_refused(office):
    night = confirmed(make_contact_point(office.pathway, label="Night"), answers_when_closed=str(office.pk))
    third = make_contact_point(office.pathway, label="Third")

    def problem(point, other, **values):
        with pytest.raises(ValidationError) as refused:
            propose(
                pathway=point.pathway,
                action="change",
                by=make_staff(),
                point=point,
                values=values_of(point) | {"answers_when_closed": other.pk} | values,
            )
        return refused.value.message_dict["answers_when_closed"]

    assert problem(office, office) == ["A number cannot answer whenever it is closed itself."]
    assert "answers whenever another one is closed" in problem(office, night, hours=[])[0]
    assert "answers whenever another one is closed" in problem(third, night)[0]
    assert "needs opening hours of its own" in problem(office, third, hours=[])[0]
    assert "Leave the opening hours empty" in problem(third, office, hours=[[1, "09:00", "17:00"]])[0]
    assert problem(third, make_contact_point(make_pathway())) == [
        "The number that it follows is no longer there."
    ]


def test_a_circle_that_two_waiting_changes_would_make_is_refused_when_it_is_confirmed(office):
    other = make_contact_point(office.pathway, label="Other")
    first = sent(office, make_staff(), answers_when_closed=str(other.pk), hours="")
    second = sent(other, make_staff(), answers_when_closed=str(office.pk))
    confirm(change=first, edition=1, by=make_staff())

    with pytest.raises(CannotChangeContact, match="no longer right"):
        confirm(change=second, edition=1, by=make_staff())


def test_the_office_that_a_line_follows_is_not_removed(office):
    make_contact_point(office.pathway, label="Night", answers_when_closed=office)

    with pytest.raises(CannotChangeContact, match="Change that one first"):
        propose(pathway=office.pathway, action="remove", by=make_staff(), point=office)


def test_term_time_is_known_between_the_terms_that_editors_keep_and_nowhere_else(django_assert_num_queries):
    SchoolTerm.objects.create(name="One", first_day="2026-11-02", last_day="2026-12-18")
    SchoolTerm.objects.create(name="Two", first_day="2027-01-04", last_day="2027-02-12")
    pathway = make_pathway()
    for _ in range(5):
        make_opening_hours(make_contact_point(pathway), 3, season="term")
    loaded = type(pathway).objects.with_numbers()

    # The pathway, its numbers, their hours, the terms once. It has neither exceptions nor catchments, so none are asked for.
    with django_assert_num_queries(4):
        points = [point for each in loaded for point in each.contact_points.all()]

    def say(day):
        at = datetime.datetime.combine(day, datetime.time(10), datetime.UTC)
        found = {status and status.words(at) for status in (point_status(point, at) for point in points)}
        return found.pop() if len(found) == 1 else found

    assert say(datetime.date(2026, 12, 16)) == "Open now, until 5pm"
    assert say(datetime.date(2026, 12, 23)) == "Closed, opens Wednesday 6 January 9am"
    assert say(datetime.date(2027, 2, 17)) is None
    assert say(datetime.date(2027, 2, 18)) == "Closed now"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "24 December 2026 to 2 January 2027, closed (Christmas)",
            ("2026-12-24", "2027-01-02", "", "", "Christmas"),
        ),
        ("24 Dec to 2 Jan 2027: closed: Christmas", ("2026-12-24", "2027-01-02", "", "", "Christmas")),
        ("Closed 24 to 26 December 2026", ("2026-12-24", "2026-12-26", "", "", "")),
        ("24/12/2026 closed", ("2026-12-24", "2026-12-24", "", "", "")),
        (
            "2026-12-24, 10:00-14:00 (Christmas Eve)",
            ("2026-12-24", "2026-12-24", "10:00", "14:00", "Christmas Eve"),
        ),
        ("Thursday 24th December 2026, 8:30am to 1pm", ("2026-12-24", "2026-12-24", "08:30", "13:00", "")),
    ],
)
def test_days_that_differ_are_read_and_written_back(text, values):
    assert parse_exceptions(text) == [list(values)]
    assert parse_exceptions(exceptions_as_text(exceptions_of({"exceptions": [values]}))) == [list(values)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Christmas, closed", "Line 1: Begin with the day or days"),
        ("24 December, closed", "Line 1: Write each day with its month and year"),
        ("31 February 2027, closed", "Line 1: Write each day with its month and year"),
        ("24 December 2026 to 2 December 2026, closed", "Line 1: The last day must not be before the first."),
        ("24 December 2026", "Line 1: Say “closed”, or from when to when"),
        ("24 December 2026, whenever", "Line 1: Say “closed”, or from when to when"),
        ("24 to 26 December 2026, closed\n26 December 2026, 9am-noon", "Lines 1 and 2 have days in common."),
    ],
)
def test_days_that_cannot_be_read_are_refused_with_what_to_type(text, problem):
    with pytest.raises(ValidationError) as refused:
        parse_exceptions(text)

    assert [message[: len(problem)] for message in refused.value.messages] == [problem]
