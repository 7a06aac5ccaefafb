"""The suggested links of the starter content: those of the table of what was found in public, and none else."""

import csv
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

from contacts.models import ContactPointLink
from hscp.brochure.starter.links import load_links
from hscp.links.deciding import confirm, not_available
from hscp.links.models import Link
from resources.models import Resource, Toolkit
from training.models import Course

PATH = settings.BASE_DIR / "content" / "links.yaml"
# Seen to be superseded, and seen to be something else.
LEFT_OUT = {"Hampshire Domestic Abuse Partnership Strategy 2025-2030", "Prevent - Hampshire (professionals)"}


def suggested():
    """Return {(record as the table writes it, address, whether it is a parent page)} of the YAML file."""
    found = set()
    for entry in yaml.safe_load(PATH.read_text()):
        for led in entry["leads_to"]:
            name = (
                led.get("toolkit")
                or led.get("resource")
                or led.get("course")
                or f"{led['contact']} / {led['label']}"
            )
            name += f" ({led['audience']})" if "toolkit" in led else ""
            found.add((name, entry["address"], entry.get("parent_page", False)))
    return found


def test_what_is_suggested_is_what_was_found_and_nothing_else():
    with open(Path(__file__).parent / "found_links.tsv") as table:
        rows = [row for row in csv.DictReader(table, delimiter="\t") if row["record"] not in LEFT_OUT]

    assert suggested() == {(row["record"], row["address"], row["confidence"] == "landing") for row in rows}
    assert len(rows) == 152


def test_each_has_its_evidence_and_stands_once():
    entries = yaml.safe_load(PATH.read_text())

    assert [entry["address"] for entry in entries if not all(entry["evidence"])] == []
    assert (
        max(Counter((entry["address"], entry.get("parent_page", False)) for entry in entries).values()) == 1
    )


@pytest.mark.usefixtures("starter_content")
@pytest.mark.django_db
def test_every_row_leads_somewhere_as_a_suggestion():
    led = [
        model.objects.live()
        .filter(link_rows__link__state="suggested", link_rows__link__source="public")
        .distinct()
        .count()
        for model in (Toolkit, Resource, Course)
    ]

    assert led == [21, 119, 3]
    assert ContactPointLink.objects.filter(link__state="suggested").count() == 9
    assert Link.objects.exclude(state="suggested").count() == 0


@pytest.mark.usefixtures("starter_content")
@pytest.mark.django_db
def test_a_second_loading_leaves_what_editors_decided(person):
    editor = person("editor")
    toolkit = Toolkit.objects.get(title="Neglect", audience_group="professionals")
    confirmed = confirm(toolkit.link_rows.get().link, by=editor)
    gone = Resource.objects.get(title="Every Sleep Counts")
    not_available([gone], "It is out of print.", by=editor)
    rows = list(gone.link_rows.values_list("link__state", flat=True))

    assert load_links(PATH) == 0
    call_command("load_starter_content", stdout=StringIO())

    confirmed.refresh_from_db()
    assert (confirmed.state, confirmed.checked_by) == ("confirmed", editor)
    assert list(gone.link_rows.values_list("link__state", flat=True)) == rows
    assert Resource.objects.get(pk=gone.pk).not_available == "It is out of print."


@pytest.mark.usefixtures("starter_content")
@pytest.mark.django_db
def test_pages_show_suggestions_and_say_once_that_nobody_has_checked_them(client):
    page = client.get("/themes/neglect/").content.decode()

    assert 'href="https://www.hampshirescp.org.uk/professionals/toolkits/neglect-toolkit/"' in page
    assert page.count("The partnership has not checked every link on this page yet.") == 1
    toolkit = client.get(
        Toolkit.objects.get(title="Child Exploitation", audience_group="professionals").get_absolute_url()
    ).content.decode()
    assert "Find it on hampshirescp.org.uk" in toolkit
    contact = client.get("/contacts/private-fostering/").content.decode()
    assert (
        'href="https://www.hants.gov.uk/socialcareandhealth/childrenandfamilies/safeguardingchildren/responsibilities"'
        in contact
    )
