"""Nothing that the public may not see is in any document, however it might get there."""

import json
from datetime import timedelta

import pytest
from django.http import QueryDict

from hscp.brochure.editions.contents import contents_of
from hscp.brochure.editions.current import current_brochure
from hscp.brochure.printing.catalogue import listed
from hscp.brochure.printing.custom_pack import custom_pack_document
from hscp.brochure.writing.brochure_text import write_brochure
from hscp.records.state import State
from tests.clock import CLOCK
from tests.factories import (
    make_brochure,
    make_contact_point,
    make_course,
    make_pathway,
    make_process,
    make_resource,
    make_theme,
    make_threshold_level,
    make_toolkit,
    put_in_pack,
)

pytestmark = pytest.mark.django_db
NUMBER = "01962 666666"


def hidden_everywhere(fields):
    """Make a live theme, "Open", whose every row leads to a record with `fields`, called Hidden."""
    toolkit = make_toolkit(title="Hidden toolkit", **fields)
    theme = make_theme(title="Open", slug="open", lead_toolkit=toolkit)
    make_theme(title="Hidden theme", slug="hidden", **fields)
    make_brochure(title="Hidden brochure", edition="2098-2099", **fields)
    make_threshold_level(number=1, title="Hidden level", **fields)
    make_process(title="Hidden process", **fields).themes.add(theme)
    pathway = make_pathway(title="Hidden contact", slug="hidden", urgency="same_day", **fields)
    make_contact_point(pathway, value=NUMBER)
    group = make_resource(title="Hidden group", kind="collection", **fields)
    for record in (toolkit, make_course(title="Hidden course", **fields), pathway):
        put_in_pack(theme, record)
    put_in_pack(theme, make_resource(title="Hidden resource", **fields))
    put_in_pack(theme, make_resource(title="Open resource"), collection=group)


def documents():
    """The text of everything that is made from the records for the public."""
    yield from (json.dumps(each.document().data) for each in listed())
    yield json.dumps(
        custom_pack_document(QueryDict("theme=open&theme=hidden&contact=hidden&contact=open-contact")).data
    )
    yield json.dumps(contents_of(current_brochure()))
    yield write_brochure()


def test_what_is_hidden_here_is_seen_where_it_is_live():
    hidden_everywhere({})

    text = "\n".join(documents())

    kinds = ("toolkit", "theme", "brochure", "level", "process", "contact", "group", "course", "resource")
    assert [kind for kind in kinds if f"Hidden {kind}" not in text] == []
    assert NUMBER in text


@pytest.mark.parametrize(
    "fields",
    [
        {"state": State.DRAFT},
        {"state": State.IN_REVIEW},
        {"state": State.ARCHIVED},
        {"publish_at": CLOCK + timedelta(days=1)},
        {"expire_at": CLOCK - timedelta(days=1)},
    ],
    ids=["draft", "in review", "archived", "scheduled", "expired"],
)
def test_no_document_names_what_is_not_live(fields):
    make_contact_point(make_pathway(title="Open contact", slug="open-contact"))
    hidden_everywhere(fields)

    for text in documents():
        assert "Open" in text
        assert "Hidden" not in text
        assert NUMBER not in text
