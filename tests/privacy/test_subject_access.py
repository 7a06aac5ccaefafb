"""Row T58: everything planted of a person is found, and nothing is left after they are erased."""

import datetime
import json
import logging
from io import StringIO

import pytest
import reversion
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.management import CommandError, call_command
from django.utils import timezone
from reversion.models import Version

from hscp.privacy.personal_fields import personal_fields
from tests.factories import (
    make_booking,
    make_course,
    make_pathway,
    make_session,
    make_user,
)
from training.enums import BookingState, OrganisationType
from training.models import (
    Booking,
    BookingEvent,
    ErasedPerson,
    Evaluation,
    Interest,
    ManageLink,
    Message,
    RecordLink,
    Trainer,
)
from training.privacy.erasure_list import code_of

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Canary Wren", "Canary.Wren@example.org"
# As somebody types it who asks.
ASKED = "canary.wren@EXAMPLE.org"
OTHER = "other.wren@example.org"


def run(command, *arguments, **options):
    output = StringIO()
    call_command(command, *arguments, stdout=output, **options)
    return output.getvalue()


def plant_booking(session=None, **fields):
    defaults = {
        "name": NAME,
        "email": EMAIL,
        "organisation": "Oak School",
        "phone": "01962 555 canary",
        "access_needs": "A canary in a cage",
    }
    return make_booking(session or make_session(), **(defaults | fields))


def plant():
    """Put the person into every model that can hold them and return {key of the JSON: number of rows}."""
    past = timezone.now() - datetime.timedelta(days=10)
    now, over = plant_booking(), plant_booking(make_session())
    type(over.session).objects.filter(pk=over.session_id).update(
        starts_at=past, ends_at=past + datetime.timedelta(hours=1)
    )
    Booking.objects.filter(pk=over.pk).update(attendance="attended", certificate="CANARY-1")
    make_booking(make_session(), email=OTHER, manager_email=EMAIL.lower())
    colleague = make_booking(make_session(), email="colleague@example.org", organisation="Oak School")
    Booking.objects.filter(pk=colleague.pk).update(booked_by=NAME)
    ManageLink.objects.all().delete()
    ManageLink.objects.create(booking=now, token_hash="hash")
    Message.objects.all().delete()
    for number, (booking, to) in enumerate(
        [(now, EMAIL), (over, "manager@example.org"), (None, EMAIL.upper())]
    ):
        Message.objects.create(
            kind="confirmed",
            once=f"planted-{number}",
            booking=booking,
            to=to,
            subject="Canary",
            body=f"Canary, {EMAIL}",
        )
    sent = timezone.now()
    Message.objects.create(
        kind="letter",
        once="letter",
        to=OTHER,
        subject="Hello",
        body=f"Ask {EMAIL}.",
        state="sent",
        sent_at=sent,
    )
    Interest.objects.create(
        course=make_course(), email=EMAIL, organisation_type=OrganisationType.SCHOOL, token_hash="canary"
    )
    RecordLink.objects.create(email=EMAIL, token_hash="canary")
    Evaluation.objects.create(
        session=make_session(), moment="after", organisation_type="school", comment=f"Write to <{EMAIL}>!"
    )
    trainer = Trainer.objects.create(name=NAME, email=EMAIL)
    account = make_user(username="canary-user", first_name="Canary", email=EMAIL, is_active=False)
    LogEntry.objects.create(
        user=make_user(),
        content_type=ContentType.objects.get_for_model(Trainer),
        object_id=str(trainer.pk),
        object_repr=NAME,
        action_flag=CHANGE,
        change_message=f"Mailed {EMAIL}",
    )
    LogEntry.objects.create(user=account, object_repr="A page", action_flag=CHANGE)
    LogEntry.objects.create(
        user=make_user(),
        content_type=ContentType.objects.get_for_model(type(now.session)),
        object_id=str(now.session_id),
        object_repr="A session",
        action_flag=CHANGE,
        change_message="Exported the names of 2 people as CSV.",
    )
    with reversion.create_revision():
        reversion.set_comment(f"As {EMAIL} asked")
        reversion.add_to_revision(make_pathway(purpose=f"Was: {EMAIL}"))
    for model, more in (
        (AccessAttempt, {"failures_since_start": 1}),
        (AccessFailureLog, {}),
        (AccessLog, {}),
    ):
        model.objects.create(username=EMAIL, ip_address="192.0.2.1", **more)
    return {
        "bookings": 2,
        "booking_events": 2,
        "manage_links": 1,
        "booked_for_others": 1,
        "named_as_manager": 1,
        "messages": 3,
        "interests": 1,
        "record_links": 1,
        "trainer": 1,
        "account": 1,
        "account_acts": 1,
        "account_revisions": 0,
    }


