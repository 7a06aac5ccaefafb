"""What a search finds, in which order, and what it says about itself."""

import pytest

from hscp.search.index.documents import changes, refresh
from hscp.search.models import PinnedAnswer, SearchDocument, Synonym
from hscp.search.query.find import search, suggest
from hscp.search.query.lists import matching_ids
from hscp.vocabulary import AudienceGroup
from tests.factories import (
    make_audience,
    make_course,
    make_pathway,
    make_resource,
    make_term,
    make_theme,
    make_toolkit,
    put_in_pack,
)

pytestmark = pytest.mark.django_db


def titles(query, **options):
    return [hit.title for hit in search(query, **options).hits]


def known(*titles_, make=make_resource, **fields):
    records = [make(title=title, **fields) for title in titles_]
    refresh(*records)
    return records


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("marmalades", "Marmalade"),
        ("CAFE", "Café rules"),
        ("childrens hats", "Children’s hats"),
        ("children's hats", "Childrens hats"),
        ("children’s hats", "Children's hats"),
        ("self-raising", "Self raising flour"),
        ("self raising", "Self-raising flour"),
        ("bread & butter", "Bread and butter"),
        ("bread and butter", "Bread & butter"),
        ("behavior", "Behaviour of bees"),
        ("organization", "Organisation of hives"),
        ("paediatric", "Pediatric hats"),
        ("counselor", "The counsellor"),
        ("marm", "Marmalade"),
        ("B.B.C. news", "BBC news"),
    ],
)
def test_words_are_found_as_readers_type_them(typed, title):
    known(title, "Something else")

    results = search(typed)

    assert ([hit.title for hit in results.hits], results.corrected) == ([title], "")


def test_every_telling_word_must_be_there():
    known("Orange marmalade", "Lemon marmalade", "Orange juice")

    assert titles("what is orange marmalade") == ["Orange marmalade"]


def test_a_quoted_phrase_is_found_as_it_stands():
    known("Marmalade with orange", "Orange marmalade")

    assert titles('"orange marmalade"') == ["Orange marmalade"]
    assert titles("“orange marmalade”") == ["Orange marmalade"]
    assert search('"marmalade orange"').total == 0


def test_a_minus_leaves_records_out():
    known("Orange marmalade", "Lemon marmalade")

    assert titles("marmalade -orange") == ["Lemon marmalade"]
    assert titles('marmalade -"orange marmalade"') == ["Lemon marmalade"]
    assert titles("-orange") == ["Lemon marmalade"]
    assert titles("orange-marmalade") == ["Orange marmalade"]


def test_an_acronym_and_the_words_behind_it_find_the_same():
    refresh(make_term(title="OM", stands_for="Orange marmalade", aliases="Breakfast spread"))
    known("Orange marmalade at noon", "OM recipes", "Breakfast spread reviews")

    for words in ("OM", "orange marmalade", "breakfast spread"):
        assert sorted(titles(words)) == [
            "Breakfast spread reviews",
            "OM",
            "OM recipes",
            "Orange marmalade at noon",
        ]


def test_an_acronym_that_is_a_common_word_is_one_in_capitals_only():
    refresh(make_term(title="MAKE", stands_for="Marmalade kept everywhere"))
    known("Marmalade kept everywhere", "Toast recipes")

    assert titles("MAKE") == ["MAKE", "Marmalade kept everywhere"]
    assert titles("how to make toast") == ["Toast recipes"]


def test_a_synonym_finds_what_it_means_in_one_direction():
    known("Orange marmalade", "Jam session")
    refresh(Synonym.objects.create(words="jam\nsticky stuff", means="Orange marmalade"))

    assert titles("jam") == ["Orange marmalade", "Jam session"]
    assert titles("my stuff is sticky today") == ["Orange marmalade"]
    assert titles("orange marmalade") == ["Orange marmalade"]


def test_a_synonym_in_both_directions_finds_both():
    known("Orange marmalade", "Jam session")
    refresh(Synonym.objects.create(words="jam session", means="Orange marmalade", both_ways=True))

    assert sorted(titles("orange marmalade")) == ["Jam session", "Orange marmalade"]


def test_a_synonym_works_at_once_and_stops_when_it_is_deleted():
    known("Orange marmalade")
    synonym = Synonym.objects.create(words="jam", means="Orange marmalade")
    refresh(synonym)
    assert titles("jam") == ["Orange marmalade"]

    with changes():
        refresh(synonym)
        synonym.delete()

    assert titles("jam") == []


def test_a_misspelt_search_is_answered_as_the_right_one_and_says_so():
    known("Orange marmalade", "Lemon curd")

    results = search("ornage marmelade")

    assert (results.query, results.corrected) == ("ornage marmelade", "orange marmalade")
    assert [hit.title for hit in results.hits] == ["Orange marmalade"]


def test_a_search_can_be_answered_as_it_was_spelt():
    known("Orange marmalade")

    results = search("marmelade", correct=False)

    assert (results.total, results.corrected) == (0, "")


