"""Row T58: everything planted of a person is found, and nothing is left after they are erased."""

import json
import logging

import pytest
from django.core.management import CommandError
from django.utils import timezone

from tests.factories import make_booking, make_session, make_user
from tests.privacy.planted_person import ASKED, EMAIL, OTHER, dump, plant, plant_booking, run
from training.models import Booking, ErasedPerson, Message

pytestmark = pytest.mark.django_db
# Where the address itself stands, in the order of the models.
MENTIONED = [
    "hscp.User.email",
    "following.Follower.email",
    "following.Follower.email_key",
    "contacts.Pathway.purpose",
    "training.Trainer.email",
    "training.Booking.email",
    "training.Booking.email_key",
    "training.Booking.manager_email",
    "training.Booking.booked_by_email",
    "training.RecordLink.email",
    "training.Evaluation.comment",
    "training.Interest.email",
    "training.Interest.email_key",
    "training.Message.to",
    "training.Message.body",
    "training.TeamMember.lead_email",
    "training.TeamMember.email",
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
    assert list(held) == [*planted, "on_erasure_list", "mentioned_in", "exports"]
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
    assert {name for name, rows in held.items() if rows} == {
        # An objection holds whatever else is forgotten.
        "invitation_refusals",
        "on_erasure_list",
        "mentioned_in",
        "exports",
    }
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


def test_neither_a_wrong_address_nor_an_unknown_account_is_taken():
    with pytest.raises(CommandError, match="not an email address"):
        run("subject_data", "canary")
    with pytest.raises(CommandError, match="no account"):
        run("subject_data", EMAIL, by="nobody")