def dump():
    """Return all rows of the models that have personal fields, as one text in small letters."""
    models = dict.fromkeys(field.model for field, _ in personal_fields())
    return "".join(serializers.serialize("json", model._base_manager.all()) for model in models).lower()


# Where the address itself stands, in the order of the models.
MENTIONED = [
    "hscp.User.email",
    "contacts.Pathway.purpose",
    "training.Trainer.email",
    "training.Booking.email",
    "training.Booking.manager_email",
    "training.RecordLink.email",
    "training.Evaluation.comment",
    "training.Interest.email",
    "training.Message.to",
    "training.Message.body",
    "admin.LogEntry.change_message",
    "reversion.Revision.comment",
    "reversion.Version.serialized_data",
    "axes.AccessFailureLog.username",
    "axes.AccessAttempt.username",
    "axes.AccessLog.username",
]


def test_everything_planted_is_shown_in_whatever_case_the_address_is_given():
    planted = plant()

    held = json.loads(run("subject_data", ASKED))

    assert {name: len(held[name]) for name in planted} == planted
    assert [place["where"] for place in held["mentioned_in"]] == MENTIONED
    assert held["bookings"][0]["access_needs"] == "A canary in a cage"
    assert [entry["change_message"] for entry in held["exports"]["files"]] == [
        "Exported the names of 2 people as CSV."
    ]
    assert held["on_erasure_list"] is False


def test_after_erasing_nothing_is_left_but_what_is_published():
    plant()
    assert dump().count("canary") > 30

    run("subject_data", ASKED, erase=True)

    held = json.loads(run("subject_data", ASKED))
    assert dump().count("canary") == 0
    assert {name for name, rows in held.items() if rows} == {"on_erasure_list", "mentioned_in", "exports"}
    # An editor's work: the page says so for everybody to read.
    assert [place["where"] for place in held["mentioned_in"]] == ["contacts.Pathway.purpose"]


def test_others_keep_what_is_theirs():
    plant()
    other = make_booking(make_session(), name="Canary Wrenfield", email=f"x.{EMAIL}")

    run("subject_data", ASKED, erase=True)

    other.refresh_from_db()
    assert (other.name, other.email) == ("Canary Wrenfield", f"x.{EMAIL}")
    assert Message.objects.get(once="letter").body == "Ask (erased)."
    assert Booking.objects.filter(email=OTHER).count() == 1


def test_a_live_booking_is_given_back_and_the_place_goes_to_who_waits():
    session = make_session(capacity=1)
    held, waits = plant_booking(session), make_booking(session)

    run("subject_data", ASKED, erase=True)

    held.refresh_from_db()
    waits.refresh_from_db()
    assert (held.state, waits.state) == (BookingState.CANCELLED, BookingState.CONFIRMED)
    assert list(held.events.values_list("what", flat=True)) == ["booked", "cancelled", "erased"]


def test_attendance_stays_in_the_figures():
    plant()

    run("subject_data", ASKED, erase=True)

    booking = Booking.objects.get(attendance="attended")
    assert (booking.organisation, booking.role, booking.certificate) == ("Oak School", "practitioner", None)


def test_what_waits_in_the_outbox_for_an_erased_person_is_never_sent():
    plant()

    run("subject_data", ASKED, erase=True)

    assert set(Message.objects.filter(once__startswith="planted").values_list("state", "to")) == {
        ("dropped", "")
    }


def test_an_active_account_is_not_erased_by_its_address():
    plant()
    make_user(email=EMAIL)
    before = dump()

    with pytest.raises(CommandError, match="is active"):
        run("subject_data", ASKED, erase=True)

    assert dump() == before


def test_erasing_twice_changes_nothing_more():
    plant()
    run("subject_data", ASKED, erase=True)
    ErasedPerson.objects.update(erased_at=timezone.now())
    before = dump()

    said = run("subject_data", ASKED, erase=True)

    after = dump()
    assert [line for line in said.splitlines() if not line.endswith(": 0")] == said.splitlines()[-1:]
    assert len(after) == len(before)


def test_only_showing_prints_anything_of_the_person(caplog):
    plant()
    plant_booking(make_session(), email="someone@example.org")

    with caplog.at_level(logging.DEBUG):
        run("subject_data", ASKED)
        said = run("subject_data", "someone@example.org", correct=["name=Canary Robin"])
        said += run("subject_data", ASKED, erase=True) + run("replay_erasures")

    assert "canary" not in (said + caplog.text).lower()
    assert "someone" not in (said + caplog.text).lower()


