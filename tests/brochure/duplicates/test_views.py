"""Two records that an editor chooses become one, seen side by side first; nobody's waiting draft is lost with one of them."""

import pytest

from hscp.brochure.models import Decision, PossibleDuplicate
from hscp.editing.models import Draft
from hscp.models import OldAddress
from resources.models import Toolkit
from tests.admin.pages import act, address, messages_of
from tests.brochure.duplicates.test_deciding import make_pair
from tests.factories import make_question, make_theme, make_threshold_level, make_toolkit, put_in_pack

pytestmark = pytest.mark.django_db
MERGE = "/admin/brochure/possibleduplicate/merge/resources.toolkit/"


@pytest.fixture
def two(db):
    return make_toolkit(title="Safety of boats"), make_toolkit(title="Safety on boats")


def merge(client, first, second, **buttons):
    """Open the page of the two and press a button; return the page that follows."""
    page = client.get(MERGE, {"first": first.pk, "second": second.pk})
    seen = {f"{name}_seen": page.context[name].updated_at.isoformat() for name in ("first", "second")}
    data = {"first": first.pk, "second": second.pk, **seen, **buttons}
    return client.post(MERGE, data, follow=True)


def test_two_records_chosen_in_their_list_become_one(publisher, two):
    keep, drop = two
    theme = make_theme()
    put_in_pack(theme, drop)

    page = act(publisher, Toolkit, "merge_two", *two)
    after = merge(publisher, keep, drop, into_first="1")

    assert page.redirect_chain[-1][0] == f"{MERGE}?first={keep.pk}&second={drop.pk}"
    assert messages_of(after)[0].startswith("Merged into “Safety of boats")
    assert list(Toolkit.objects.all()) == [keep]
    assert list(theme.toolkits.all()) == [keep]
    assert OldAddress.objects.get(old_path=drop.get_absolute_url()).new_path == keep.get_absolute_url()
    assert Toolkit.objects.get().aliases == "Safety on boats"


def test_a_list_merges_two_records_no_more_and_no_fewer(publisher, two):
    for chosen in ([two[0]], [*two, make_toolkit()]):
        page = act(publisher, Toolkit, "merge_two", *chosen)

        assert messages_of(page) == ["Choose the two toolkits that are one, and only those."]


def test_from_the_form_the_other_record_is_searched_for_and_those_alike_come_first(publisher, two):
    first, alike = two
    named = make_toolkit(title="Harbours", aliases="Piers")

    form = publisher.get(address(first, "change"))
    offered = publisher.get(form.context["merge_url"])
    searched = publisher.get(form.context["merge_url"] + "&q=pier")

    assert [each["record"] for each in offered.context["found"]] == [alike]
    assert [each["record"] for each in searched.context["found"]] == [named]


def test_a_record_with_a_waiting_draft_is_not_dropped_and_may_be_kept(publisher, two):
    plain, changed = two
    Draft.objects.create(record=changed, changes={})

    refused = merge(publisher, plain, changed, into_first="1")
    merged = merge(publisher, plain, changed, into_second="1")

    assert "has a draft with changes that wait" in messages_of(refused)[0]
    assert refused.context["drafts"] == [changed]
    assert messages_of(merged)[0].startswith("Merged into “Safety on boats")
    assert Draft.objects.get().record == changed


def test_a_record_that_was_changed_meanwhile_is_looked_at_again(publisher, two):
    first, second = two
    page = publisher.get(MERGE, {"first": first.pk, "second": second.pk})
    seen = {f"{name}_seen": page.context[name].updated_at.isoformat() for name in ("first", "second")}
    second.summary = "New."
    second.save()

    after = publisher.post(
        MERGE, {"first": first.pk, "second": second.pk, **seen, "into_first": "1"}, follow=True
    )

    assert messages_of(after) == ["One of the two was changed while you looked at them. Look at them again."]
    assert Toolkit.objects.count() == 2


def test_a_pair_that_waits_is_decided_with_the_merge(publisher, two):
    pair = make_pair(*two)

    merge(publisher, *two, into_second="1")

    assert PossibleDuplicate.objects.get().decision == Decision.MERGED == "merged"
    assert pair.pk == PossibleDuplicate.objects.get().pk


def test_a_kind_that_no_document_names_is_merged_too_and_fixed_kinds_are_not(publisher):
    first, second = make_question(state="draft"), make_question(state="draft")
    level = make_threshold_level(number=1)
    kinds = "/admin/brochure/possibleduplicate/merge/"

    data = {
        "first": first.pk,
        "second": second.pk,
        "first_seen": first.updated_at.isoformat(),
        "second_seen": second.updated_at.isoformat(),
        "into_first": "1",
    }
    after = publisher.post(f"{kinds}contacts.finderquestion/", data, follow=True)

    assert messages_of(after)[0].startswith("Merged into")
    assert publisher.get(f"{kinds}contacts.thresholdlevel/", {"first": level.pk}).status_code == 403
    for unknown in ("hscp.user", "no.such", "nothing"):
        assert publisher.get(f"{kinds}{unknown}/", {"first": 1}).status_code == 404


def test_an_editor_who_may_not_publish_merges_nothing(editor, two):
    assert editor.get(MERGE, {"first": two[0].pk, "second": two[1].pk}).status_code == 403
    assert not editor.get(address(two[0], "change")).context["merge_url"]
