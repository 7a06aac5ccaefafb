"""Numbers are found however a reader spells them."""

import pytest

from hscp.search.index.documents import refresh
from hscp.search.query.find import search
from tests.factories import make_contact_point, make_pathway

pytestmark = pytest.mark.django_db


def titles(text):
    return [hit.title for hit in search(text).hits]


@pytest.mark.parametrize(
    ("kind", "value", "typed"),
    [
        ("phone", "01962 876364 ext. 23", spelling)
        for spelling in (
            "01962 876364",
            "01962876364",
            "+44 1962 876364",
            "+441962876364",
            "0044 1962 876364",
            "+44 (0)1962 876364",
            "(01962) 876-364",
            "01962-876364",
            "1962 876364",
            "1962876364",
            "01962 876364 ext. 23",
            "01962 876364 x23",
            "call 01962 876 364",
        )
    ]
    + [
        ("phone", "0800 1111", spelling)
        for spelling in ("0800 1111", "08001111", "0800-11-11", "+44 800 1111")
    ]
    + [("phone", "0300 555 1373", spelling) for spelling in ("0300 555 1373", "03005551373", "0300 5551373")]
    + [("short", "116123", spelling) for spelling in ("116123", "116 123")]
    + [("short", "101", "101"), ("text", "85258", "85258"), ("text", "07700 900123", "07700900123")],
)
def test_a_number_is_found_in_any_spelling(kind, value, typed):
    pathways = make_pathway(title="Harbour desk"), make_pathway(title="Another desk")
    make_contact_point(pathways[0], kind=kind, value=value)
    make_contact_point(pathways[1], kind="phone", value="01983 823435")
    refresh(*pathways)

    assert titles(typed) == ["Harbour desk"]


def test_places_that_a_contact_does_not_serve_lead_to_it():
    pathway = make_pathway(title="Harbour desk")
    pathway.catchments.create(places="Fleet and Yateley", served_by="Another service")
    refresh(pathway)

    assert titles("Yateley") == ["Harbour desk"]
