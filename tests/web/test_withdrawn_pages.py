"""What answers at the address of a record that left the site: its successor, a page that says so, or nothing."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from hscp.records.redirects import keep_old_address
from hscp.records.saving import content_change
from hscp.records.short_addresses import code_of
from hscp.records.state import State
from tests.factories import make_pathway, make_resource, make_theme, make_toolkit, put_in_pack

pytestmark = pytest.mark.django_db
MAY = datetime(2026, 5, 3, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def changed(record, at, **fields):
    """Save a record with `fields` at a moment, as a version."""
    with time_machine.travel(at), content_change(comment="Changed.") as change:
        for name, value in fields.items():
            setattr(record, name, value)
        change.save(record)
    return record


def published(make=make_toolkit, **fields):
    """Return a record that the public has seen for a day."""
    return changed(make(**fields), MAY - timedelta(days=1))


def archived(record=None, **fields):
    return changed(record or published(), MAY, state=State.ARCHIVED, **fields)


def page(client, record):
    return client.get(record.get_absolute_url())


def test_a_withdrawn_page_says_so_and_where_to_look(client):
    toolkit = published(title="Old ways")
    theme, hidden = make_theme(title="Neglect"), make_theme(title="Unseen", state=State.DRAFT)
    for each in (theme, hidden):
        put_in_pack(each, toolkit)
    archived(toolkit)

    response = page(client, toolkit)

    text = response.content.decode()
    assert response.status_code == 410
    assert "“Old ways” was withdrawn on 3 May 2026." in text
    assert [name in text for name in ("Neglect", "Unseen", "999", "Report a concern")] == [
        True,
        False,
        True,
        True,
    ]
    assert reverse("resources:toolkit_list") in text
    assert response["Cache-Control"] == "no-store"


def test_nothing_is_told_of_what_the_public_never_saw(client):
    never = changed(make_toolkit(state=State.DRAFT), MAY, state=State.ARCHIVED)
    early = changed(make_toolkit(), MAY - HOUR, publish_at=MAY + HOUR)
    archived(early)
    late = changed(make_toolkit(), MAY - HOUR, expire_at=MAY - 2 * HOUR)
    archived(late)
    unversioned = make_toolkit(state=State.ARCHIVED)

    answers = [page(client, record).status_code for record in (never, early, late, unversioned)]

    assert answers == [404, 404, 404, 404]


def test_the_page_names_the_title_that_the_public_knew(client):
    toolkit = archived(published(title="Known"))
    changed(toolkit, MAY + HOUR, title="Secret plan", state=State.DRAFT)

    text = page(client, toolkit).content.decode()

    assert ("Known" in text, "Secret plan" in text) == (True, False)


def test_an_address_that_the_public_never_knew_is_not_found(client):
    toolkit = changed(archived(), MAY + HOUR, slug="secret-plan", state=State.DRAFT)

    assert page(client, toolkit).status_code == 404


def test_a_record_back_in_draft_was_withdrawn_and_one_that_is_due_was_not(client):
    draft = changed(published(), MAY, state=State.DRAFT)
    due = changed(published(), MAY, publish_at=timezone.now() + HOUR)

    assert [page(client, record).status_code for record in (draft, due)] == [410, 404]


def test_a_record_whose_time_is_over_was_withdrawn_when_it_ended(client):
    toolkit = changed(published(), MAY - HOUR, expire_at=MAY + timedelta(days=2))

    assert "was withdrawn on 5 May 2026" in page(client, toolkit).content.decode()


def test_an_archived_record_leads_to_its_nearest_live_successor(client):
    last = make_toolkit()
    between = archived(superseded_by=last)
    first = archived(superseded_by=between)

    response = client.get(first.get_absolute_url(), {"a": "b"})

    assert (response.status_code, response["Location"]) == (301, f"{last.get_absolute_url()}?a=b")
    assert response["Cache-Control"] == "no-store"


def test_a_successor_that_is_not_live_leads_nowhere(client):
    toolkit = archived(superseded_by=make_toolkit(state=State.DRAFT, title="Secret plan"))

    response = page(client, toolkit)

    assert (response.status_code, "Secret plan" in response.content.decode()) == (410, False)


def test_a_circle_of_successors_ends(client):
    first, second = archived(), archived()
    for one, other in ((first, second), (second, first)):
        type(one).objects.filter(pk=one.pk).update(superseded_by=other)

    assert page(client, first).status_code == 410


def test_a_live_record_with_a_successor_keeps_its_page(client):
    resource = published(make_resource, superseded_by=make_resource())

    assert page(client, resource).status_code == 200


def test_an_old_address_leads_on_though_its_record_was_withdrawn(client):
    toolkit = archived()
    keep_old_address(toolkit.get_absolute_url(), "/toolkits/")

    response = page(client, toolkit)

    assert (response.status_code, response["Location"]) == (301, "/toolkits/")


def test_documents_and_short_addresses_of_a_theme_lead_to_its_successor(client):
    new = make_theme()
    old = archived(published(make_theme), superseded_by=new)
    gone = archived(published(make_theme, title="Gone"))
    codes = {theme: code_of(theme) for theme in (old, gone)}
    routes = ["documents:pack", "documents:poster", "documents:posters"]

    led = [client.get(reverse(route, args=[old.slug])) for route in routes]
    ended = [client.get(reverse(route, args=[gone.slug])) for route in routes]
    short = [client.get(f"/t/{codes[theme]}") for theme in (old, gone)]

    assert [(each.status_code, each.get("Location")) for each in led] == [
        (301, reverse(route, args=[new.slug])) for route in routes
    ]
    assert [each.status_code for each in ended] == [410, 410, 410]
    assert [each.status_code for each in short] == [302, 410]
    assert short[0]["Location"] == new.get_absolute_url()


def test_the_api_says_in_json_that_a_contact_was_withdrawn(client):
    new = make_pathway()
    replaced = archived(published(make_pathway), superseded_by=new)
    gone = archived(published(make_pathway))

    moved, told = (client.get(reverse("contacts:api_pathway", args=[each.slug])) for each in (replaced, gone))

    assert (moved.status_code, moved["Location"]) == (301, reverse("contacts:api_pathway", args=[new.slug]))
    assert (told.status_code, told.json()) == (410, {"error": "This contact was withdrawn on 3 May 2026."})


def test_json_and_frames_lead_on_from_an_old_address_as_its_page_does(client):
    gone = archived(published(make_pathway))
    routes = ["contacts:api_pathway", "api:pathway", "embeds:contact"]
    addresses = [reverse(route, args=[gone.slug]) for route in routes]
    before = [client.get(address).status_code for address in addresses]

    keep_old_address(gone.get_absolute_url(), make_pathway(slug="elsewhere").get_absolute_url())

    assert before == [410, 410, 404]
    assert [client.get(address).get("Location") for address in addresses] == [
        reverse(route, args=["elsewhere"]) for route in routes
    ]


@pytest.mark.parametrize("versions", [1, 20])
def test_a_withdrawn_page_costs_the_same_however_often_it_was_changed(
    client, versions, django_assert_num_queries
):
    toolkit = published()
    for number in range(versions):
        changed(toolkit, MAY - HOUR + timedelta(minutes=number), summary=f"{number}")
        put_in_pack(make_theme(), toolkit)
    archived(toolkit)
    page(client, toolkit)

    with django_assert_num_queries(11):
        page(client, toolkit)