def test_each_act_is_in_the_log_of_the_bookings_with_who_did_it():
    booking, staff = plant_booking(), make_user(username="officer")

    run("subject_data", ASKED, by="officer")
    run("subject_data", ASKED, by="officer", correct=["role=lead"])
    run("subject_data", ASKED, by="officer", erase=True)

    acts = BookingEvent.objects.filter(booking=booking, by=staff).values_list("what", flat=True)
    assert list(acts) == ["shown", "corrected", "cancelled", "erased"]


def test_a_correction_reaches_every_booking_of_the_person_and_nobody_else():
    plant_booking(), plant_booking(make_session())
    other = make_booking(make_session())

    run("subject_data", ASKED, correct=["name=Jo Ford", "organisation=Elm School"])

    rows = Booking.objects.order_by("pk").values_list("name", "organisation")
    assert list(rows) == [("Jo Ford", "Elm School")] * 2 + [(other.name, other.organisation)]


def test_a_new_address_ends_the_links_sent_to_the_old_one_and_goes_to_the_lists():
    booking = plant_booking()
    ManageLink.objects.create(booking=booking, token_hash="sent to the old address")
    course = make_course()
    for email in (EMAIL, "new@example.org"):
        Interest.objects.create(course=course, email=email, organisation_type="school", token_hash=email)
    RecordLink.objects.create(email=EMAIL, token_hash="record")

    run("subject_data", ASKED, correct=["email=new@example.org"])

    booking.refresh_from_db()
    assert booking.email == "new@example.org"
    assert not ManageLink.objects.filter(token_hash="sent to the old address").exists()
    assert list(Interest.objects.values_list("email", flat=True)) == ["new@example.org"]
    assert RecordLink.objects.count() == 0


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        (["state=cancelled"], "These can be corrected: name, "),
        (["name"], "Write each correction as FIELD=VALUE."),
        (["name="], "This value of name is not valid."),
        (["role=king"], "This value of role is not valid."),
        (["email=canary at home"], "This value of email is not valid."),
        (["email=other.wren@example.org"], "The new address has a booking"),
    ],
)
def test_a_wrong_correction_is_refused_and_changes_nothing(pairs, message):
    booking = plant_booking()
    make_booking(booking.session, email=OTHER)
    before = dump()

    with pytest.raises(CommandError, match=message):
        run("subject_data", ASKED, correct=pairs)

    assert dump() == before


def test_neither_a_wrong_address_nor_an_unknown_account_is_taken():
    with pytest.raises(CommandError, match="not an email address"):
        run("subject_data", "canary")
    with pytest.raises(CommandError, match="no account"):
        run("subject_data", EMAIL, by="nobody")


def test_the_list_of_the_erased_holds_keyed_hashes_only(settings):
    code = code_of(EMAIL)

    settings.HSCP_ERASURE_KEY = "another key"

    assert code == code_of_with_the_tests_key()
    assert code != code_of(EMAIL)


def code_of_with_the_tests_key():
    """Work the code out by hand, as the list must still be readable after an update of the portal."""
    import hashlib
    import hmac

    from django.conf import settings as portal

    salted = hashlib.sha256(b"training.erased" + portal.SECRET_KEY.encode()).digest()
    return hmac.new(salted, b"canary.wren@example.org", hashlib.sha256).hexdigest()


def test_a_restored_backup_is_cleared_again_from_the_list_that_was_kept_apart(tmp_path):
    plant()
    run("subject_data", ASKED, erase=True)
    run("replay_erasures", write=str(tmp_path / "list"))
    # The backup is from before: it has the person, and an empty list.
    ErasedPerson.objects.all().delete()
    Version.objects.all().delete()
    yesterday = timezone.now() - datetime.timedelta(days=1)
    booking = plant_booking(make_session())
    Booking.objects.filter(pk=booking.pk).update(created_at=yesterday)
    Message.objects.update(created_at=yesterday)

    first = run("replay_erasures", str(tmp_path / "list"))
    second = run("replay_erasures", str(tmp_path / "list"))

    assert (first, second) == ("1 people were erased again.\n", "0 people were erased again.\n")
    assert dump().count("canary") == 0


def test_who_comes_back_after_being_erased_is_not_erased_again():
    plant_booking()
    run("subject_data", ASKED, erase=True)
    again = plant_booking(make_session())

    run("replay_erasures")

    again.refresh_from_db()
    assert (again.name, again.state) == (NAME, BookingState.CONFIRMED)


def test_a_file_that_is_no_list_is_refused_whole(tmp_path):
    path = tmp_path / "list"
    path.write_text(f"{'a' * 64} 2026-01-01T00:00:00+00:00\n{EMAIL}\n")

    with pytest.raises(CommandError, match="not a list"):
        run("replay_erasures", str(path))

    assert ErasedPerson.objects.count() == 0
