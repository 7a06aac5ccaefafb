"""Whether an editor finds a record by what she remembers of it, and nobody finds what is not theirs to see."""

import pytest
import reversion
from django.contrib.contenttypes.models import ContentType

from hscp.brochure.models import KnownName
from hscp.editing.models import Draft
from hscp.models import OldAddress
from hscp.records.saving import content_change
from hscp.records.state import State
from hscp.search.query.find import search
from hscp.security.audit.models import AuditEntry
from hscp.site.finding.asked import asked
from tests.factories import (
    make_booking,
    make_contact_change,
    make_contact_point,
    make_course,
    make_file,
    make_pathway,
    make_resource,
    make_session,
    make_staff,
    make_theme,
    make_toolkit,
    put_link,
)

pytestmark = pytest.mark.django_db


def titles(client, text):
    page = client.get("/admin/find/", {"q": text})
    assert page.status_code == 200
    return [each.title for group in page.context["results"].groups for each in group.found]


@pytest.fixture
def neglect(db):
    """Return a draft that nothing public knows, among others."""
    make_theme(title="Online safety")
    return make_toolkit(
        title="Graded Care Profile for families",
        slug="graded-care-profile",
        aliases="GCP2\nThe neglect toolkit",
        state=State.DRAFT,
    )


@pytest.mark.parametrize(
    "text",
    [
        "Graded Care Profile for families",
        "care prof",
        "families graded",
        "family",
        "profiles",
        "gcp2",
        "neglect toolkits",
        "Gradde Care",
        "gradedcare",
        "graded-care-profile",
        "/toolkits/graded-care-profile/",
        "https://portal.example.org/toolkits/graded-care-profile/?x=1",
    ],
)
def test_a_draft_is_found_by_half_a_title_another_name_a_slip_or_its_address(editor, neglect, text):
    assert titles(editor, text) == [str(neglect)]


@pytest.mark.parametrize("state", State.values)
def test_every_state_is_found_and_named(editor, state):
    make_toolkit(title="Chronology template", state=state)

    page = editor.get("/admin/find/?q=chronology")

    [group] = page.context["results"].groups
    assert (group.label, [each.state for each in group.found]) == ("Toolkits", [state])
    assert State(state).label in page.text


@pytest.mark.parametrize(
    "text", ["01962 876364", "01962876364", "+44 1962 876 364", "+44 (0)1962-876364", "876364", "6364"]
)
def test_a_contact_is_found_by_its_number_however_it_is_spelt(editor, text):
    make_contact_point(make_pathway(title="Children’s Services"), value="01962 876364")
    make_contact_point(make_pathway(title="The police"), value="01962 845000")

    assert titles(editor, text) == ["Children’s Services"]


def test_a_number_that_waits_for_a_second_person_is_found(editor):
    pathway = make_pathway(title="Night team")
    make_contact_change(
        pathway, contact_point=None, before={}, after={"kind": "phone", "value": "01483 517898"}
    )

    assert titles(editor, "517 898") == ["Night team"]


def test_a_record_is_found_by_a_former_title(editor):
    toolkit = make_toolkit(title="Signs of harm")
    with reversion.create_revision():
        reversion.add_to_revision(toolkit)
    toolkit.title = "Noticing abuse"
    with content_change(comment="Renamed.") as change:
        change.save(toolkit)

    page = editor.get("/admin/find/?q=signs of harm")

    [found] = page.context["results"].groups[0].found
    assert (found.title, found.why) == (str(toolkit), "former title")


def test_a_record_is_found_by_a_title_that_an_import_knew(editor):
    theme = make_theme(title="Neglect")
    KnownName.objects.create(
        content_type=ContentType.objects.get_for_model(theme), key="emotional abuse pack", object_id=theme.pk
    )

    assert titles(editor, "emotional abuse") == ["Neglect"]


@pytest.mark.parametrize(
    "text", ["/themes/child-neglect/", "child-neglect", "https://www.example.org/themes/child-neglect"]
)
def test_a_record_is_found_by_an_address_that_it_had(signed_in, editor, text):
    make_theme(title="Neglect", slug="neglect")
    OldAddress.objects.create(old_path="/themes/child-neglect/", new_path="/themes/neglect/")

    assert "Neglect" in titles(editor, text)
    assert "Neglect" in titles(signed_in("publisher"), text)


def test_a_record_is_found_by_where_it_leads(editor):
    toolkit = make_toolkit(title="Escalation policy", state=State.DRAFT)
    put_link(toolkit, "https://www.hampshire.example.org/escalate.html")

    assert str(toolkit) in titles(editor, "hampshire.example.org/escalate.html")
    assert str(toolkit) in titles(editor, "https://www.hampshire.example.org/escalate.html")


def test_a_record_is_found_by_the_title_of_its_file_and_the_file_too(editor):
    file = make_file(title="Welsh leaflet")
    resource = make_resource(title="Safer sleep", state=State.ARCHIVED)
    resource.link_rows.create(file=file)

    assert titles(editor, "welsh leaf") == [str(file), "Safer sleep"]


