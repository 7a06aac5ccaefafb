"""What the page behind the link in each mail confirms, keeps and leaves, and what it does not say."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from hscp.following.enums import What
from hscp.following.links import token_of
from hscp.following.models import Follow, Follower
from hscp.following.sending import send_numbers
from hscp.following.subjects import Followed
from hscp.privacy.declarations import DECLARATIONS
from hscp.privacy.retention import apply_retention
from hscp.records.state import State
from tests.factories import make_course, make_pathway, make_theme
from tests.following.conftest import ANN, changed, follower, mails
from tests.following.test_pages import DAILY, ask, followed, link_in
from training.models import Message

pytestmark = pytest.mark.django_db


def test_what_others_asked_for_in_my_name_does_not_stand_in_my_way_and_can_be_left(client):
    theme, other = make_theme(title="Neglect"), make_theme(title="Marmalade")
    person = follower(ANN, (What.PAGE, theme))
    ask(client, f"?theme={other.slug}", f"theme-{other.slug}")
    mine = person.follows.confirmed().get()
    link = f"/updates/by-mail/{token_of(ANN)}/"

    page = client.get(link)
    boxes = page.context["form"]["keep"]
    assert [label for _, label in boxes.field.choices] == ["Marmalade (new)", "Neglect"]
    assert "untick it below" in page.text
    client.post(link, {"keep": [mine.pk], "how_often": "weekly"})

    person.refresh_from_db()
    assert (followed(), person.how_often) == ([(What.PAGE, theme, "")], "weekly")


def test_of_several_things_some_can_be_confirmed(client):
    neglect, other = make_theme(title="Neglect"), make_theme()
    for theme in (neglect, other):
        ask(client, f"?theme={theme.slug}", f"theme-{theme.slug}")
    link = link_in(mails()[0])
    wanted = Follow.objects.get(object_id=neglect.pk)

    assert "Tick what you want to follow" in client.post(link, DAILY).text
    assert Follower.objects.get().confirmed_at is None
    client.post(link, DAILY | {"keep": [wanted.pk]})

    assert followed() == [(What.PAGE, neglect, "")]
    assert Follow.objects.get().since is not None


def test_a_link_confirms_for_seven_days_from_the_last_asking(client):
    ask(client)
    link = link_in(mails()[0])
    asked_at = timezone.now()
    with time_machine.travel(asked_at + timedelta(days=6, hours=23)):
        cache.clear()
        ask(client)
    with time_machine.travel(asked_at + timedelta(days=8)):
        apply_retention(DECLARATIONS)
        assert "Everything on this site" in client.get(link).text
    with time_machine.travel(asked_at + timedelta(days=14)):
        assert "Everything on this site" not in client.get(link).text
        client.post(link, DAILY)
        assert Follower.objects.get().follows.confirmed().count() == 0
        ask(client)
        assert "Everything on this site" in client.get(link).text
        apply_retention(DECLARATIONS)
        assert Follow.objects.count() == 1


def test_what_is_too_old_to_confirm_is_not_confirmed_with_the_rest(client):
    theme = make_theme()
    ask(client, what="dates")
    Follow.objects.update(created_at=timezone.now() - timedelta(days=8))
    person = Follower.objects.get()
    Follow.objects.create(follower=person, what=What.PAGE, record=theme)

    client.post(f"/updates/by-mail/{token_of(ANN)}/", DAILY)

    assert [each.what for each in person.follows.confirmed()] == [What.PAGE]


def test_pages_that_are_not_on_the_site_are_not_named(client):
    theme, course = make_theme(title="Marmalade"), make_course(title="Marmalade")
    pathway, other = make_pathway(slug="marmalade"), make_pathway()
    follower(ANN, (What.PAGE, theme), (What.DATES, course), (What.SHEET, pathway), (What.SHEET, other))
    link = f"/updates/by-mail/{token_of(ANN)}/"
    assert client.get(link).text.count("Marmalade") == 2
    for record in (theme, course, pathway):
        record.state = State.DRAFT
        record.save()

    page = client.get(link).text
    assert "armalade" not in page
    assert page.count("a page that is not on this site at the moment") == 2
    assert "A contacts sheet with 2 contacts" in page
    assert other.slug in page


def test_somebody_who_has_just_stopped_is_told_that_the_link_is_over(client, monkeypatch):
    person = follower()
    monkeypatch.setattr("hscp.following.views.follower_of", lambda token: person)
    Follower.objects.all().delete()
    row = Followed("1", "Everything", [])
    monkeypatch.setattr("hscp.following.views.in_words", lambda follows: [row])

    response = client.post(f"/updates/by-mail/{token_of(ANN)}/", DAILY | {"keep": ["1"]})

    assert (response.status_code, "This link does not work" in response.text) == (404, True)


def test_mails_that_wait_name_no_page_once_their_reader_chooses_so(client):
    follower(ANN)
    changed(make_pathway(title="Marmalade"))
    send_numbers()
    [mail] = mails()
    assert "Marmalade" in mail.body
    Message.objects.create(
        kind=mail.kind, once="sent", to=ANN, subject="As it was", state="sent", sent_at=mail.send_at
    )
    keep = Follow.objects.get().pk

    client.post(f"/updates/by-mail/{token_of(ANN)}/", DAILY | {"keep": [keep], "discreet": "on"})

    mail, sent = mails()
    assert sent.subject == "As it was"
    assert "armalade" not in mail.subject + mail.body
    assert "/contacts/" not in mail.body
    assert "Something that you follow has changed" in mail.body
    assert link_in(mail, "stop/")


def test_what_does_not_fit_is_said(client, monkeypatch):
    person = follower()
    link = f"/updates/by-mail/{token_of(ANN)}/"
    assert "things for one address" not in client.get(link).text
    Follow.objects.bulk_create(
        Follow(follower=person, what=What.DATES, area="hips", since=person.confirmed_at) for _ in range(240)
    )

    assert "We keep at most 300 things for one address" in client.get(link).text


def test_what_was_only_asked_for_is_not_told_beside_what_is_followed(client):
    theme = make_theme(title="Marmalade")
    follower(ANN, (What.PAGE, theme))
    ask(client, what="everything")
    changed(theme, themes=[theme])
    changed(make_theme(title="Another"))

    assert send_numbers() == 1

    [mail] = mails("follow_numbers")
    assert ("Marmalade" in mail.body, "Another" in mail.body) == (True, False)