def test_a_word_that_is_known_is_not_corrected():
    known("Oranges", "Orangery")

    assert search("orangery").corrected == ""


def test_words_written_together_are_taken_apart():
    known("Orange marmalade")

    assert search("orangemarmalade").corrected == "orange marmalade"


def test_most_words_are_enough_where_no_record_has_all():
    known("Orange marmalade for breakfast", "Lemon curd")

    results = search("orange marmalade breakfast Winchester")

    assert (titles("orange marmalade breakfast Winchester"), results.relaxed) == (
        ["Orange marmalade for breakfast"],
        True,
    )
    assert search("orange Winchester").total == 0


def test_the_thing_itself_comes_first():
    theme = make_theme(title="Marmalade")
    lead = make_toolkit(title="Marmalade")
    theme.lead_toolkit = lead
    theme.save()
    records = [
        make_resource(title="Toast", summary="With marmalade"),
        make_course(title="An introduction to marmalade"),
        make_resource(title="Spread", aliases="Marmalade"),
        make_pathway(title="Marmalade line"),
        lead,
        theme,
    ]
    refresh(*records)

    found = [(hit.kind, hit.title) for hit in search("marmalade").hits]

    assert found == [
        ("theme", "Marmalade"),
        ("toolkit", "Marmalade"),
        ("resource", "Spread"),
        ("pathway", "Marmalade line"),
        ("course", "An introduction to marmalade"),
        ("resource", "Toast"),
    ]


def test_equals_are_in_order_of_title_on_every_page():
    refresh(*[make_resource(title=f"Marmalade {letter}") for letter in "GCAFBED"])

    pages = [title for page in (1, 2, 3, 4) for title in titles("marmalade", page=page, page_size=2)]

    assert pages == [f"Marmalade {letter}" for letter in "ABCDEFG"]


def test_a_parent_is_shown_the_parents_toolkit_first():
    known("Marmalade", make=make_toolkit, audience_group=AudienceGroup.PROFESSIONALS)
    known("Marmalade", make=make_toolkit, audience_group=AudienceGroup.PARENTS_AND_CARERS)

    def first(query):
        return search(query).hits[0].audiences[0].value

    assert (first("marmalade"), first("my son eats marmalade"), first("marmalade for parents")) == (
        "professionals",
        "parents_and_carers",
        "parents_and_carers",
    )


def test_a_pinned_record_comes_first_and_is_counted_once():
    known("Orange marmalade", "Lemon curd")
    document = SearchDocument.objects.get(title="Lemon curd")
    refresh(PinnedAnswer.objects.create(words="Marmalade oranges", document=document))

    results = search("orange marmalade please")

    assert [(hit.title, hit.pinned) for hit in results.hits] == [
        ("Lemon curd", True),
        ("Orange marmalade", False),
    ]
    assert results.total == 2
    assert titles("marmalade") == ["Orange marmalade"]


def test_a_pin_answers_words_that_no_record_has():
    known("Lemon curd")
    refresh(PinnedAnswer.objects.create(words="breakfast", document=SearchDocument.objects.get()))

    assert titles("breakfast") == ["Lemon curd"]


def test_a_search_for_a_contact_shows_one_on_top():
    line = make_pathway(title="Marmalade line", urgency="same_day", order=1)
    other = make_pathway(title="Toast desk", purpose="About toast", order=2)
    young = make_pathway(title="Young line", for_public=False, for_young_people=True)
    refresh(line, other, young)

    def contacts(query):
        return [hit.title for hit in search(query).contacts]

    assert contacts("who do I call") == ["Marmalade line"]
    assert contacts("phone number for toast") == ["Toast desk"]
    assert contacts("I'm 12, who can I tell") == ["Young line"]
    assert contacts("toast line number") == ["Toast desk"]
    assert contacts("marmalade line number") == ["Marmalade line"]
    assert contacts("who do I call about potholes") == []
    assert contacts("someone is hurting me") == []
    assert contacts("toast") == []


def test_what_was_searched_for_is_marked_and_everything_is_escaped():
    record = make_resource(
        title="<b>Marmalade</b> & more",
        summary="Two spoons of <script>alert(1)</script> marmalade every morning. " + "And tea. " * 60,
    )
    refresh(record)

    hit = search("marmalades").hits[0]

    assert hit.title_html == "&lt;b&gt;<mark>Marmalade</mark>&lt;/b&gt; &amp; more"
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>marmalade</mark> every morning" in hit.snippet_html
    assert "<script" not in hit.snippet_html


def test_the_snippet_keeps_letters_of_more_than_one_byte_whole():
    refresh(make_resource(title="Café", summary="Crème brûlée “with” marmalade – naïve"))

    pieces = search("marmalade").hits[0].snippet

    assert pieces == [("Crème brûlée “with” ", False), ("marmalade", True), (" – naïve", False)]