def test_a_draft_beside_a_live_record_is_found_by_what_it_would_say(editor):
    theme = make_theme(title="Neglect")
    Draft.objects.create(
        record=theme, changes={f"themes.theme:{theme.pk}": [{"title": "Neglect"}, {"title": "Unmet needs"}]}
    )

    page = editor.get("/admin/find/?q=unmet needs")

    [found] = page.context["results"].groups[0].found
    assert (found.title, found.why) == ("Neglect", "in its draft")


def test_what_stands_in_the_text_of_a_published_record_is_found(editor):
    theme = make_theme(title="Neglect", introduction="<p>About dental decay.</p>")
    with content_change() as change:
        change.touched(theme)

    assert titles(editor, "dental") == ["Neglect"]


def test_the_exact_record_comes_first(editor):
    for number in range(12):
        make_toolkit(title=f"Neglect toolkit {number}")
    make_course(title="Neglect training")
    make_theme(title="About neglect")
    exact = make_course(title="Neglect")

    page = editor.get("/admin/find/?q=neglect")

    groups = page.context["results"].groups
    assert groups[0].found[0].title == str(exact)
    assert [group.more for group in groups if group.label == "Toolkits"] == [True]


def test_no_word_of_a_draft_reaches_the_public_search(editor, neglect):
    titles(editor, "graded care")
    titles(editor, "graded cqre")

    assert search("graded care profile").hits == []
    assert search("graded cqre profile").corrected == ""


def test_only_what_one_may_look_at_is_found(signed_in, editor):
    make_theme(title="Neglect")
    make_staff(username="neglect-lead")

    assert titles(editor, "neglect") == ["Neglect"]
    assert titles(signed_in("none"), "neglect") == []
    assert titles(signed_in("administrator"), "neglect") == ["Neglect", "neglect-lead"]


@pytest.fixture
def booked(db):
    return make_booking(
        make_session(), name="Canary Wrenfield", email="canary@example.org", phone="+44 7700 900123"
    )


@pytest.mark.parametrize("text", ["wrenfield canary", "canary@example.org", "07700 900123", "900123"])
def test_people_with_bookings_are_found_by_who_may_see_them(
    signed_in, booked, text, django_capture_on_commit_callbacks
):
    client, editor = signed_in("training"), signed_in("editor")

    with django_capture_on_commit_callbacks(execute=True):
        page = client.post("/admin/find/", {"q": text})
        others = editor.post("/admin/find/", {"q": text})

    assert f"/admin/training/session/people/{booked.pk}/" in page.text
    assert "Wrenfield" in page.text
    assert "Wrenfield" not in others.text
    [entry] = AuditEntry.objects.all()
    assert (entry.kind, entry.by, entry.what) == (
        "people_seen",
        client.person.pk,
        f"training.booking {booked.pk}",
    )


def test_no_name_of_a_person_is_asked_for_by_an_address(signed_in, booked):
    client = signed_in("training")

    page = client.get("/admin/find/?q=wrenfield")

    assert "Canary" not in page.text
    assert "Look for people too" in page.text
    assert '<form id="admin-find" role="search" action="/admin/find/" method="post">' in page.text
    assert 'action="/admin/find/" method="get"' in signed_in("editor").get("/admin/").text


@pytest.mark.parametrize(
    "text", ["", " ", "%", "'; --", "a" * 500, "\x00", "////", "http://[", "???", "0000000000000000000", "🙂"]
)
def test_nothing_that_is_typed_is_an_error(signed_in, text):
    client = signed_in("superuser")

    assert client.get("/admin/find/", {"q": text}).status_code == 200
    assert client.post("/admin/find/", {"q": text}).status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_it_costs_the_same_for_few_and_many(signed_in, count, django_assert_num_queries):
    ContentType.objects.get_for_models(*[kind.model_class() for kind in ContentType.objects.all()])
    for number in range(count):
        put_link(make_toolkit(title=f"Neglect toolkit {number}"))
        make_contact_point(make_pathway(title=f"Neglect team {number}"))
        make_booking(make_session(), name=f"Neglect {number}")
    client = signed_in("superuser")
    client.post("/admin/find/", {"q": "anything"})

    with django_assert_num_queries(33):
        client.post("/admin/find/", {"q": "neglect"})


@pytest.mark.parametrize(
    ("text", "roots", "digits", "place"),
    [
        ("the policies of families", ("polic", "famil"), "", ""),
        ("+44 (0)1962 876364 ext. 23", (), "01962876364", ""),
        ("01962", (), "01962", ""),
        ("2023-26", (), "202326", ""),
        ("101", ("101",), "", ""),
        ("https://www.nspcc.org.uk/help/", ("nspcc.org.uk", "help"), "", "nspcc.org.uk/help"),
        ("ada@example.org", ("ada@example.org",), "", ""),
    ],
)
def test_what_is_typed_is_read(text, roots, digits, place):
    found = asked(text)

    assert (found.roots, found.digits, found.place) == (roots, digits, place)
