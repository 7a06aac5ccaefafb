"""Mistakes in the files of the starter content: the error says where they are, and nothing is changed."""

import pytest

from hscp.brochure.starter.yaml_files import StarterError
from tests.brochure.starter.small_content import everything, load

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("terms.yaml", "- {title: A", "terms.yaml is not YAML"),
        ("terms.yaml", "title: A", "terms.yaml must be a list of entries"),
        ("terms.yaml", "- A", "terms.yaml, entry 1 must give fields and values"),
        ("terms.yaml", "- {explanation: A}", "terms.yaml, entry 1, title: is missing"),
        ("terms.yaml", "- {title: 7}", "terms.yaml, entry 1, title: must be text; put numbers in quotes"),
        (
            "terms.yaml",
            "- {title: A, colour: red}",
            "terms.yaml, entry 1, “A”, colour: there is no such field",
        ),
        ("terms.yaml", "- {title: A, state: draft, aliases: x}", "entry 1, “A”, aliases: must be a list"),
        (
            "terms.yaml",
            "- {title: A}\n- {title: a.}",
            "terms.yaml, entry 2 is the same record as terms.yaml, entry 1",
        ),
        (
            "themes.yaml",
            "- {title: Fire}",
            "themes.yaml, entry 1, “Fire”: the brochure has no theme of this title",
        ),
        ("themes.yaml", "- {title: Ice, sensitive: 1}", "entry 1, “Ice”, sensitive: must be true or false"),
        ("themes.yaml", "- {title: Ice, order: true}", "entry 1, “Ice”, order: must be a number"),
        ("toolkits.yaml", "- {title: Ropes}", "entry 1, “Ropes”, audience_group: is missing"),
        (
            "toolkits.yaml",
            "- {title: Ropes, audience_group: fish}",
            "audience_group: must be one of professionals, parents_and_carers",
        ),
        (
            "resources.yaml",
            "- {title: A, kind: poem}",
            "resources.yaml, entry 1, “A”, kind: must be one of strategy, procedure",
        ),
        ("resources.yaml", "- {title: A, publisher: Nobody}", "publisher: There is no publisher “Nobody”"),
        ("resources.yaml", "- {title: A, audiences: [Nobody]}", "audiences: There is no audience “Nobody”"),
        (
            "resources.yaml",
            "- {title: A, link: nowhere}",
            "web address: Give a web address that starts with https://",
        ),
        (
            "resources.yaml",
            "- {title: Tide Table, valid_from_year: 2032, valid_to_year: 2031}",
            "“Tide Table”: “Valid to” must not be",
        ),
        (
            "pathways.yaml",
            "- {title: Coastguard}",
            "pathways.yaml, entry 1, “Coastguard”: Say who may use this contact",
        ),
        ("pathways.yaml", "- {title: A, themes: [Fire]}", "themes: There is no theme “Fire”"),
        ("pathways.yaml", "- {title: A, steps: [{text: x}]}", "“A”, steps 1: must be text"),
        (
            "pathways.yaml",
            "- {title: A, contact_points: [{kind: pigeon}]}",
            "contact_points 1: Value 'pigeon'",
        ),
        (
            "pathways.yaml",
            "- {title: A, contact_points: [{kind: phone, value: '12'}]}",
            "contact_points 1: “12” is not",
        ),
        (
            "pathways.yaml",
            "- {title: A, contact_points: [{kind: phone, colour: x}]}",
            "there is no field colour",
        ),
        (
            "pathways.yaml",
            "- {title: A, contact_points: [{kind: form, hours: [{days: [moon], opens: '9', closes: '10'}]}]}",
            "contact_points 1, hours, days: must be a list of mon, tue",
        ),
        (
            "pathways.yaml",
            "- {title: A, contact_points: [{kind: form, hours: [{days: [mon], opens: 9:00, closes: '10:00'}]}]}",
            "contact_points 1, hours, opens: must be a time in quotes",
        ),
        (
            "pathways.yaml",
            "- {title: A, contact_points: [{kind: form, out_of_hours: 'yes'}]}",
            "contact_points 1, out_of_hours: must be true or false",
        ),
        (
            "pathways.yaml",
            "- {title: A, contact_points: [{kind: form, bank_holidays: sometimes}]}",
            "contact_points 1: Value 'sometimes'",
        ),
        (
            "pathways.yaml",
            "- {title: Coastguard, for_public: true, minimum_age: 5, maximum_age: 4}",
            "“Coastguard”: The highest age must not be below the lowest",
        ),
        ("pathways.yaml", "- {title: A, resources: [Nothing]}", "resources: There is no resource “Nothing”"),
        (
            "thresholds.yaml",
            "- {title: Dry, number: 1, indicators: [{domain: pets, text: Barks.}]}",
            "indicators 1: Value 'pets'",
        ),
        (
            "thresholds.yaml",
            "- {title: Dry, number: 1, indicators: [{domain: child}]}",
            "indicators 1: This field cannot be blank",
        ),
        ("thresholds.yaml", "- {title: Dry, number: 1}", "Say what to do at this level"),
        (
            "situations.yaml",
            "- {title: A, pathways: [Nobody]}",
            "pathways: There is no contact pathway “Nobody”",
        ),
        ("thresholds.yaml", "- {title: Dry}", "“Dry”, number: is missing"),
        ("processes.yaml", "- {title: A, sections: [{body: x}]}", "sections 1: This field cannot be blank"),
        ("brochure-2031.md", "Dear all.", "brochure-2031.md: This is not a brochure"),
    ],
)
def test_starter_names_file_entry_and_field_of_a_mistake_and_changes_nothing(content, name, text, message):
    content(name, text)

    with pytest.raises(StarterError) as error:
        load(content)

    assert message in str(error.value)
    assert [len(rows) for rows in everything()] == [0] * 15
