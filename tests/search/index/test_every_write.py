"""Every way of writing content updates its search documents in the same transaction.

Each way begins with documents that are in step, and says what is found afterwards for which words.
"""

from datetime import timedelta
from io import StringIO

import pytest
import reversion
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from contacts.models import ContactChange
from contacts.numbers.verification import confirm, fingerprint, note, propose
from hscp.brochure.duplicates.deciding import merge_pair
from hscp.brochure.importing.applying import Choices, apply_plan
from hscp.brochure.importing.plan_as_data import archive_key
from hscp.brochure.importing.planning import plan_import
from hscp.brochure.models import PossibleDuplicate
from hscp.records.history.restoring import restore
from hscp.records.merging import merge
from hscp.records.publishing import change_state
from hscp.records.state import State
from hscp.search.index.documents import drift, refresh_all
from hscp.search.models import PinnedAnswer, SearchDocument, Synonym
from hscp.search.query.find import search
from resources.models import Publisher, Toolkit
from tests.admin.pages import act, address, filled_in, list_address
from tests.brochure.read_brochures import document, pack, toolkit
from tests.factories import (
    make_audience,
    make_contact_point,
    make_course,
    make_pathway,
    make_process,
    make_process_section,
    make_publisher,
    make_resource,
    make_staff,
    make_term,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from themes.models import Audience, Theme


def found(words):
    """Return the titles of what search finds now."""
    return [hit.title for hit in search(words, correct=False).hits]


def save(client, record, page="change", *args, **changes):
    where = address(record, page, *args)
    response = client.post(where, filled_in(client.get(where), **changes))
    assert response.status_code == 302, response.context["errors"]
    return response


def step(client, record, **changes):
    where = address(record, "visibility")
    response = client.post(where, filled_in(client.get(where), **changes))
    assert response.status_code == 302, response.context["form"].errors


def add(client, model, **fields):
    where = list_address(model, "add")
    response = client.post(where, filled_in(client.get(where), **fields))
    assert response.status_code == 302, response.context["errors"]


def in_step(*records):
    """Bring the documents up to date with what was made; return the record, or the records."""
    refresh_all()
    assert list(drift()) == []
    return records[0] if len(records) == 1 else records


# Publishing


def publish_by_bulk_action(client):
    record = in_step(make_toolkit(title="Marmalade", state=State.DRAFT))
    assert found("marmalade") == []
    act(client, Toolkit, "publish", record)
    return {"marmalade": ["Marmalade"]}


def archive_by_bulk_action(client):
    record = in_step(make_toolkit(title="Marmalade"))
    assert found("marmalade") == ["Marmalade"]
    act(client, Toolkit, "archive", record, confirmed="1")
    return {"marmalade": []}


def back_to_draft_by_bulk_action(client):
    record = in_step(make_toolkit(title="Marmalade"))
    act(client, Toolkit, "back_to_draft", record, confirmed="1")
    return {"marmalade": []}


def submit_for_review_by_bulk_action(client):
    record = in_step(make_toolkit(title="Marmalade", state=State.DRAFT))
    act(client, Toolkit, "submit_for_review", record)
    return {"marmalade": []}


def mark_as_reviewed_by_bulk_action(client):
    record = in_step(make_toolkit(title="Marmalade"))
    act(client, Toolkit, "mark_reviewed", record)
    return {"marmalade": ["Marmalade"]}


def archive_a_theme_that_others_belong_to(client):
    theme, resource = make_theme(title="Marmalade"), make_resource(title="Spoon")
    put_in_pack(theme, resource)
    in_step()
    assert found("marmalade") == ["Marmalade", "Spoon"]
    act(client, Theme, "archive", theme, confirmed="1")
    return {"marmalade": [], "spoon": ["Spoon"]}


def check_a_number(client):
    record = make_pathway(title="Marmalade")
    point = make_contact_point(record, to_verify="Ring it")
    in_step()
    client.post(address(record, "checked"), {"seen": f"{point.pk}:{fingerprint(point)}"})
    point.refresh_from_db()
    assert point.verified_on
    return {"marmalade": ["Marmalade"]}


# Saving a record's form


def add_a_published_record(client):
    in_step()
    add(client, Toolkit, title="Marmalade", slug="marmalade", state=State.PUBLISHED)
    return {"marmalade": ["Marmalade"]}


def rename(client):
    save(client, in_step(make_toolkit(title="Marmalade")), title="Honey")
    return {"marmalade": [], "honey": ["Honey"]}


def change_the_address(client):
    record = in_step(make_toolkit(title="Marmalade"))
    save(client, record, slug="another-place")
    [hit] = search("marmalade").hits
    assert hit.url == Toolkit.objects.get().get_absolute_url()
    return {"marmalade": ["Marmalade"]}


def schedule(client):
    tomorrow = timezone.localtime() + timedelta(days=1)
    record = in_step(make_toolkit(title="Marmalade"))
    step(client, record, what="dates", publish_at_0=f"{tomorrow:%Y-%m-%d}", publish_at_1="09:00:00")
    return {"marmalade": []}


def replace_it_everywhere(client):
    theme, record, new = make_theme(title="Spoon"), make_toolkit(title="Marmalade"), make_toolkit(title="Jam")
    put_in_pack(theme, record)
    in_step()
    step(client, record, what="archive", successor=str(new.pk), replaces="on")
    return {"marmalade": [], "spoon": ["Spoon", "Jam"]}


def give_other_names_and_an_owner(client):
    record = in_step(make_toolkit(title="Marmalade"))
    save(client, record, aliases="Orange jam", owner=str(make_staff().pk))
    return {"orange jam": ["Marmalade"]}


def rename_a_lead_toolkit_with_a_course(client):
    record = make_toolkit(title="Honey")
    make_theme(title="Breakfast", lead_toolkit=record)
    make_course(title="Spreading", toolkit=record)
    in_step()
    save(client, record, title="Marmalade")
    return {"marmalade": ["Marmalade", "Breakfast", "Spreading"], "honey": []}


# Parts, edited on the record's page


def put_a_row_into_a_pack(client):
    theme, record = in_step(make_theme(title="Marmalade"), make_toolkit(title="Spoon"))
    rows = {"toolkit": record.pk, "order": 0, "theme": theme.pk, "id": ""}
    changes = {f"themetoolkit_set-0-{name}": str(value) for name, value in rows.items()}
    save(client, theme, **changes, **{"themetoolkit_set-TOTAL_FORMS": "1"})
    return {"marmalade": ["Marmalade", "Spoon"]}


def take_a_row_out_of_a_pack(client):
    theme, record = make_theme(title="Marmalade"), make_course(title="Spoon")
    put_in_pack(theme, record)
    in_step()
    save(client, theme, **{"themecourse_set-0-DELETE": "on"})
    return {"marmalade": ["Marmalade"]}


def replace_a_row_of_a_pack(client):
    theme, old, new = make_theme(title="Marmalade"), make_resource(title="Spoon"), make_resource(title="Fork")
    put_in_pack(theme, old)
    in_step()
    save(client, theme, **{"themeresource_set-0-resource": str(new.pk)})
    return {"marmalade": ["Marmalade", "Fork"]}


def change_a_section_of_a_process(client):
    process = make_process(title="Breakfast")
    make_process_section(process, heading="Honey")
    in_step()
    save(client, process, **{"sections-0-heading": "Marmalade"})
    return {"marmalade": ["Breakfast"], "honey": []}


def propose_a_change_of_a_number(client):
    point = make_contact_point(make_pathway(title="Breakfast"), label="Honey")
    in_step()
    where = reverse("admin:contacts_pathway_point", args=[point.pathway_id, point.pk])
    assert client.post(where, filled_in(client.get(where), label="Marmalade")).status_code == 302
    return {"marmalade": [], "honey": ["Breakfast"]}


def confirm_a_change_of_a_number(client):
    propose_a_change_of_a_number(client)
    ContactChange.objects.update(proposed_by=make_staff())
    where = address(ContactChange.objects.get(), "change")
    client.post(where, {"confirm": "yes", "edition": "1", "next_check": "2090-01-01"})
    return {"marmalade": ["Breakfast"], "honey": []}


def confirm_the_removal_of_a_number(client):
    point = make_contact_point(make_pathway(title="Breakfast"), label="Honey")
    make_contact_point(point.pathway)
    in_step()
    confirm(
        change=propose(pathway=point.pathway, action="remove", by=make_staff(), point=point),
        edition=1,
        by=client.person,
    )
    return {"honey": []}


# Words that records share


def rename_a_theme(client):
    theme = make_theme(title="Honey")
    for make in (make_resource, make_course, make_toolkit):
        put_in_pack(theme, make(title="Spoon"))
    make_process(title="Fork").themes.add(theme)
    in_step()
    save(client, theme, title="Marmalade")
    return {"marmalade": ["Marmalade", "Fork", "Spoon", "Spoon", "Spoon"], "honey": []}


def rename_an_audience(client):
    audience = make_audience(name="Honey")
    make_resource(title="Spoon").audiences.add(audience)
    make_course(title="Fork").audiences.add(audience)
    in_step()
    save(client, audience, name="Marmalade", slug="marmalade")
    return {"marmalade": ["Fork", "Spoon"], "honey": []}


def rename_a_publisher(client):
    organisation = make_publisher(name="Honey")
    make_resource(title="Spoon", publisher=organisation)
    make_course(title="Fork", provider=organisation)
    in_step()
    save(client, organisation, name="Marmalade")
    return {"marmalade": ["Fork", "Spoon"], "honey": []}


def delete_an_unused_publisher_and_audience(client):
    organisation, audience = in_step(make_publisher(name="Honey"), make_audience())
    client.post(address(organisation, "delete"), {"post": "yes"})
    client.post(address(audience, "delete"), {"post": "yes"})
    assert (Publisher.objects.count(), Audience.objects.count()) == (0, 0)
    return {"honey": []}


# Deleting and restoring


def delete(client):
    record = in_step(make_term(title="Marmalade"))
    assert found("marmalade") == ["Marmalade"]
    client.post(address(record, "delete"), {"post": "yes"})
    return {"marmalade": []}


def delete_by_bulk_action(client):
    records = in_step(make_term(title="Marmalade one"), make_term(title="Marmalade two"))
    act(client, type(records[0]), "delete_selected", *records, post="yes")
    return {"marmalade": []}


def delete_a_theme_with_its_pack(client):
    theme, record = make_theme(title="Marmalade"), make_toolkit(title="Spoon")
    put_in_pack(theme, record)
    in_step()
    client.post(address(theme, "delete"), {"post": "yes"})
    assert not Theme.objects.exists()
    return {"marmalade": [], "spoon": ["Spoon"]}


def recover(client):
    record = in_step(make_term(title="Marmalade"))
    client.post(address(record, "delete"), {"post": "yes"})
    version = Version.objects.get_for_object_reference(type(record), record.pk).latest("pk")
    assert found("marmalade") == []
    where = f"{list_address(type(record))}recover/{version.pk}/"
    assert client.post(where, filled_in(client.get(where))).status_code == 302
    return {"marmalade": ["Marmalade"]}


def bring_back_an_earlier_version(client):
    theme, record = make_theme(title="Marmalade"), make_toolkit(title="Spoon")
    put_in_pack(theme, record)
    in_step()
    save(client, theme)
    version = Version.objects.get_for_object(theme).latest("pk")
    save(client, theme, title="Honey", **{"themetoolkit_set-0-DELETE": "on"})
    assert found("marmalade") == []
    save(client, theme, "revision", version.pk)
    return {"marmalade": ["Marmalade", "Spoon"], "honey": []}


def restore_without_the_admin(client):
    record = make_toolkit(title="Marmalade")
    with reversion.create_revision():
        reversion.add_to_revision(record)
    record.title = "Honey"
    record.save()
    in_step()
    restore(Version.objects.get_for_object(record).get())
    return {"marmalade": ["Marmalade"], "honey": []}


def write_a_note_about_a_number(client):
    point = make_contact_point(make_pathway(title="Breakfast"), label="Honey")
    in_step()
    note(point=point, text="Marmalade", by=client.person)
    return {"marmalade": [], "honey": ["Breakfast"]}


def move_a_number(client):
    point = make_contact_point(make_pathway(title="Breakfast"), label="Honey")
    make_contact_point(point.pathway, label="Marmalade")
    in_step()
    save(client, point.pathway, **{"contact_points-0-order": "9"})
    return {"marmalade": ["Breakfast"], "honey": ["Breakfast"]}


# Merging


def merge_toolkits(client):
    keep, drop = make_toolkit(title="Honey"), make_toolkit(title="Marmalade")
    make_theme(title="Breakfast", lead_toolkit=drop)
    put_in_pack(make_theme(title="Supper"), drop)
    make_course(title="Spreading", toolkit=drop)
    in_step()
    merge(keep=keep, drop=drop, by=client.person)
    return {
        "honey": ["Honey", "Breakfast", "Spreading"],
        "marmalade": ["Honey"],
        "supper": ["Supper", "Honey"],
    }


def merge_themes(client):
    keep, drop = make_theme(title="Honey"), make_theme(title="Marmalade")
    put_in_pack(drop, make_resource(title="Spoon"))
    in_step()
    merge(keep=keep, drop=drop, by=client.person)
    return {"honey": ["Honey", "Spoon"], "marmalade": ["Honey"]}


def merge_resources_that_others_name(client):
    keep, drop = make_resource(title="Honey"), make_resource(title="Marmalade")
    make_resource(title="Spoon", superseded_by=drop)
    keep.superseded_by = drop
    keep.save()
    in_step()
    merge(keep=keep, drop=drop, by=client.person)
    return {"honey": ["Honey"], "marmalade": ["Honey"], "spoon": ["Spoon"]}


def merge_a_pair(client):
    keep, drop = in_step(make_toolkit(title="Honey"), make_toolkit(title="Marmalade"))
    pair = PossibleDuplicate.objects.create(
        content_type=ContentType.objects.get_for_model(Toolkit),
        first_id=keep.pk,
        second_id=drop.pk,
        reason="Alike",
    )
    merge_pair(pair_id=pair.pk, keep_id=keep.pk, by=client.person)
    return {"honey": ["Honey"], "marmalade": ["Honey"]}


# Importing


def bring_in(*packs, **choices):
    plan = plan_import(document(*packs))
    return apply_plan(plan, by=None, state=State.PUBLISHED, choices=Choices(**choices))


def import_a_brochure(client):
    in_step()
    bring_in(pack("Boats", toolkit("Marmalade")))
    return {"marmalade": ["Marmalade"], "boats": ["Boats", "Marmalade"]}


def import_an_addition_to_a_pack(client):
    bring_in(pack("Boats", toolkit("Spoon")))
    make_toolkit(title="Marmalade")
    in_step()
    bring_in(pack("Boats", toolkit("Spoon"), toolkit("Marmalade")))
    return {"boats": ["Boats", "Marmalade", "Spoon"]}


def import_and_archive_what_is_gone(client):
    bring_in(pack("Boats", toolkit("Spoon"), toolkit("Marmalade")))
    in_step()
    later = pack("Boats", toolkit("Spoon"))
    gone = [archive_key(target) for target in plan_import(document(later)).no_longer]
    assert gone
    bring_in(later, archive=frozenset(gone))
    return {"marmalade": []}


def load_the_starter_content(client):
    in_step()
    call_command("load_starter_content", verbosity=0, stdout=StringIO())
    assert Synonym.objects.exists()
    return {"zzzmarmalade": []}


# What editors set up for search itself


def add_a_synonym(client):
    in_step(make_toolkit(title="Marmalade"))
    add(client, Synonym, words="orange stuff", means="Marmalade")
    return {"orange stuff": ["Marmalade"]}


def change_a_synonym(client):
    synonym = Synonym.objects.create(words="orange stuff", means="Marmalade")
    in_step(make_toolkit(title="Marmalade"), make_toolkit(title="Honey"))
    save(client, synonym, means="Honey")
    return {"orange stuff": ["Honey"]}


def delete_a_synonym(client):
    synonym = Synonym.objects.create(words="orange stuff", means="Marmalade")
    in_step(make_toolkit(title="Marmalade"))
    assert found("orange stuff") == ["Marmalade"]
    client.post(address(synonym, "delete"), {"post": "yes"})
    return {"orange stuff": []}


def delete_synonyms_by_bulk_action(client):
    synonym = Synonym.objects.create(words="orange stuff", means="Marmalade")
    in_step(make_toolkit(title="Marmalade"))
    act(client, Synonym, "delete_selected", synonym, post="yes")
    return {"orange stuff": []}


def pin(title, words):
    return PinnedAnswer.objects.create(words=words, document=SearchDocument.objects.get(title=title))


def pin_an_answer(client):
    in_step(make_toolkit(title="Marmalade"), make_toolkit(title="Honey"))
    chosen = SearchDocument.objects.get(title="Honey")
    add(client, PinnedAnswer, words="marmalade", document=str(chosen.pk), order="0")
    assert found("marmalade")[0] == "Honey"
    return {"marmalade": ["Honey", "Marmalade"]}


def change_a_pin(client):
    in_step(make_toolkit(title="Marmalade"), make_toolkit(title="Honey"))
    pinned = in_step(pin("Honey", "toast"))
    save(client, pinned, words="marmalade")
    assert found("marmalade")[0] == "Honey"
    return {"marmalade": ["Honey", "Marmalade"], "toast": []}


def delete_a_pin(client):
    in_step(make_toolkit(title="Marmalade"), make_toolkit(title="Honey"))
    pinned = in_step(pin("Honey", "marmalade"))
    assert found("marmalade") == ["Honey", "Marmalade"]
    client.post(address(pinned, "delete"), {"post": "yes"})
    return {"marmalade": ["Marmalade"]}


def archive_and_publish_a_pinned_record(client):
    honey, _ = in_step(make_toolkit(title="Honey"), make_toolkit(title="Marmalade"))
    in_step(pin("Honey", "marmalade"))
    act(client, Toolkit, "archive", honey, confirmed="1")
    assert found("marmalade") == ["Marmalade"]
    act(client, Toolkit, "publish", honey)
    assert found("marmalade")[0] == "Honey"
    return {"marmalade": ["Honey", "Marmalade"]}


def merge_a_pinned_record(client):
    keep, drop, _ = in_step(
        make_toolkit(title="Honey"), make_toolkit(title="Syrup"), make_toolkit(title="Marmalade")
    )
    in_step(pin("Syrup", "marmalade"), pin("Syrup", "toast"), pin("Honey", "toast"))
    merge(keep=keep, drop=drop, by=client.person)
    assert PinnedAnswer.objects.count() == 2
    assert found("marmalade")[0] == "Honey"
    return {"marmalade": ["Honey", "Marmalade"], "toast": ["Honey"]}


WAYS = [
    publish_by_bulk_action,
    archive_by_bulk_action,
    back_to_draft_by_bulk_action,
    submit_for_review_by_bulk_action,
    mark_as_reviewed_by_bulk_action,
    archive_a_theme_that_others_belong_to,
    check_a_number,
    add_a_published_record,
    rename,
    change_the_address,
    schedule,
    replace_it_everywhere,
    give_other_names_and_an_owner,
    rename_a_lead_toolkit_with_a_course,
    put_a_row_into_a_pack,
    take_a_row_out_of_a_pack,
    replace_a_row_of_a_pack,
    change_a_section_of_a_process,
    propose_a_change_of_a_number,
    confirm_a_change_of_a_number,
    confirm_the_removal_of_a_number,
    rename_a_theme,
    rename_an_audience,
    rename_a_publisher,
    delete_an_unused_publisher_and_audience,
    delete,
    delete_by_bulk_action,
    delete_a_theme_with_its_pack,
    recover,
    bring_back_an_earlier_version,
    restore_without_the_admin,
    write_a_note_about_a_number,
    move_a_number,
    merge_toolkits,
    merge_themes,
    merge_resources_that_others_name,
    merge_a_pair,
    import_a_brochure,
    import_an_addition_to_a_pack,
    import_and_archive_what_is_gone,
    load_the_starter_content,
    add_a_synonym,
    change_a_synonym,
    delete_a_synonym,
    delete_synonyms_by_bulk_action,
    pin_an_answer,
    change_a_pin,
    delete_a_pin,
    archive_and_publish_a_pinned_record,
    merge_a_pinned_record,
]


@pytest.mark.parametrize("way", WAYS, ids=[way.__name__ for way in WAYS])
def test_every_way_to_write_is_found_at_once(publisher, way):
    expected = way(publisher)

    assert list(drift()) == []
    assert {words: sorted(found(words)) for words in expected} == {
        words: sorted(titles) for words, titles in expected.items()
    }


def test_looking_at_an_earlier_version_writes_nothing(publisher):
    theme = in_step(make_theme(title="Marmalade"))
    save(publisher, theme, title="Honey")
    version = Version.objects.get_for_object(theme).latest("pk")
    before = list(SearchDocument.objects.values())

    assert publisher.get(address(theme, "revision", version.pk)).status_code == 200

    assert list(SearchDocument.objects.values()) == before
    assert list(drift()) == []


def test_a_change_of_state_that_is_taken_back_is_not_found(publisher):
    in_step(make_toolkit(title="Marmalade", state=State.DRAFT))

    with transaction.atomic():
        change_state(queryset=Toolkit.objects.all(), state=State.PUBLISHED, by=publisher.person)
        transaction.set_rollback(True)

    assert found("marmalade") == []
    assert list(drift()) == []
