"""Asking to follow, confirming it, changing it and stopping, as a browser, a mail program and a scanner of links do."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hscp.following.enums import What
from hscp.following.links import token_of
from hscp.following.models import Follow, Follower
from hscp.following.sending import send_numbers
from hscp.following.subjects import MOST_THEMES
from hscp.records.state import State
from hscp.security import response_timing
from tests.factories import make_course, make_pathway, make_theme
from tests.following.conftest import ANN, changed, follower, mails
from training.mail.delivery import as_email

pytestmark = pytest.mark.django_db
FOLLOW, SENT = "/updates/follow/", "/updates/follow/sent/"
DAILY = {"how_often": "daily"}


def ask(client, query="", what="everything", email=ANN):
    return client.post(f"{FOLLOW}{query}", {"what": what, "email": email})


def link_in(mail, end=""):
    return re.search(rf"(/updates/by-mail/\w+/{end})\n", mail.body)[1]


def followed(email=ANN):
    return [(each.what, each.record, each.area) for each in Follow.objects.filter(follower__email=email)]


@pytest.mark.parametrize("query", ["?theme=neglect", "?theme=neglect&theme=other"])
def test_following_a_theme_from_the_form_to_the_last_mail(client, query):
    theme = make_theme(title="Neglect", slug="neglect")
    pathway = make_pathway(title="LADO")

    assert "Everything about Neglect" in client.get(f"{FOLLOW}{query}").text
    response = ask(client, query, "theme-neglect", " Ann@Example.org ")
    assert (response.status_code, response["Location"]) == (302, SENT)
    [mail] = mails()
    assert (mail.kind, mail.to) == ("follow_confirm", ANN)
    changed(pathway, themes=[theme])
    assert send_numbers(timezone.now() + timedelta(hours=1)) == 0

    link = link_in(mail)
    assert "Neglect" in client.get(link).text
    assert Follower.objects.get().confirmed_at is None
    page = client.post(link, DAILY | {"discreet": "on"}, follow=True).text
    assert "Confirmed: we will email you" in page
    person = Follower.objects.get()
    assert (person.confirmed_at is not None, person.discreet, followed()) == (
        True,
        True,
        [(What.PAGE, theme, "")],
    )

    changed(pathway, themes=[theme], ago=timedelta(minutes=-1))
    assert send_numbers(timezone.now() + timedelta(hours=1)) == 1
    stop = link_in(mails("follow_numbers")[0], "stop/")
    assert "Stop all emails" in client.get(stop).text
    assert Follower.objects.exists()
    assert "We have deleted your email address" in client.post(stop, follow=True).text
    assert (Follower.objects.count(), Follow.objects.count(), mails()) == (0, 0, [])
    assert client.get(link).status_code == 404


def test_what_can_be_followed_is_what_the_address_names(client):
    pathway, other = make_pathway(title="LADO"), make_pathway(title="MASH")
    course = make_course(title="Neglect")
    offered = {
        "": "Everything on this site",
        f"?course={course.slug}": "Dates of “Neglect”",
        f"?contact={pathway.slug}": "Changes to LADO",
        f"?sheet=&contact={pathway.slug}&contact={other.slug}": "A contacts sheet with 2 contacts",
        "?theme=no-such-theme&contact=<script>": "New training dates: Hampshire",
    }

    for query, label in offered.items():
        assert label in client.get(f"{FOLLOW}{query}").text


def test_a_sheet_is_followed_once(client):
    pathway, other = make_pathway(title="LADO"), make_pathway(title="MASH")
    query = f"?sheet=&contact={pathway.slug}&contact={other.slug}"

    ask(client, query, "sheet")
    ask(client, query, "sheet")
    ask(client, f"?sheet=&contact={pathway.slug}", "sheet")

    assert list(Follow.objects.order_by("pk").values_list("object_id", "sheet")) == [
        (pathway.pk, 1),
        (other.pk, 1),
        (pathway.pk, 2),
    ]


def test_a_sheet_of_too_many_contacts_is_not_offered(client, monkeypatch):
    monkeypatch.setattr("hscp.following.subjects.MOST_ON_A_SHEET", 1)
    query = "?sheet=&" + "&".join(f"contact={make_pathway().slug}" for _ in range(2))

    assert "A contacts sheet" not in client.get(f"{FOLLOW}{query}").text


def test_of_many_themes_the_first_are_offered(client):
    query = "&".join(f"theme={make_theme(title=f'Theme {number}').slug}" for number in range(MOST_THEMES + 2))

    page = client.get(f"{FOLLOW}?{query}").text

    assert page.count("Everything about Theme") == MOST_THEMES


@pytest.mark.parametrize("make", [make_theme, make_course, make_pathway])
def test_what_the_public_does_not_see_cannot_be_followed(client, make):
    record = make(title="Marmalade", slug="hidden", state=State.DRAFT)

    for name in ("theme", "course", "contact", "sheet=&contact"):
        page = client.get(f"{FOLLOW}?{name}={record.slug}")
        assert "Marmalade" not in page.text
        assert "New training dates: Hampshire" in page.text


def test_the_answer_and_the_mail_are_the_same_whoever_has_the_address(client):
    follower("known@example.org")
    theme = make_theme()
    answers, bodies = [], []

    for email in ("known@example.org", "new@example.org"):
        response = Client().post(
            f"{FOLLOW}?theme={theme.slug}", {"what": f"theme-{theme.slug}", "email": email}
        )
        answers.append((response.status_code, response.content, sorted(response.headers.items())))
        [mail] = [each for each in mails("follow_confirm") if each.to == email]
        bodies.append(mail.body.replace(token_of(email), "TOKEN"))

    assert answers[0] == answers[1]
    assert bodies[0] == bodies[1]


def test_nobody_can_change_what_somebody_else_follows_by_asking(client):
    theme = make_theme()
    person = follower(ANN, What.DATES)

    ask(client, f"?theme={theme.slug}", f"theme-{theme.slug}")
    changed(make_pathway(), themes=[theme], ago=timedelta(minutes=-1))

    assert send_numbers(timezone.now() + timedelta(hours=1)) == 0
    person.refresh_from_db()
    assert (person.how_often, person.paused_until) == ("daily", None)


@pytest.mark.parametrize("path", ["", "stop/"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_opens_links_changes_nothing(client, path, method):
    ask(client)
    follower("bob@example.org")
    before = list(Follower.objects.order_by("pk").values()), list(Follow.objects.order_by("pk").values())

    for email in (ANN, "bob@example.org"):
        response = getattr(client, method)(f"/updates/by-mail/{token_of(email)}/{path}")
        assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Referrer-Policy"] == "strict-origin"

    assert before == (
        list(Follower.objects.order_by("pk").values()),
        list(Follow.objects.order_by("pk").values()),
    )


def test_a_mail_program_stops_all_with_one_click_without_page_cookie_or_session():
    follower()
    changed(make_pathway())
    send_numbers()
    [mail] = mails()
    address = as_email(mail).message()["List-Unsubscribe"].strip("<>")
    program, path = Client(enforce_csrf_checks=True), address[address.index("/updates/") :]

    for _ in range(2):
        response = program.post(path, {"List-Unsubscribe": "One-Click"})
        assert (response.status_code, response.cookies, response["Content-Type"]) == (
            200,
            {},
            "text/plain; charset=utf-8",
        )

    assert (Follower.objects.count(), mails()) == (0, [])


def test_other_buttons_need_the_page():
    follower()
    program = Client(enforce_csrf_checks=True)

    assert program.post(f"/updates/by-mail/{token_of(ANN)}/", DAILY).status_code == 403
    assert program.post(FOLLOW, {"what": "everything", "email": ANN}).status_code == 403


@pytest.mark.parametrize("token", ["x", "a" * 32, token_of("nobody@example.org"), "%00", "ä" * 40])
def test_a_wrong_link_opens_nothing(client, token):
    follower()

    for path in (f"/updates/by-mail/{token}/", f"/updates/by-mail/{token}/stop/"):
        response = client.get(path)
        assert (response.status_code, "This link does not work" in response.text) == (404, True)
    assert client.post(f"/updates/by-mail/{token}/", DAILY).status_code == 404
    client.post(f"/updates/by-mail/{token}/stop/", {"List-Unsubscribe": "One-Click"})
    assert Follower.objects.count() == 1


def test_what_is_followed_and_how_can_be_changed_and_paused(client):
    theme, pathway = make_theme(title="Neglect"), make_pathway(title="LADO")
    person = follower(ANN, (What.PAGE, theme), (What.PAGE, pathway))
    kept = person.follows.get(object_id=theme.pk, content_type__model="theme")
    link = f"/updates/by-mail/{token_of(ANN)}/"

    page = client.post(
        link, {"keep": [kept.pk], "how_often": "weekly", "discreet": "on", "pause": "30"}, follow=True
    )
    person.refresh_from_db()

    assert "Your changes are saved" in page.text
    assert "Paused until" in page.text
    assert followed() == [(What.PAGE, theme, "")]
    assert (person.how_often, person.discreet) == ("weekly", True)
    assert person.paused_until - timezone.now() > timedelta(days=29)
    client.post(link, {"keep": [kept.pk], "how_often": "weekly", "pause": ""})
    person.refresh_from_db()
    assert person.paused_until is not None
    client.post(link, {"keep": [kept.pk], "how_often": "weekly", "pause": "0"})
    person.refresh_from_db()
    assert (person.paused_until, person.discreet) == (None, False)


def test_the_answer_takes_as_long_whoever_has_the_address(client, monkeypatch):
    waited = []
    monkeypatch.setattr(response_timing, "STEP_SECONDS", 100)
    monkeypatch.setattr(response_timing.time, "sleep", waited.append)

    ask(client)

    assert len(waited) == 1
    assert 0 < waited[0] <= 100


def test_unticking_all_asks_to_stop_instead(client):
    person = follower()
    response = client.post(f"/updates/by-mail/{token_of(ANN)}/", DAILY)

    assert "use the button to stop all emails" in response.text
    assert person.follows.count() == 1


def test_mistakes_are_said(client):
    response = ask(client, what="nothing", email="ann")

    assert response.status_code == 200
    assert "Choose what you want to hear about from the list" in response.text
    assert "Enter your email address in full, such as name@example.org" in response.text
    assert (Follower.objects.count(), mails()) == (0, [])


def test_one_address_cannot_ask_for_more_and_more(client, monkeypatch):
    monkeypatch.setattr("hscp.following.subscribing.MOST_FOLLOWED", 1)

    ask(client, what="everything")
    ask(client, what="dates")

    assert (followed(), len(mails())) == ([(What.EVERYTHING, None, "")], 2)


def test_a_sensitive_page_warns_and_offers_mails_that_name_no_page(client):
    theme = make_theme(title="Neglect", sensitive=True)
    query = f"?theme={theme.slug}"

    page = client.get(f"{FOLLOW}{query}").text
    assert "Could somebody else read your emails" in page
    assert "Exit this page" in page
    assert "Could somebody else read your emails" not in client.get(FOLLOW).text
    ask(client, query, f"theme-{theme.slug}")
    [mail] = mails()
    page = client.get(link_in(mail))

    assert page.context["form"]["discreet"].value() is True
    assert "Exit this page" in page.text
    assert "Neglect" not in mail.subject + mail.body


def test_pages_lead_to_the_form(client):
    theme, course = make_theme(), make_course()
    pathway = make_pathway()
    pages = {
        theme.get_absolute_url(): f"?theme={theme.slug}",
        course.get_absolute_url(): f"?course={course.slug}",
        pathway.get_absolute_url(): f"?contact={pathway.slug}",
        f"{reverse('contacts:sheet')}?contact={pathway.slug}": f"?sheet=&amp;contact={pathway.slug}",
        "/updates/": "",
        f"/updates/?theme={theme.slug}": f"?theme={theme.slug}",
    }

    for page, query in pages.items():
        assert f'href="{FOLLOW}{query}"' in client.get(page).text, page
