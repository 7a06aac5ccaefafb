"""What a course costs, what is owed for a booking whatever happens to it, and the lists that finance invoices from."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_booking, make_course, make_person, make_session, make_user
from tests.training.booking.booking_pages import book_url, filled, opened
from training.booking.charges import CannotWaive, charge_after_all, waive
from training.booking.invoicing import NothingToInvoice, make_list, to_invoice, undo_list
from training.booking.places import book, cancel_session, give_back, hand_over, move
from training.booking.prices import pounds, prices_of
from training.enums import Attendance, Source
from training.follow_up.attendance import mark
from training.models import Booking, Charge, InvoiceList, Message, Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]


@pytest.fixture
def course():
    """£60, free for schools, £1,234.50 for the police; £25 for cancelling late, £100 for not coming."""
    course = make_course(late_charge=25, no_show_charge=100, exemptions="Foster carers")
    for kind, amount in (("", 60), ("school", 0), ("police", "1234.50")):
        course.fees.create(organisation_type=kind, amount=amount)
    return course


@pytest.fixture
def session(course):
    return make_session(course, cancel_by=timezone.now() + timedelta(days=1))


def owed(booking):
    """What is kept of a booking's charges: {reason: (amount, state)}."""
    return {each.reason: (each.amount, each.state) for each in booking.charges.all()}


def paying(session, **fields):
    return make_booking(session, **({"organisation_type": "health"} | fields))


def begun(session, **ago):
    start = timezone.now() - timedelta(**(ago or {"hours": 2}))
    Session.objects.filter(pk=session.pk).update(
        starts_at=start, ends_at=start + timedelta(hours=1), cancel_by=None
    )


def late(session):
    Session.objects.filter(pk=session.pk).update(cancel_by=timezone.now() - timedelta(hours=1))


def test_a_place_costs_what_the_kind_of_organisation_pays(session):
    kinds = ("health", "school", "police")

    found = [owed(make_booking(session, organisation_type=kind)) for kind in kinds]

    assert found == [{"fee": (60, "due")}, {}, {"fee": (Decimal("1234.50"), "due")}]


@pytest.mark.parametrize(
    ("amount", "words"), [("0", "free"), ("60", "£60"), ("60.5", "£60.50"), ("1234.50", "£1,234.50")]
)
def test_amounts_read_as_people_write_them(amount, words):
    assert pounds(Decimal(amount)) == words


def test_nothing_is_owed_while_somebody_waits_and_the_fee_once_they_have_a_place(course):
    session = make_session(course, capacity=1)
    first, second = paying(session), paying(session)

    before = owed(second)
    give_back(booking_id=first.pk)

    assert before == {}
    assert owed(first) == {"fee": (60, "void")}
    assert owed(second) == {"fee": (60, "due")}


def test_whoever_cancels_late_owes_that_in_place_of_the_fee(session):
    booking, free = paying(session), make_booking(session, organisation_type="school")
    late(session)

    for each in (booking, free):
        give_back(booking_id=each.pk)

    assert owed(booking) == {"fee": (60, "void"), "late_cancellation": (25, "due")}
    assert owed(free) == {"late_cancellation": (25, "due")}


def test_not_coming_costs_more_until_the_mark_is_corrected(session):
    booking, dear = paying(session), paying(session, organisation_type="police")
    begun(session)
    person = make_user()

    mark(booking_ids=[booking.pk, dear.pk], attendance=Attendance.NO_SHOW, by=person)
    absent = owed(booking), owed(dear)
    mark(booking_ids=[booking.pk], attendance=Attendance.ATTENDED, by=person)

    assert absent == (
        {"fee": (60, "void"), "no_show": (100, "due")},
        {"fee": (Decimal("1234.50"), "due")},
    )
    assert owed(booking) == {"fee": (60, "due"), "no_show": (100, "void")}


def test_a_session_that_is_cancelled_costs_nobody_anything_and_what_was_invoiced_is_credited(session):
    first, second = paying(session), paying(session)
    Charge.objects.filter(booking=second).update(state="invoiced")
    late(session)

    cancel_session(session_id=session.pk, by=make_user())

    assert owed(first) == {"fee": (60, "void")}
    assert owed(second) == {"fee": (60, "credit")}


