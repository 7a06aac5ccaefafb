"""The history of the site: who changed what and when, what of it somebody may see, and that a large save is one line."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from reversion.models import Revision

from hscp.editing.models import Draft
from hscp.records.publishing import change_state
from hscp.records.saving import content_change
from hscp.records.state import State
from resources.models import Toolkit
from tests.factories import make_staff, make_term, make_theme, make_toolkit, make_user

pytestmark = pytest.mark.django_db


def save(record, by=None, comment="Changed title.", **fields):
    for name, value in fields.items():
        setattr(record, name, value)
    with content_change(by=by, comment=comment) as change:
        change.save(record)


def shown(client, **query):
    page = client.get("/admin/changes/", query)
    assert page.status_code == 200
    return [(line.what, [each.name for each in line.records] or line.many) for line in page.context["lines"]]


def test_the_latest_comes_first_with_the_comparison_a_click_away(publisher):
    theme = make_theme(title="Neglect")
    save(theme, publisher.person, "Created.")
    save(theme, publisher.person, title="Unmet needs")

    page = publisher.get("/admin/changes/")

    latest, first = page.context["lines"]
    assert (latest.what, latest.who, latest.records[0].name) == (
        "Changed title.",
        publisher.person,
        "Unmet needs",
    )
    assert (first.what, first.records[0].compare) == ("Created.", "")
    compared = publisher.get(latest.records[0].compare)
    assert compared.status_code == 200
    assert "Unmet" in compared.text


def test_a_save_of_many_records_is_one_line_that_opens(publisher):
    toolkits = [make_toolkit(title=f"Toolkit {number}", state=State.DRAFT) for number in range(5)]
    term = make_term()
    with content_change(by=publisher.person, comment="Imported.") as change:
        for record in (*toolkits, term):
            change.save(record)

    assert shown(publisher) == [("Imported.", "5 toolkits, 1 glossary term")]
    opened = publisher.get(f"/admin/changes/{Revision.objects.get().pk}/")
    assert [str(toolkit) in opened.text for toolkit in toolkits] == [True] * 5
    assert publisher.get("/admin/changes/0/").status_code == 404


def test_it_is_narrowed_by_person_kind_and_time(publisher):
    ada, grace = make_staff(username="ada"), make_staff(username="grace")
    theme, toolkit = make_theme(title="Neglect"), make_toolkit(title="Chronology")
    save(theme, ada, "One.")
    save(toolkit, grace, "Two.")
    Revision.objects.filter(comment="One.").update(date_created=timezone.now() - timedelta(days=10))

    assert [what for what, _ in shown(publisher)] == ["Two."]
    assert [what for what, _ in shown(publisher, days="30")] == ["Two.", "One."]
    assert [what for what, _ in shown(publisher, days="30", who=ada.pk)] == ["One."]
    assert [what for what, _ in shown(publisher, days="", kind="resources.toolkit")] == ["Two."]
    assert [what for what, _ in shown(publisher, days="x", who="x", kind="x")] == ["Two."]


def test_what_only_the_log_notes_is_shown_to_who_may_see_it(signed_in, publisher):
    administrator, person = signed_in("administrator"), make_user(username="grace")
    administrator.post(
        f"/admin/hscp/user/{person.pk}/change/",
        {"username": "grace", "is_active": "on", "email": "g@example.org"},
    )

    assert [names for _, names in shown(administrator)] == [["grace"]]
    assert shown(publisher) == []


def test_a_draft_that_waits_is_shown(editor):
    theme = make_theme(title="Neglect")
    Draft.objects.create(record=theme, changes={}, changed_by=editor.person)

    assert shown(editor) == [("Changed its draft. The public does not see it yet.", ["Neglect"])]


def test_what_was_deleted_is_named_without_a_link(publisher):
    toolkit = make_toolkit(title="Chronology")
    save(toolkit, publisher.person, "Created.")
    publisher.post(f"/admin/resources/toolkit/{toolkit.pk}/delete/", {"post": "yes"})

    lines = publisher.get("/admin/changes/").context["lines"]

    assert [(line.what, line.records[0].form) for line in lines] == [("Deleted.", ""), ("Created.", "")]


def test_who_may_look_at_nothing_sees_nothing(signed_in):
    save(make_theme(), make_staff())

    assert shown(signed_in("none")) == []


@pytest.mark.parametrize("count", [2, 30])
def test_it_costs_the_same_for_few_and_many(publisher, count, django_assert_num_queries):
    ContentType.objects.get_for_models(*[kind.model_class() for kind in ContentType.objects.all()])
    for number in range(count):
        save(make_theme(), publisher.person, f"Save {number}")
        Draft.objects.create(record=make_theme(), changes={}, changed_by=publisher.person)
    change_state(queryset=Toolkit.objects.all(), state=State.ARCHIVED, by=publisher.person)

    with django_assert_num_queries(13):
        publisher.get("/admin/changes/")
