"""The text that the portal writes of its brochure, read again and planned as an import: nothing changes."""

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from hscp.brochure.importing.applying import apply_plan
from hscp.brochure.importing.planning import plan_import
from hscp.brochure.importing.record_types import RECORD_TYPES
from hscp.brochure.models import Brochure, ImportedValue, KnownName
from hscp.brochure.reading.reader import read_brochure
from hscp.brochure.writing.brochure_text import write_brochure
from hscp.records.state import State
from hscp.vocabulary import AudienceGroup, BookingLineKind, Section
from resources.models import Resource, Toolkit
from tests.brochure.writing.test_brochure_text import RICH_TEXT
from tests.factories import (
    make_brochure,
    make_course,
    make_resource,
    make_theme,
    make_toolkit,
    put_in_pack,
    put_link,
)
from themes.models import Theme, ThemeBookingLine, ThemeCourse, ThemeResource, ThemeToolkit, ThemeToolkitList
from training.enums import CourseFormat
from training.models import Course, TrainingNeed

pytestmark = pytest.mark.django_db

NOTHING = {name: [] for name in ("created", "changed", "conflicts", "pairs", "unplaced", "problems")}
HEADINGS = [
    "Training",
    "Contents",
    "Introduction",
    "Case studies",
    "Professionals",
    "Parents and Carers Toolkits",
    "Webinars",
    "2031-32",
    "12",
    "Book a place",
    "If you do one thing",
    "STRATEGY",
    "Neglect Toolkit",
    "A Webinar",
    "Rules [old] (draft)",
    "*Stars* and __lines__ | `code`",
    "Trailing colon:",
    "# Hash #",
    "1. First",
    "- dash",
    "---",
    "[NSPCC](#)",
    "&amp; &#35; \\*",
    "“Quoted” 'title'",
    "Soft\u00adhyphen\u00a0and  spaces",
    "<b>bold</b>",
    "???",
    "سلامة الأطفال 😀",
    "Edition: 3",
    "x" * 300,
]


def planned(text=None):
    """What an import of the text would do, as far as an editor is shown it."""
    plan = plan_import(read_brochure(text or write_brochure()))
    return {
        "created": [entry.label for entry in plan.of("created")],
        "changed": [
            (entry.label, each.label, each.old, each.new)
            for entry in plan.of("changed")
            for each in entry.differences
        ],
        "conflicts": [(entry.label, each.label, each.old, each.new) for entry, each in plan.conflicts],
        "pairs": plan.pairs,
        "unplaced": plan.unplaced,
        "problems": plan.problems,
    }


def import_text(text):
    """Import a text as an editor does, and publish what it brings."""
    apply_plan(plan_import(read_brochure(text)), by=None, state=State.PUBLISHED)


def empty():
    """Delete all that a brochure holds, and who needs which of its courses."""
    TrainingNeed.objects.all().delete()
    for model in (ThemeToolkit, ThemeToolkitList, ThemeResource, ThemeCourse):
        model.objects.all().delete()
    Resource.objects.update(collection=None)
    for model in (Theme, Resource, Course, Toolkit, Brochure, KnownName, ImportedValue):
        model.objects.all().delete()


@pytest.mark.usefixtures("starter_loaded")
def test_the_starter_content_comes_back_unchanged_and_to_an_empty_portal_too():
    text = write_brochure()
    before = planned(text)
    empty()

    import_text(text)

    assert before == NOTHING
    assert write_brochure() == text
    assert planned() == NOTHING


@pytest.mark.parametrize("title", HEADINGS)
def test_a_title_may_read_like_anything(title):
    theme = make_theme(title=title, short_title=title[:100], key_message="<p>Look.</p>")
    theme.lead_toolkit = make_toolkit(title=title, audience_group=AudienceGroup.PARENTS_AND_CARERS)
    theme.save()
    put_in_pack(theme, make_toolkit(title=title))
    ThemeToolkitList.objects.create(theme=theme, audience_group="professionals", label=title[:200])
    group = make_resource(title=title)
    put_in_pack(theme, group, section=Section.CASE_STUDIES)
    put_in_pack(theme, make_resource(), section=Section.CASE_STUDIES, collection=group, order=1)
    put_in_pack(theme, make_resource(), section=Section.ADDITIONAL, collection=group)
    for course_format in CourseFormat:
        put_in_pack(theme, make_course(title=title, format=course_format))
    about = Toolkit.objects.get(title=title, audience_group=AudienceGroup.PROFESSIONALS)
    ThemeBookingLine.objects.create(theme=theme, kind=BookingLineKind.TOURS, toolkit=about)
    ThemeBookingLine.objects.create(theme=theme, kind=BookingLineKind.ANY, order=1)
    make_brochure(title=title, edition=title[:40].strip())

    document = read_brochure(write_brochure())

    assert (document.title, document.packs[0].title, document.unplaced) == (title, title, [])
    lines = [(each.kind, each.toolkit) for each in document.packs[0].booking_lines]
    assert lines == [("tours", title), ("any", "")]
    assert planned() == NOTHING
    import_text(write_brochure())
    assert planned() == NOTHING


