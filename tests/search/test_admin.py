"""The admin pages of search: synonyms, pinned answers, and what people could not find."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hscp.records.merging import merge
from hscp.search.enums import Reader
from hscp.search.index.documents import refresh, refresh_all
from hscp.search.models import (
    CrisisAnswer,
    CrisisCard,
    EverydayPhrases,
    PinnedAnswer,
    Place,
    SearchCount,
    SearchDocument,
    Synonym,
)
from hscp.search.query.find import search
from resources.models import Toolkit
from tests.admin.pages import address, filled_in, list_address
from tests.factories import make_pathway, make_term, make_theme, make_toolkit

ADD_SYNONYM = "/admin/search/synonym/add/"
ADD_PIN = "/admin/search/pinnedanswer/add/"
COUNTS = "/admin/search/searchcount/"


def counted(term, *, times=5, days_ago=0, found_nothing=False):
    day = timezone.localdate() - timedelta(days=days_ago)
    return SearchCount.objects.create(day=day, term=term, count=times, found_nothing=found_nothing)


def rows(page):
    """Return the rows of the list of counts as (term, times, whether nothing was found)."""
    return [(row.term, row.times, row.found_nothing) for row in page.context["cl"].result_list]


def post(client, where, **fields):
    return client.post(where, filled_in(client.get(where), **fields))


def errors_of(response):
    return [error for messages in response.context["adminform"].form.errors.values() for error in messages]


# Synonyms


def test_a_synonym_is_kept_without_empty_and_repeated_lines(publisher):
    response = post(
        publisher, ADD_SYNONYM, words="orange stuff\r\n\r\n  sweet spread \r\norange stuff", means="Marmalade"
    )

    assert response.status_code == 302
    assert Synonym.objects.values_list("words", "means", "both_ways").get() == (
        "orange stuff\nsweet spread",
        "Marmalade",
        False,
    )


@pytest.mark.parametrize(
    ("words", "means", "refused"),
    [
        ("???", "Marmalade", "???"),
        ("jam\nthe", "Marmalade", "the"),
        ("jam", "of the", "of the"),
    ],
)
def test_a_synonym_of_words_that_say_nothing_is_refused(publisher, words, means, refused):
    response = post(publisher, ADD_SYNONYM, words=words, means=means)

    assert errors_of(response) == [
        f"“{refused}” is in too many searches. Enter a word that says what people are looking for."
    ]
    assert not Synonym.objects.exists()


def test_the_same_words_have_one_synonym(publisher):
    Synonym.objects.create(words="jam\nhoney", means="Marmalade")

    response = post(publisher, ADD_SYNONYM, words="jam\r\nhoney", means="Spread")

    assert response.context["adminform"].form.non_field_errors() == [
        "There is already a synonym for these words."
    ]


def test_the_list_of_synonyms_shortens_long_ones(publisher):
    Synonym.objects.create(words="\n".join("abcdefgh"), means="\n".join("uvwxyz"))

    page = publisher.get(list_address(Synonym)).text

    assert ("a, b, c, d, e, f and 2 more<" in page, "u, v, w, x, y, z<" in page) == (True, True)


# Pinned answers


@pytest.mark.parametrize("words", ["?", "the"])
def test_a_pin_to_words_that_say_nothing_is_refused(publisher, words):
    refresh(make_toolkit(title="Marmalade"))
    document = SearchDocument.objects.get()

    response = post(publisher, ADD_PIN, words=words, document=str(document.pk))

    assert errors_of(response) == [
        f"“{words}” is in too many searches. Enter a word that says what people are looking for."
    ]
    assert not PinnedAnswer.objects.exists()


def test_the_box_offers_what_the_site_shows_with_its_kind_and_address(publisher):
    theme, toolkit, gone = (
        make_theme(title="Oranges"),
        make_toolkit(title="Oranges"),
        make_term(title="Orange"),
    )
    synonym = Synonym.objects.create(words="orange stuff", means="Oranges")
    refresh(theme, toolkit, gone, synonym)
    gone.state = "archived"
    gone.save()
    refresh(gone)

    answer = publisher.get(
        "/admin/autocomplete/",
        {"app_label": "search", "model_name": "pinnedanswer", "field_name": "document", "term": "orange"},
    )

    assert [each["text"] for each in answer.json()["results"]] == [
        f"Oranges (Theme: {theme.get_absolute_url()})",
        f"Oranges (Toolkit: {toolkit.get_absolute_url()})",
    ]


def test_a_pin_to_a_record_that_left_the_site_says_so_and_can_be_saved(publisher):
    record = make_toolkit(title="Marmalade")
    refresh(record)
    pin = PinnedAnswer.objects.create(words="jam", document=SearchDocument.objects.get())
    record.delete()
    SearchDocument.objects.update(removed=True, data={})

    shown = publisher.get(list_address(PinnedAnswer)).text
    response = post(publisher, f"/admin/search/pinnedanswer/{pin.pk}/change/", words="sweet spread")

    assert "Marmalade (toolkit, not on the site)" in shown
    assert 'alt="False"' in shown
    assert response.status_code == 302
    assert PinnedAnswer.objects.get().words == "sweet spread"


@pytest.mark.parametrize(
    ("dates", "live"),
    [
        ({}, True),
        ({"publish_at": timedelta(days=1)}, False),
        ({"expire_at": timedelta(days=1)}, True),
        ({"expire_at": timedelta(days=-1)}, False),
    ],
)
def test_a_pin_says_whether_the_site_shows_its_record(publisher, dates, live):
    refresh(make_toolkit(**{name: timezone.now() + delta for name, delta in dates.items()}))
    PinnedAnswer.objects.create(words="jam", document=SearchDocument.objects.get())

    shown = publisher.get(list_address(PinnedAnswer)).text

    assert (f'alt="{live}"' in shown, f'alt="{not live}"' in shown) == (True, False)


# What people could not find


def test_the_list_adds_the_days_up_with_no_result_first(publisher):
    counted("honey", times=50)
    counted("jam", times=5, found_nothing=True)
    counted("marmalade", times=10, days_ago=3, found_nothing=True)
    counted("marmalade", times=5, found_nothing=True)
    counted("syrup", times=20, days_ago=1, found_nothing=True)
    counted("syrup", times=5, found_nothing=False)

    assert rows(publisher.get(COUNTS)) == [
        ("marmalade", 15, True),
        ("jam", 5, True),
        ("honey", 50, False),
        ("syrup", 25, False),
    ]


@pytest.mark.parametrize(
    ("days", "terms"),
    [
        ("7", ["six"]),
        ("28", ["six", "twenty-seven"]),
        ("365", ["six", "three hundred", "twenty-seven"]),
        ("", ["six", "twenty-seven"]),
        ("nonsense", ["six", "twenty-seven"]),
    ],
)
def test_the_list_looks_back_as_far_as_chosen(publisher, days, terms):
    for term, days_ago in [("six", 6), ("twenty-seven", 27), ("three hundred", 300), ("older", 400)]:
        counted(term, days_ago=days_ago)

    assert [term for term, *_ in rows(publisher.get(COUNTS, {"days": days} if days else {}))] == terms


def test_the_times_are_those_of_the_days_looked_at(publisher):
    counted("jam", times=5, days_ago=1)
    counted("jam", times=100, days_ago=20)

    assert rows(publisher.get(COUNTS, {"days": "7"})) == [("jam", 5, False)]
    assert rows(publisher.get(COUNTS, {"days": "28"})) == [("jam", 105, False)]


@pytest.mark.parametrize(
    ("found", "terms"),
    [("nothing", ["jam"]), ("something", ["honey"]), ("nonsense", ["jam", "honey"])],
)
def test_the_list_is_narrowed_to_what_was_found(publisher, found, terms):
    counted("jam", found_nothing=True)
    counted("honey")

    assert [term for term, *_ in rows(publisher.get(COUNTS, {"found": found}))] == terms


def test_the_list_can_be_searched(publisher):
    counted("jam", times=5)
    counted("jam jar", times=10)
    counted("honey", times=20)

    assert [term for term, *_ in rows(publisher.get(COUNTS, {"q": "jam"}))] == ["jam jar", "jam"]


@pytest.mark.parametrize("where", [ADD_SYNONYM, ADD_PIN])
def test_a_row_leads_to_a_form_with_its_words(publisher, where):
    counted("jam & <toast>", found_nothing=True)

    page = publisher.get(COUNTS)

    address = f"{where}?words=jam+%26+%3Ctoast%3E"
    assert f'href="{address}"' in page.text
    assert filled_in(publisher.get(address))["words"] == "jam & <toast>"


def test_an_editor_reads_the_list_without_the_buttons(editor):
    counted("jam", found_nothing=True)

    page = editor.get(COUNTS)

    assert rows(page) == [("jam", 5, True)]
    assert ("Add a synonym" in page.text, "Pin an answer" in page.text) == (False, False)


@pytest.mark.parametrize(("number", "told"), [(1, "1 search"), (51, "51 searches")])
def test_the_list_says_how_many_there_are(publisher, number, told):
    for place in range(number):
        counted(f"word {place}")

    paginator = publisher.get(COUNTS).text.partition('class="paginator"')[2].partition("</p>")[0]

    assert told in [line.strip() for line in paginator.splitlines()]


def test_the_list_shows_words_as_text(publisher):
    counted("<script>alert(1)</script>", found_nothing=True)

    assert "<script>alert(1)" not in publisher.get(COUNTS).text


# Everyday phrases, places and crisis cards


def phrases_of(title, text):
    make_toolkit(title=title)
    refresh_all()
    return EverydayPhrases.objects.create(document=SearchDocument.objects.get(title=title), phrases=text)


def test_phrases_added_to_a_subject_that_has_some_are_added_to_those(publisher):
    there = phrases_of("Marmalade", "orange stuff")
    where = reverse("admin:search_everydayphrases_add")

    response = post(publisher, where, document=there.document.pk, phrases="sticky spread\r\norange stuff")

    assert response.status_code == 302
    there.refresh_from_db()
    assert there.phrases == "orange stuff\nsticky spread"
    assert EverydayPhrases.objects.count() == 1
    assert [hit.title for hit in search("my sticky orange spread").hits] == ["Marmalade"]


def test_a_phrase_that_says_nothing_is_refused(publisher):
    there = phrases_of("Marmalade", "orange stuff")

    response = post(publisher, address(there, "change"), phrases="of the")

    assert "is in too many searches" in errors_of(response)[0]


def test_trying_a_search_says_how_it_was_read_and_what_answered(publisher):
    refresh(phrases_of("Marmalade", "orange stuff on his toast"))
    where = reverse("admin:search_everydayphrases_try")

    page = publisher.get(where, {"q": "his orange toast"}).text

    assert "orange stuff on his toast" in page
    assert "“2026”: a year or a kind of file" in publisher.get(where, {"q": "toast 2026"}).text
    assert "“xyzzy”: no record, phrase or dictionary has it." in publisher.get(where, {"q": "xyzzy"}).text
    assert f'href="{reverse("admin:search_everydayphrases_add")}?phrases=his+orange' in page
    assert publisher.get(where).status_code == 200


def test_a_missed_search_leads_to_the_phrases_and_to_why(publisher):
    counted("marmalade", found_nothing=True)

    page = publisher.get(reverse("admin:search_searchcount_changelist")).text

    assert f'href="{reverse("admin:search_everydayphrases_add")}?phrases=marmalade"' in page
    assert f'href="{reverse("admin:search_everydayphrases_try")}?q=marmalade"' in page


def test_a_crisis_card_is_kept_with_its_answers(publisher):
    make_pathway(title="Line")
    refresh_all()
    card = CrisisCard.objects.create(name="Storm", words="fell in the sea")
    document = SearchDocument.objects.get(title="Line")
    CrisisAnswer.objects.create(card=card, document=document)

    response = post(
        publisher, address(card, "change"), words="fell off a boat\r\n\r\nfell off a boat", never_with="book"
    )

    assert response.status_code == 302
    card.refresh_from_db()
    assert (card.words, card.never_with, card.answers.count()) == ("fell off a boat", "book", 1)
    assert search("he fell off a boat").crisis.contacts[0].title == "Line"


def test_a_crisis_card_says_who_gets_which_answer_in_which_order(publisher):
    for title in ("Line", "Chat", "Club"):
        make_pathway(title=title)
    refresh_all()
    documents = {document.title: document for document in SearchDocument.objects.all()}
    card = CrisisCard.objects.create(name="Storm", words="fell in the sea")
    for reader, title, order in (
        (Reader.YOUNG_PERSON, "Line", 1),
        (Reader.YOUNG_PERSON, "Chat", 2),
        (Reader.ANYONE, "Club", 0),
    ):
        CrisisAnswer.objects.create(card=card, reader=reader, document=documents[title], order=order)

    def kept():
        return [(answer.reader, answer.document.title) for answer in card.answers.all()]

    page = publisher.get(address(card, "change")).text
    # A browser sends nothing of a word in a field for numbers.
    assert '<select name="answers-0-reader"' in page
    assert '<input type="number" name="answers-0-order"' in page
    assert post(publisher, address(card, "change")).status_code == 302
    assert kept() == [
        ("anyone", "Club"),
        ("children_and_young_people", "Line"),
        ("children_and_young_people", "Chat"),
    ]

    # Those for one way of asking stand together, those for anyone else first.
    changed = {"answers-0-reader": "parents_and_carers", "answers-1-order": "5"}
    assert post(publisher, address(card, "change"), **changed).status_code == 302
    assert kept() == [
        ("children_and_young_people", "Chat"),
        ("children_and_young_people", "Line"),
        ("parents_and_carers", "Club"),
    ]


def test_a_merged_record_keeps_what_search_was_taught_of_both(admin_user):
    keep, drop = phrases_of("Marmalade", "orange stuff"), phrases_of("Jam", "red stuff\norange stuff")
    card = CrisisCard.objects.create(name="Storm", words="fell in the sea")
    CrisisAnswer.objects.create(card=card, document=drop.document)
    place = Place.objects.create(area="Portsmouth", names="portsmouth", document=drop.document)
    toolkits = {toolkit.title: toolkit for toolkit in Toolkit.objects.all()}

    merge(keep=toolkits["Marmalade"], drop=toolkits["Jam"], by=admin_user)

    keep.refresh_from_db()
    place.refresh_from_db()
    assert keep.phrases == "orange stuff\nred stuff"
    assert card.answers.get().document == place.document == keep.document
    assert EverydayPhrases.objects.count() == 1