def test_handing_on_keeps_the_charge_and_moving_takes_the_price_of_the_other_date(session):
    booking = paying(session)
    dearer = make_course()
    dearer.fees.create(amount=80)
    free = make_session(make_course())

    hand_over(booking_id=booking.pk, person=make_person())
    handed = owed(booking)
    move(booking_id=booking.pk, to_session_id=make_session(dearer).pk, by=make_user())
    moved = owed(booking)
    move(booking_id=booking.pk, to_session_id=free.pk, by=make_user())

    assert handed == {"fee": (60, "due")}
    assert moved == {"fee": (80, "due")}
    assert owed(booking) == {"fee": (80, "void")}


def test_a_new_price_does_not_change_what_people_were_told(session, course):
    booking = paying(session)
    course.fees.filter(organisation_type="").update(amount=90)
    begun(session)

    mark(booking_ids=[booking.pk], attendance=Attendance.ATTENDED, by=make_user())

    assert owed(booking) == {"fee": (60, "due")}


def test_examples_cost_nothing_and_neither_does_what_costs_nothing(course):
    example = make_session(course)
    Session.objects.filter(pk=example.pk).update(is_example=True)

    paying(example)
    paying(make_session())

    assert Charge.objects.count() == 0


def test_who_does_not_come_without_a_place_of_their_own_owes_nothing_twice(session):
    """A booking that failed is undone with its charge: they stand in one transaction."""
    full = make_session(session.course, capacity=1, waiting_list=False)
    paying(full)

    with pytest.raises(Exception, match="no places left"):
        book(
            session_id=full.pk, people=[make_person(organisation_type="health")], key="k", source=Source.ADMIN
        )

    assert Charge.objects.count() == 1


# Waiving and invoicing


def test_waiving_takes_a_reason_and_holds_until_it_is_taken_back(session):
    charge = Charge.objects.get(booking=paying(session))
    begun(session)

    with pytest.raises(CannotWaive):
        waive(charge, because="", by=make_user())
    waive(charge, because="A foster carer", by=make_user())
    mark(booking_ids=[charge.booking_id], attendance=Attendance.ATTENDED, by=make_user())

    assert owed(charge.booking) == {"fee": (60, "waived")}
    charge_after_all(charge)
    assert owed(charge.booking) == {"fee": (60, "due")}


def test_each_charge_goes_on_one_list_and_comes_back_when_it_is_undone(session):
    booking = paying(session, organisation="Oak  Trust")
    paying(session, organisation="Elm Trust")
    day = timezone.localdate(session.starts_at)
    days = {"first_day": day, "last_day": day}

    made = make_list(**days, organisation="oak trust", by=make_user())
    second = make_list(**days, by=make_user())
    with pytest.raises(NothingToInvoice):
        make_list(**days, by=make_user())
    with pytest.raises(CannotWaive):
        waive(booking.charges.get(), because="Late", by=make_user())
    undone = undo_list(made)

    assert [made.charges.count(), second.charges.count()] == [0, 1]
    assert (undone, undo_list(made)) == (1, 0)
    assert [charge.booking for charge in to_invoice(**days)] == [booking]
    assert to_invoice(first_day=day + timedelta(days=1), last_day=day + timedelta(days=9)).count() == 0


def test_what_was_invoiced_and_is_no_longer_owed_is_credited_on_the_next_list(session):
    booking = paying(session)
    day = timezone.localdate(session.starts_at)
    make_list(first_day=day, last_day=day, by=make_user())
    give_back(booking_id=booking.pk)

    credit = make_list(first_day=day, last_day=day, by=make_user())

    assert owed(booking) == {"fee": (60, "credited")}
    undo_list(credit)
    assert owed(booking) == {"fee": (60, "credit")}