@pytest.mark.usefixtures("starter_loaded")
def test_what_editors_did_after_an_import_stays():
    import_text(write_brochure())
    theme = Theme.objects.get(title="Neglect")
    rows = list(ThemeResource.objects.filter(theme=theme).order_by("pk"))
    # Renamed, given a link, moved, put elsewhere, added, archived, and themes in another order.
    Resource.objects.filter(pk=rows[0].resource_id).update(title="Hampshire Neglect Strategy 2031-2035")
    put_link(rows[1].resource, "https://example.org/a_(b)?c=d&e=f#g")
    Resource.objects.filter(pk=rows[2].resource_id).update(state=State.ARCHIVED)
    rows[3].delete()
    ThemeResource.objects.filter(pk=rows[0].pk).update(order=99, section=Section.CASE_STUDIES)
    put_in_pack(theme, make_resource(title="NSPCC Video Guide 2031-2033"), collection=rows[4].resource)
    put_in_pack(theme, make_course(title="Neglect Toolkit Tour eLearning", format=CourseFormat.VIDEO))
    Toolkit.objects.filter(pk=theme.lead_toolkit_id).update(state=State.DRAFT)
    Theme.objects.filter(title="Prevent").update(order=1, title="PREVENT DUTY TOOLKIT")
    Theme.objects.filter(title="Serious Violence").update(state=State.ARCHIVED)

    assert planned() == NOTHING


TITLE = st.one_of(
    st.sampled_from(HEADINGS[:-1]),
    st.text(
        st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=("Cs",)),
        min_size=1,
        max_size=40,
    ),
    st.text(" \t()[]{}*_`~#+-=.!&;:|\\/'\"<>1a–•", min_size=1, max_size=30),
    st.lists(st.sampled_from([*HEADINGS[:10], "toolkit", "and", ":"]), min_size=1, max_size=3).map(" ".join),
)
LINK = st.sampled_from(
    ["", "https://e.example/a(b", "http://é.example/?q=[x]&#35;&lt=1", "https://e.example/a_(b)_c)"]
)
FLAG = st.booleans()


@st.composite
def packs(draw):
    """Make random packs in the database. Titles of one kind are told apart by the importer's own key."""
    taken = set()

    def new(make, model, **fields):
        title = draw(TITLE)
        while RECORD_TYPES[model].key_of(title) == "" or (model, RECORD_TYPES[model].key_of(title)) in taken:
            title += draw(st.sampled_from(["a", "b:", " x", "7"]))
        taken.add((model, RECORD_TYPES[model].key_of(title)))
        state = State.PUBLISHED if model is Theme or draw(st.integers(0, 5)) else State.ARCHIVED
        return make(title=title, state=state, **fields)

    audience = st.sampled_from(AudienceGroup)

    def make_pack(order):
        theme = new(
            make_theme,
            Theme,
            order=order * draw(st.integers(1, 3)),
            introduction=draw(RICH_TEXT),
            key_message=draw(RICH_TEXT),
        )
        toolkits = [
            new(make_toolkit, Toolkit, audience_group=draw(audience), link=draw(LINK))
            for _ in range(draw(st.integers(0, 3)))
        ]
        for place, toolkit in enumerate(toolkits):
            if place == 0 and draw(FLAG):
                theme.lead_toolkit = toolkit
                theme.save()
            if place or draw(FLAG):
                put_in_pack(theme, toolkit, order=place)
        resources = [new(make_resource, Resource, link=draw(LINK)) for _ in range(draw(st.integers(0, 4)))]
        for place, resource in enumerate(resources):
            others = [each for each in resources if each != resource]
            group = draw(st.sampled_from([None, *others]))
            section = draw(st.sampled_from([Section.STRATEGY, Section.CASE_STUDIES]))
            put_in_pack(theme, resource, section=section, collection=group, order=place)
        for place in range(draw(st.integers(0, 2))):
            course = new(make_course, Course, format=draw(st.sampled_from(CourseFormat)), link=draw(LINK))
            put_in_pack(theme, course, order=place)

    return [make_pack(order) for order in range(1, draw(st.integers(1, 3)) + 1)]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_random_packs_come_back_unchanged(data):
    with transaction.atomic():
        data.draw(packs())
        first = planned()
        import_text(write_brochure())
        second = planned()
        transaction.set_rollback(True)

    assert (first, second) == (NOTHING, NOTHING)
