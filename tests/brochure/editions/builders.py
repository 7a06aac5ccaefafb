"""A brochure with one of everything that an edition holds, and PDFs that take no time."""

from types import SimpleNamespace

from hscp.brochure.editions.contents import contents_of
from hscp.brochure.editions.freezing import Prepared
from tests.factories import (
    make_brochure,
    make_contact_point,
    make_course,
    make_opening_hours,
    make_pathway,
    make_process,
    make_publisher,
    make_resource,
    make_theme,
    make_threshold_level,
    make_toolkit,
    put_in_pack,
)
from themes.models import ThemeToolkitList

PDF = b"%PDF-1.7 that says nothing"


def made_at_once(document, pdf=PDF):
    """Stand in for hscp.documents.cache.get_or_make."""
    return SimpleNamespace(content=pdf, fit={"pages": 2}, changed=[])


def prepared(brochure):
    """Return the Prepared of `brochure`, with a PDF that says nothing."""
    return Prepared(brochure, contents_of(brochure), PDF, 2, [])


def make_whole_brochure(**fields):
    """Return a live brochure, with one live record of each kind that stands in it, and each text given."""
    toolkit = make_toolkit(
        title="The toolkit", summary="What it helps with.", link="https://example.org/toolkit"
    )
    theme = make_theme(
        title="Neglect",
        short_title="Neglect, short",
        introduction="<p>What neglect is.</p>",
        key_message="<p>Say what you see.</p>",
        lead_toolkit=toolkit,
    )
    resource = {
        "publisher": make_publisher(),
        "area": "hampshire",
        "valid_from_year": 2024,
        "valid_to_year": 2027,
    }
    collection = make_resource(title="The guides", kind="collection")
    put_in_pack(theme, collection)
    put_in_pack(theme, make_resource(title="A guide", **resource), collection=collection, order=1)
    put_in_pack(theme, make_toolkit(title="Another toolkit"), order=1)
    put_in_pack(theme, make_course(title="A course"))
    ThemeToolkitList.objects.create(theme=theme, audience_group="parents_and_carers", label="All for parents")
    make_process(title="A process", summary="What agencies do.").themes.add(theme)
    pathway = make_pathway(
        title="The front door",
        purpose="To report a concern.",
        when_closed="Call the police.",
        urgency="same_day",
    )
    point = make_contact_point(pathway, label="Main number", note="Press 1.")
    make_opening_hours(point, weekday=1)
    put_in_pack(theme, pathway)
    make_threshold_level(number=1, title="Universal", description="<p>Most children.</p>")
    return make_brochure(
        **{
            "title": "Brochure",
            "edition": "2026-2027",
            "introduction": "<p>Welcome.</p>",
            "how_to_use": "<p>Look up the theme.</p>",
            **fields,
        }
    )
