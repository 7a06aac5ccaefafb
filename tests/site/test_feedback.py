"""“Is something wrong with this page?”: where it is asked, what the form takes, and what is kept."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from hscp.editing.models import EditorMail
from hscp.feedback.models import PageReport
from hscp.security.rate_limits import PAGE_REPORTS_BY_NETWORK, PAGE_REPORTS_IN_A_DAY
from hscp.site.feedback import our_page
from tests.factories import make_course, make_pathway, make_session, make_theme
from tests.site.sitemaps import sitemap_addresses
from themes.models import Theme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
FORM = "/feedback/"


def asked_on(client, path):
    """Return the addresses of the question on the page at `path`."""
    return re.findall(r'href="(/feedback/\?page=[^"]*)"', client.get(path).text)


def send(client, path="/about/", **values):
    return client.post(f"{FORM}?page={path}", {"problem": "link", "words": "It leads nowhere.", **values})


def test_every_page_of_the_sitemap_asks_by_its_own_address(client):
    make_theme(slug="neglect")
    make_pathway()

    for address in sitemap_addresses(client):
        assert asked_on(client, address) == [f"/feedback/?page={address.replace('/', '%2F')}"]


def test_pages_of_one_person_and_errors_ask_without_their_address(client):
    for path in ("/booking/a-token/", "/training/my-record/", "/updates/follow/", "/no-such-page/"):
        assert asked_on(client, path) == []
        assert 'href="/feedback/"' in client.get(path).text.partition('aria-label="Report a mistake"')[2]


def test_the_form_does_not_ask_about_itself(client):
    for path in ("/feedback/", "/feedback/sent/"):
        assert 'aria-label="Report a mistake"' not in client.get(path).text


def test_the_page_of_a_failure_leads_to_the_form(monkeypatch):
    monkeypatch.setattr(Theme.objects, "live", None)

    response = Client(raise_request_exception=False).get("/themes/no-such/")

    assert response.status_code == 500
    assert 'href="/feedback/"' in response.text


def test_a_form_and_the_search_ask_without_what_was_typed(client):
    session = make_session(make_course())
    book = reverse("training:book", args=[session.pk])

    assert asked_on(client, "/search/?q=my+words") == ["/feedback/?page=%2Fsearch%2F"]
    assert asked_on(client, book) == [f"/feedback/?page={book.replace('/', '%2F')}"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("/about/", "/about/"),
        ("/themes/neglect/", "/themes/neglect/"),
        ("", ""),
        ("about/", ""),
        ("//evil.example/", ""),
        ("https://evil.example/", ""),
        ("javascript:alert(1)", ""),
        ("/admin/", ""),
        ("/booking/a-token/", ""),
        ("/about/?words=typed", ""),
        ("/no-such-page/", ""),
        ("/themes/a\x00b/", ""),
        ("/themes/" + "a" * 600 + "/", ""),
    ],
)
def test_only_a_public_page_of_ours_is_taken(given, kept):
    assert our_page(given) == kept


def test_a_report_is_kept_with_its_page_and_nothing_of_whoever_sent_it(client, person):
    theme = make_theme(owner=person("editor"))

    response = send(client, theme.get_absolute_url(), problem="number", words=" The number is old. ")

    report = PageReport.objects.get()
    assert (response.status_code, response["Location"]) == (
        302,
        f"/feedback/sent/?page={theme.get_absolute_url().replace('/', '%2F')}",
    )
    assert (report.path, report.problem, report.words, report.state) == (
        theme.get_absolute_url(),
        "number",
        "The number is old.",
        "new",
    )
    assert report.sent_to == theme.owner
    assert [field.name for field in PageReport._meta.fields] == [
        "id",
        "path",
        "problem",
        "words",
        "state",
        "sent_to",
        "reported_at",
    ]


def test_neither_the_form_nor_its_answer_sets_a_cookie_or_is_stored(client):
    for response in (client.get(FORM), send(client), client.get("/feedback/sent/?page=/about/")):
        assert response.cookies == {}
    for path in (FORM, "/feedback/sent/"):
        response = client.get(path)
        assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "strict-origin")
        assert "report a concern about a child" in response.text


def test_the_form_works_under_the_protection_against_forgery():
    strict = Client(enforce_csrf_checks=True)

    assert send(strict).status_code == 302


def test_a_draft_is_told_of_by_its_address_alone(client, person):
    draft = make_theme(state="draft", title="Secret plan", owner=person("editor"))
    person("administrator")

    send(client, draft.get_absolute_url())

    assert "Secret plan" not in "".join(EditorMail.objects.values_list("subject", flat=True))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"problem": ""}, "Choose what is wrong"),
        ({"problem": "joke"}, "Choose what is wrong from the list"),
        ({"words": "a" * 501}, "must be 500 characters or fewer"),
    ],
)
def test_what_cannot_be_taken_is_said_and_what_was_typed_stays(client, values, message):
    response = send(client, **values)

    assert response.status_code == 200
    assert message in response.text
    assert values.get("words", "It leads nowhere.") in response.text
    assert PageReport.objects.count() == 0


def test_what_looks_like_a_persons_details_is_asked_about_once(client):
    words = "Call 01632 960123 instead."

    asked = send(client, words=words)
    plain = client.get(FORM)
    taken = send(client, words=words, organisation_only="on")

    assert ('name="organisation_only"' in asked.text, 'name="organisation_only"' in plain.text) == (
        True,
        False,
    )
    assert "Take it out if it is a person’s" in asked.text
    assert (taken.status_code, PageReport.objects.get().words) == (302, words)


@pytest.mark.parametrize(
    ("limit", "value"), [(PAGE_REPORTS_BY_NETWORK, "127.0.0.1"), (PAGE_REPORTS_IN_A_DAY, "everybody")]
)
def test_beyond_a_limit_nothing_is_kept_and_the_form_says_when(client, limit, value):
    limit.allows(value, times=limit.most)

    response = send(client)

    assert (response.status_code, response["Retry-After"]) == (429, str(limit.seconds))
    assert "It leads nowhere." in response.text
    assert PageReport.objects.count() == 0


@pytest.mark.parametrize("count", [1, 30])
def test_the_form_costs_no_query_and_a_report_the_same_for_few_and_many(
    client, person, count, django_assert_num_queries
):
    theme = make_theme(owner=person("editor"))
    for number in range(count):
        PageReport.objects.create(path=theme.get_absolute_url(), problem="link", words=f"{number}")

    with django_assert_num_queries(0):
        client.get(f"{FORM}?page={theme.get_absolute_url()}")
    with django_assert_num_queries(14):
        send(client, theme.get_absolute_url(), words="new")


def test_staff_say_what_became_of_a_report_and_change_nothing_else_of_it(editor):
    report = PageReport.objects.create(path="/about/", problem="link", words="Words")
    page = f"/admin/feedback/pagereport/{report.pk}/change/"

    shown = editor.get(page).text
    editor.post(page, {"state": "done", "words": "Others", "path": "/", "problem": "number"})

    report.refresh_from_db()
    assert ("Words" in shown, "/about/</a>" in shown) == (True, True)
    assert (report.state, report.words, report.path, report.problem) == ("done", "Words", "/about/", "link")
    assert "What is wrong" not in editor.get(f"/admin/feedback/pagereport/{report.pk}/history/").text


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_few_and_many(editor, count, django_assert_num_queries):
    for number in range(count):
        PageReport.objects.create(path="/about/", problem="link", words=f"{number}", sent_to=editor.person)

    with django_assert_num_queries(6):
        editor.get("/admin/feedback/pagereport/")


@pytest.mark.parametrize("role", ["editor", "publisher", "verifier", "training", "administrator"])
def test_the_list_tells_what_each_report_is_about(signed_in, role):
    PageReport.objects.create(path="/about/", problem="link", words="The link to the form is dead. " * 10)
    PageReport.objects.create(path="", problem="other")
    client = signed_in(role)

    page = client.get("/admin/feedback/pagereport/").text

    assert "<h1>What readers report</h1>" in page
    assert re.findall(r'<td class="field-beginning">(.*?)</td>', page) == [
        "–",
        ("The link to the form is dead. " * 10)[:139] + "…",
    ]
    assert re.findall(r'class="admin-tag admin-tag--waiting">(.*?)<', page) == ["New", "New"]


def test_a_report_says_who_was_told(editor, person):
    keeper = person("publisher", first_name="Pat", last_name="Lee")
    told = [PageReport.objects.create(path="/about/", problem="link", sent_to=who) for who in (keeper, None)]

    pages = [editor.get(f"/admin/feedback/pagereport/{report.pk}/change/").text for report in told]

    assert [re.search(r"Told by email:.*?readonly\">(.*?)<", page, re.DOTALL)[1] for page in pages] == [
        "Pat Lee",
        "Site administrators",
    ]


@pytest.mark.parametrize(
    ("action", "state", "words"),
    [("put_right", "done", "Put right"), ("no_action", "no_action", "No action needed")],
)
def test_many_reports_are_decided_at_once_and_history_says_who_did(editor, action, state, words):
    waiting = [PageReport.objects.create(path="/about/", problem="link", words=f"{n}") for n in range(3)]
    other = PageReport.objects.create(path="/", problem="link")
    before = PageReport.objects.create(path="/", problem="other", state=state)
    chosen = [report.pk for report in [*waiting, before]]

    page = editor.post(
        "/admin/feedback/pagereport/", {"action": action, "_selected_action": chosen}, follow=True
    )

    assert f"3 reports: {words.lower()}." in page.text
    assert set(PageReport.objects.filter(state=state).values_list("pk", flat=True)) == set(chosen)
    other.refresh_from_db()
    assert other.state == "new"
    kept = LogEntry.objects.values_list("user", "object_id", "change_message")
    assert sorted(kept) == sorted((editor.person.pk, str(report.pk), f"{words}.") for report in waiting)


def test_new_reports_wait_on_the_start_page_until_somebody_decides(editor):
    report = PageReport.objects.create(path="/about/", problem="link")

    before = editor.get("/admin/").text
    PageReport.objects.filter(pk=report.pk).update(state="no_action")

    assert ("Reported by readers" in before, "Reported by readers" in editor.get("/admin/").text) == (
        True,
        False,
    )
