"""A list that is edited in place: who may set what, and that nobody's change is overwritten unseen."""

import datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from reversion.models import Version

from hscp.editing.models import KindRule
from resources.models import Toolkit
from tests.admin.pages import filled_in, list_address, messages_of
from tests.factories import make_staff, make_term, make_toolkit
from themes.models import Term

pytestmark = pytest.mark.django_db
ADDRESS = list_address(Toolkit, "edit_list")


def save(client, page, record, **fields):
    """Post the page of a list with `fields` of one record changed; return the page that follows."""
    changes = {f"{record.pk}-{name}": value for name, value in fields.items()}
    return client.post(ADDRESS, filled_in(page, **changes), follow=True)


def test_an_editor_sets_owner_and_review_date_of_a_live_record_in_its_list(editor):
    toolkit, other = make_toolkit(title="Boats"), make_toolkit(title="Piers")
    owner = make_staff(first_name="Ada", last_name="Byron")

    after = save(editor, editor.get(ADDRESS), toolkit, owner=owner.pk, review_date="2027-05-01")

    assert messages_of(after) == ["1 toolkit changed."]
    toolkit.refresh_from_db()
    assert (toolkit.owner, toolkit.review_date) == (owner, datetime.date(2027, 5, 1))
    assert [version.revision.comment for version in Version.objects.get_for_object(toolkit)] == [
        "Changed in the list: owner, next review."
    ]
    assert not Version.objects.get_for_object(other).exists()


def test_the_area_of_a_live_record_is_set_by_publishers_alone(editor, publisher):
    live, draft = make_toolkit(title="Boats"), make_toolkit(title="Piers", state="draft")

    page = editor.get(ADDRESS)
    boxes = filled_in(page)
    by_force = editor.post(ADDRESS, {f"{live.pk}-area": "national", f"seen-{live.pk}-area": live.area})
    save(editor, page, draft, area="national")
    save(publisher, publisher.get(ADDRESS), live, area="national")

    assert f"{live.pk}-area" not in boxes
    assert f"{draft.pk}-area" in boxes
    assert by_force.status_code == 403
    assert set(Toolkit.objects.values_list("area", flat=True)) == {"national"}
    assert "open the record to write a draft" in page.text


def test_a_kind_that_a_second_person_publishes_shows_nothing_new_from_its_list(publisher):
    live = make_toolkit()
    KindRule.objects.create(content_type=ContentType.objects.get_for_model(Toolkit), four_eyes=True)

    assert f"{live.pk}-area" not in filled_in(publisher.get(ADDRESS))


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(editor, publisher):
    toolkit, other = make_toolkit(title="Boats"), make_toolkit(title="Piers")
    mine, theirs = editor.get(ADDRESS), publisher.get(ADDRESS)

    save(publisher, theirs, toolkit, review_date="2027-06-01")
    data = filled_in(
        mine, **{f"{toolkit.pk}-review_date": "2027-05-01", f"{other.pk}-review_date": "2027-05-02"}
    )
    refused = editor.post(ADDRESS, data)
    kept = [record.review_date for record in Toolkit.objects.order_by("title")]
    again = editor.post(ADDRESS, filled_in(refused), follow=True)

    assert "Somebody else changed this" in refused.text
    assert kept == [datetime.date(2027, 6, 1), None]
    assert messages_of(again) == ["2 toolkits changed."]
    assert [record.review_date for record in Toolkit.objects.order_by("title")] == [
        datetime.date(2027, 5, 1),
        datetime.date(2027, 5, 2),
    ]


def test_two_people_who_change_different_fields_of_a_record_both_keep_their_change(editor, publisher):
    toolkit, owner = make_toolkit(), make_staff()
    mine = editor.get(ADDRESS)

    save(publisher, publisher.get(ADDRESS), toolkit, review_date="2027-06-01")
    save(editor, mine, toolkit, owner=owner.pk)

    toolkit.refresh_from_db()
    assert (toolkit.owner, toolkit.review_date) == (owner, datetime.date(2027, 6, 1))


@pytest.mark.parametrize(("field", "value"), [("review_date", "soon"), ("owner", "999"), ("area", "moon")])
def test_a_value_that_no_box_offers_is_refused_and_nothing_saved(publisher, field, value):
    toolkit = make_toolkit()

    page = save(publisher, publisher.get(ADDRESS), toolkit, **{field: value})

    assert page.context["problems"] == 1
    assert not Version.objects.get_for_object(toolkit).exists()


def test_an_owner_who_left_is_kept_unless_somebody_else_is_chosen(editor):
    gone = make_staff(is_active=False)
    toolkit = make_toolkit(owner=gone)

    save(editor, editor.get(ADDRESS), toolkit, review_date="2027-05-01")

    toolkit.refresh_from_db()
    assert toolkit.owner == gone


def test_the_list_keeps_its_search_and_kinds_without_an_area_have_none(editor):
    make_toolkit(title="Boats")
    make_toolkit(title="Piers")
    make_term()

    found = editor.get(ADDRESS, {"q": "boats"})

    assert [str(row["record"].title) for row in found.context["rows"]] == ["Boats"]
    assert editor.get(list_address(Term, "edit_list")).context["labels"] == ["owner", "next review"]
