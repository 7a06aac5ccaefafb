"""What is kept of followers, for how long, and what one of them may see, correct and have erased."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hscp.following.enums import What
from hscp.following.links import follower_of, token_of
from hscp.following.models import Follow, Follower
from hscp.following.privacy import PERSONAL_DATA
from hscp.following.sending import send_numbers
from hscp.following.subjects import Part
from hscp.following.subscribing import ask
from hscp.privacy import subject_access
from hscp.privacy.declarations import DECLARATIONS
from hscp.privacy.log_masking import masked
from hscp.privacy.retention import apply_retention
from tests.factories import make_pathway, make_theme
from tests.following.conftest import ANN, changed, follower, mails
from training.models import Message

pytestmark = pytest.mark.django_db
EVERYTHING = (Part(What.EVERYTHING),)


def test_what_is_not_confirmed_within_a_week_is_deleted():
    ask("new@example.org", EVERYTHING)
    follower(ANN, What.DATES)
    ask(ANN, EVERYTHING)
    week = timezone.now() + timedelta(days=7)

    counts = apply_retention(DECLARATIONS, at=week - timedelta(minutes=1))["follow_requests"]
    apply_retention(DECLARATIONS, at=week + timedelta(minutes=1))

    assert counts == 0
    assert [(each.follower.email, each.what) for each in Follow.objects.all()] == [(ANN, What.DATES)]
    assert Follower.objects.get().email == ANN


def test_whoever_follows_what_is_gone_is_forgotten():
    theme = make_theme()
    follower(ANN, (What.PAGE, theme))
    type(theme).objects.filter(pk=theme.pk).delete()

    apply_retention(DECLARATIONS)
    apply_retention(DECLARATIONS)

    assert (Follow.objects.count(), Follower.objects.count()) == (0, 0)


def test_the_database_holds_no_token_but_in_mails_that_are_deleted():
    ask(ANN, EVERYTHING)
    token = token_of(ANN)

    assert token not in str(list(Follower.objects.values()))
    Message.objects.update(state=Message.State.SENT, sent_at=timezone.now())
    apply_retention(DECLARATIONS, at=timezone.now() + timedelta(days=8))
    assert token not in str(list(Message.objects.values()))


def test_a_new_secret_key_leaves_the_links_in_mails_working(settings):
    settings.HSCP_ERASURE_KEY = "a" * 50
    ask(ANN, EVERYTHING)
    settings.SECRET_KEY = "another" * 10

    assert follower_of(token_of(ANN)) == Follower.objects.get()


def test_the_person_sees_what_they_follow_and_no_token():
    theme = make_theme()
    follower(ANN, (What.PAGE, theme))
    changed(make_pathway(), themes=[theme])
    send_numbers()

    held = subject_access.held_on("Ann@Example.ORG", DECLARATIONS)

    assert [row["email"] for row in held["following"]] == [ANN]
    assert [(row["what"], row["object_id"]) for row in held["followed"]] == [(What.PAGE, theme.pk)]
    assert "token_hash" not in held["following"][0]
    assert "unsubscribe" not in held["messages"][0]


def test_erasing_somebody_takes_follows_and_mails_and_leaves_others():
    follower()
    follower("bob@example.org")
    changed(make_pathway())
    send_numbers()

    subject_access.erase("ANN@example.org", DECLARATIONS)

    assert [each.email for each in Follower.objects.all()] == ["bob@example.org"]
    assert [mail.to for mail in mails()] == ["bob@example.org"]


def test_whoever_came_after_the_request_for_erasure_stays():
    follower()
    now = timezone.now()

    erase = PERSONAL_DATA.subject_access.erase
    assert erase(ANN, by=None, at=now, until=now - timedelta(minutes=1)) == {"following": 0}
    assert erase(ANN, by=None, at=now, until=now + timedelta(minutes=1)) == {"following": 1}


def test_a_corrected_address_takes_over_what_was_followed_with_another_link():
    follower(ANN, What.DATES)
    ask(ANN, EVERYTHING)
    old = token_of(ANN)

    subject_access.correct(ANN, {"email": "ann.ford@example.org"}, DECLARATIONS)

    assert mails() == []
    person = Follower.objects.get()
    assert (person.email, person.follows.confirmed().get().what) == ("ann.ford@example.org", What.DATES)
    assert (follower_of(old), follower_of(token_of("ann.ford@example.org"))) == (None, person)


def test_a_corrected_address_that_follows_already_keeps_its_own():
    follower(ANN, What.DATES)
    follower("ann.ford@example.org", What.EVERYTHING)

    subject_access.correct(ANN, {"email": "ann.ford@example.org"}, DECLARATIONS)

    assert Follower.objects.get().follows.get().what == What.EVERYTHING


@pytest.mark.parametrize("end", ["", "stop/"])
def test_no_log_holds_the_token(end):
    assert token_of(ANN) not in masked(f"GET /updates/by-mail/{token_of(ANN)}/{end} 200")