def test_staff_waive_invoice_and_download_with_a_safe_file(session, signed_in):
    staff = signed_in("training")
    booking = paying(session, organisation="=cmd|Oak", invoice={"purchase_order": "PO 7"})
    waived = Charge.objects.get(booking=paying(session))
    day = str(timezone.localdate(session.starts_at))
    invoices = reverse("admin:training_charge_invoices")

    staff.post(reverse("admin:training_charge_change", args=[waived.pk]), {"waive": "x", "because": "Carer"})
    page = staff.get(invoices, {"first_day": day, "last_day": day}).content.decode()
    staff.post(invoices, {"first_day": day, "last_day": day})
    made = InvoiceList.objects.get()
    file = staff.get(reverse("admin:training_charge_invoice_file", args=[made.pk, "csv"])).content.decode()
    excel = staff.get(reverse("admin:training_charge_invoice_file", args=[made.pk, "xlsx"]))
    staff.post(invoices, {"undo": str(made.pk)})

    waived.refresh_from_db()
    assert (waived.state, waived.waived_because) == ("waived", "Carer")
    assert "1 charge, £60 in all" in page
    assert "'=cmd|Oak" in file
    assert "60.00" in file
    assert "PO 7" in file
    assert excel.status_code == 200
    assert owed(booking) == {"fee": (60, "due")}
    assert staff.get(reverse("admin:training_charge_changelist")).status_code == 200
    assert signed_in("publisher").get(invoices).status_code == 403


# What people read


def test_the_price_stands_on_the_course_on_the_date_and_on_the_form(client, course, session):
    words = "free for School or college; £1,234.50 for Police or probation; £60 for everybody else"
    pages = [client.get(address).content.decode() for address in (course.get_absolute_url(), session.get_absolute_url(), book_url(session))]  # fmt: skip

    assert prices_of(course).words == words
    assert all(words in page and "Whoever cancels late is charged £25." in page for page in pages)


def test_whom_to_invoice_is_asked_only_of_who_pays(client, session):
    pays = filled(organisation_type="health")

    missing = client.post(book_url(session), pays).content.decode()
    free = client.post(book_url(session), filled())
    client.post(book_url(session), pays | {"key": "another-key-of-22-chars", "invoice_email": "pay@oak.example", "purchase_order": "PO 7", "email-0": "b@example.org"})  # fmt: skip

    assert "Enter the email or the postal address for the invoice: the booking costs £60" in missing
    assert "This booking: £60." in missing
    assert free.status_code == 302
    booking = Booking.objects.get(email="b@example.org")
    assert (booking.invoice_details.email, booking.invoice_details.purchase_order) == (
        "pay@oak.example",
        "PO 7",
    )
    assert "Invoice" not in client.get(book_url(make_session())).content.decode()


def test_somebody_may_ask_to_be_exempt_and_staff_see_why(client, session, signed_in):
    data = filled(organisation_type="health") | {"exemption": "I am a foster carer"}

    client.post(book_url(session), data)

    charge = Charge.objects.get()
    page = signed_in("training").get(reverse("admin:training_charge_change", args=[charge.pk]))
    assert charge.state == "due"
    assert "I am a foster carer" in page.content.decode()


def test_the_mail_says_what_it_costs_and_until_when_cancelling_is_free(session):
    booking = paying(session, email="ann@example.org")
    late(session)
    give_back(booking_id=booking.pk)

    confirmed, cancelled = (
        re.sub(r"\s+", " ", Message.objects.get(booking=booking, kind=kind).body)
        for kind in ("confirmed", "cancelled")
    )

    assert (
        "The place costs £60, for which we will send an invoice. Cancelling costs nothing until" in confirmed
    )
    assert "Cancelling later costs £25. Not coming without cancelling costs £100." in confirmed
    assert "You cancelled after the last free moment, so £25 is charged." in cancelled
    make_booking(make_session(), email="bo@example.org")
    assert "costs" not in Message.objects.get(to="bo@example.org").body


def test_the_page_of_a_booking_says_what_cancelling_costs(session):
    client, booking, _ = opened(booking=paying(session))
    before = client.get(reverse("training:manage")).content.decode()
    free = client.get(reverse("training:manage_cancel")).content.decode()
    late(session)

    dear = client.get(reverse("training:manage_cancel")).content.decode()

    assert "£60. Cancelling costs nothing until" in before
    assert "Cancelling now costs" not in free
    assert "Cancelling now costs £25." in dear