def test_facets_are_counted_beside_the_other_filters_and_without_their_own():
    theme = make_theme(title="Spreads", slug="spreads")
    schools = make_audience(name="Schools", slug="schools")
    first = make_resource(title="Marmalade one", kind="law", area="hampshire")
    first.audiences.add(schools)
    put_in_pack(theme, first)
    refresh(
        theme,
        first,
        make_resource(title="Marmalade two", kind="strategy", area="hampshire"),
        make_course(title="Marmalade three", area="national"),
    )

    def counts(name, **filters):
        results = search("marmalade", filters=filters)
        return {each.value: (each.count, each.selected) for each in results.facets[name]}

    assert counts("kind") == {"resource": (2, False), "course": (1, False)}
    assert counts("kind", kind=["course"]) == {"resource": (2, False), "course": (1, True)}
    assert counts("area", kind=["course"]) == {"national": (1, False)}
    assert counts("kind", area=["hampshire"], kind=["course"]) == {
        "resource": (2, False),
        "course": (0, True),
    }
    assert counts("theme") == {"spreads": (1, False)}
    assert counts("audience") == {"professionals": (3, False), "professionals.schools": (1, False)}
    assert counts("format", theme=["spreads"]) == {"law": (1, False)}
    assert [each.label for each in search("marmalade").facets["audience"]] == ["Professionals", "Schools"]


def test_filters_combine_values_of_one_facet_and_narrow_by_several():
    known("Marmalade law", kind="law", area="national")
    known("Marmalade plan", kind="strategy", area="national")
    known("Marmalade film", kind="video", area="hampshire")

    assert sorted(titles("marmalade", filters={"format": ["law", "video"]})) == [
        "Marmalade film",
        "Marmalade law",
    ]
    assert titles("marmalade", filters={"format": ["law", "video"], "area": ["national"]}) == [
        "Marmalade law"
    ]


def test_unknown_filters_are_set_aside_and_reported():
    known("Marmalade")

    results = search(
        "marmalade", filters={"theme": ["gone"], "shoe": ["x"], "kind": ["resource", "a:b OR *", ""]}
    )

    assert (results.total, results.filters, results.ignored) == (
        1,
        {"kind": ["resource"]},
        [("theme", "gone")],
    )


def test_sorting_by_title_and_by_change():
    _, second, _ = known("Marmalade b", "Marmalade Ä", "marmalade c")
    second.summary = "Changed"
    second.save()
    refresh(second)

    assert titles("marmalade", sort="title") == ["Marmalade Ä", "Marmalade b", "marmalade c"]
    assert titles("marmalade", sort="newest")[0] == "Marmalade Ä"
    assert search("marmalade", sort="password").sort == "relevance"


def test_pages_out_of_bounds_are_brought_within():
    known(*[f"Marmalade {number}" for number in range(5)])

    assert (search("marmalade", page=0, page_size=2).page, search("marmalade", page=-3).page) == (1, 1)
    assert search("marmalade", page=10**9).hits == []
    assert (search("marmalade", page_size=2).pages, search("marmalade", page_size=10**9).page_size) == (
        3,
        100,
    )


def test_an_empty_search_finds_everything_by_title():
    known("B", "A")

    assert titles("") == ["A", "B"]


def test_lists_find_the_same_records():
    known("Orange marmalade", "Lemon marmalade")
    known("Marmalade course", make=make_course)

    found = search("marmelade", filters={"kind": ["resource"]})

    assert sorted(matching_ids("resource", "marmelade", 100)) == sorted(hit.object_id for hit in found.hits)
    assert matching_ids("resource", "orange marmalade", 100)[0] == found.hits[1].object_id
    assert len(matching_ids("course", "marmelade", 100)) == 1
    assert matching_ids("resource", "xyzzy", 100) == []


def test_suggestions_are_titles_that_begin_as_typed():
    refresh(make_term(title="OM", stands_for="Orange marmalade"))
    known("Orange marmalade", "Marmalade orange", "Lemon curd")

    def texts(prefix, **options):
        return [each.text for each in suggest(prefix, **options)]

    assert texts("oran") == ["Orange marmalade", "Marmalade orange", "OM"]
    assert texts("orange marm") == ["Orange marmalade", "Marmalade orange", "OM"]
    assert texts("om") == ["OM"]
    assert texts("ornage") == ["Orange marmalade", "Marmalade orange", "OM"]
    assert texts("oran", limit=1) == ["Orange marmalade"]
    assert (texts(""), texts("xyzzy"), texts('.*"[')) == ([], [], [])


def test_a_search_asks_the_database_one_question(django_assert_num_queries):
    known(*[f"Marmalade {number}" for number in range(30)])
    search("marmalade")

    for call in (
        lambda: search("marmalade", filters={"kind": ["resource"]}),
        lambda: search("marmelade"),
        lambda: suggest("marm"),
        lambda: matching_ids("resource", "marmalade", 100),
    ):
        with django_assert_num_queries(1):
            call()
