"""The routes for parents and carers and for young people: what comes first, the child's age, and plain words."""

import re

import pytest
import yaml
from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify

from tests.factories import make_contact_point, make_pathway, make_situation, make_toolkit
from themes.situations import AGE_BANDS

pytestmark = pytest.mark.django_db

# Words of professionals among themselves. Neither parents nor young people should have to read them.
JARGON = re.compile(
    r"\b(refer(?:s|red|ral|rals)?|threshold\w*|multi-?agency|agenc(?:y|ies)|LADO|CAMHS|MASH|safeguarding|disclos\w+|"
    r"perpetrat\w+|interven\w+|statutory|allegation\w*|practitioner\w*|professional\w*|assess\w*|signpost\w*|"
    r"vulnerab\w+|exploitation|radicalis\w+|adolescen\w+|designated|provision|stakeholder\w*)\b",
    re.IGNORECASE,
)


def main_of(response):
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main>")]


def in_order(text, *parts):
    """Return whether `parts` are all in `text`, one after the other."""
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


# Parents and carers


def test_parents_see_the_numbers_then_worries_then_the_rest(client):
    make_situation(title="My child is sad", summary="In short.", minimum_age=3, maximum_age=18)
    make_toolkit(title="A toolkit", audience_group="parents_and_carers")
    make_contact_point(make_pathway(title="The right door"))

    main = main_of(client.get(reverse("site:parents_and_carers")))

    assert in_order(
        main,
        'href="tel:999"',
        ">What worries you?</h2>",
        "How old is the child?",
        "Ages 3 to 18",
        ">My child is sad</a>",
        "In short.",
        ">A toolkit</a>",
        ">The right door</a>",
    )


def test_without_an_age_every_worry_is_listed_and_any_age_is_marked(client):
    make_situation(title="Babies", maximum_age=0)
    make_situation(title="Teenagers", minimum_age=13)

    main = main_of(client.get(reverse("site:parents_and_carers")))

    assert re.findall(r'aria-current="true">(.*?)</a>', main) == ["Any age"]
    assert "<strong>2 worries</strong>" in main
    assert "Show every age" not in main


def test_a_chosen_age_narrows_the_worries_and_can_be_cleared(client):
    make_situation(title="Babies", maximum_age=0)
    make_situation(title="Teenagers", minimum_age=13)
    make_situation(title="All children")

    response = client.get(reverse("site:parents_and_carers"), {"age": "11-15"})

    main = main_of(response)
    assert [situation.title for situation in response.context["situations"]] == ["Teenagers", "All children"]
    assert re.findall(r'aria-current="true">(.*?)</a>', main) == ["11 to 15"]
    assert "<strong>2 worries</strong> about a child aged 11 to 15." in main
    assert 'href="/parents-and-carers/#worries">Show every age</a>' in main


def test_each_age_is_a_link_that_marks_itself(client):
    make_situation()

    main = main_of(client.get(reverse("site:parents_and_carers")))
    links = re.findall(r'href="/parents-and-carers/\?age=(.*?)#worries">(.*?)</a>', main)

    assert links == [(band.code, band.label) for band in AGE_BANDS]
    for code, label in links:
        chosen = main_of(client.get(reverse("site:parents_and_carers"), {"age": code}))
        assert re.findall(r'aria-current="true">(.*?)</a>', chosen) == [label]


@pytest.mark.parametrize(
    ("number", "words"), [(0, "<strong>No worries</strong>"), (1, "<strong>1 worry</strong>")]
)
def test_the_number_of_worries_agrees_with_its_noun(client, number, words):
    for _ in range(number):
        make_situation(minimum_age=16)
    make_situation(maximum_age=3)

    main = main_of(client.get(reverse("site:parents_and_carers"), {"age": "16-18"}))

    assert f"{words} about a young person aged 16 to 18." in main


@pytest.mark.parametrize("age", ["junk", "7", "-1", "1-4 ", "\x00", "<b>", "9" * 5000, "١"])
def test_an_unknown_age_filters_nothing_and_the_page_says_so(client, age):
    make_situation(title="My child is sad", maximum_age=0)

    response = client.get(reverse("site:parents_and_carers"), {"age": age})

    main = main_of(response)
    assert response.status_code == 200
    assert "<strong>1 worry</strong>" in main
    assert "The age in the address is not one of these" in main
    assert "<b>" not in main


@pytest.mark.parametrize("query", ["", "?age=", "?age=5-10", "?other=1"])
def test_a_known_age_or_none_is_not_an_error(client, query):
    make_situation()

    main = main_of(client.get(reverse("site:parents_and_carers") + query))

    assert "The age in the address" not in main


def test_parents_are_not_shown_the_numbers_of_professionals(client):
    pathway = make_pathway()
    make_contact_point(pathway, value="01962 876364", for_whom="professionals")
    make_contact_point(pathway, value="0300 555 1384", for_whom="public")

    main = main_of(client.get(reverse("site:parents_and_carers")))

    assert "0300 555 1384" in main
    assert "01962 876364" not in main


# Children and young people


def test_young_people_see_the_numbers_before_any_answer(client):
    main = main_of(client.get(reverse("site:children_and_young_people")))

    assert in_order(main, 'href="tel:999"', 'href="tel:08001111"', 'href="#tell"', 'id="tell"')


def test_each_question_of_young_people_leads_to_its_answer(client):
    response = client.get(reverse("site:children_and_young_people"))

    main = main_of(response)
    questions = [(item["id"], item["text"]) for item in response.context["contents"]]
    headings = re.findall(r'<section class="portal-section" id="(.*?)">\s*<h2[^>]*>(.*?)</h2>', main)
    assert headings[: len(questions)] == questions
    assert [text for _, text in questions] == [
        "Who can I talk to?",
        "What happens if I tell someone?",
        "Is it private?",
        "What if it is a teacher, or someone in my family?",
        "What if I am worried about a friend?",
        "What if I cannot call, or do not want to?",
    ]


def test_contacts_for_young_people_alone_come_first(client):
    for pathway in (
        make_pathway(title="For all", for_young_people=True, order=1),
        make_pathway(title="For them alone", for_public=False, for_young_people=True, order=2),
    ):
        make_contact_point(pathway, kind="web", value="https://example.org/")

    main = main_of(client.get(reverse("site:children_and_young_people")))

    assert in_order(main, "For them alone", "For all")


def test_young_people_are_shown_only_the_numbers_for_them(client):
    pathway = make_pathway(for_young_people=True)
    make_contact_point(pathway, value="01962 876364", for_whom="professionals")
    make_contact_point(pathway, value="0300 555 1384", for_whom="young_people")

    main = main_of(client.get(reverse("site:children_and_young_people")))

    assert "0300 555 1384" in main
    assert "01962 876364" not in main


# Plain words


@pytest.mark.parametrize("name", ["site:parents_and_carers", "site:children_and_young_people"])
def test_the_routes_hold_no_word_that_only_professionals_use(client, name):
    main = main_of(client.get(reverse(name)))

    assert JARGON.findall(re.sub("<[^>]+>", " ", main)) == []


def test_the_situations_of_the_starter_content_hold_no_word_that_only_professionals_use():
    entries = yaml.safe_load((settings.BASE_DIR / "content" / "situations.yaml").read_text(encoding="utf-8"))

    found = {
        entry["title"]: JARGON.findall(f"{entry['title']} {entry['summary']} {entry['advice']}")
        for entry in entries
    }

    assert len(entries) >= 12
    assert {title: words for title, words in found.items() if words} == {}


def test_the_links_of_the_starter_situations_lead_to_pages_of_the_portal(client):
    entries = yaml.safe_load((settings.BASE_DIR / "content" / "situations.yaml").read_text(encoding="utf-8"))
    for entry in entries:
        make_situation(title=entry["title"], slug=slugify(entry["title"]))

    links = [link for entry in entries for link in re.findall(r"\]\((.*?)\)", entry["advice"])]

    assert len(links) == 3
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_the_answers_for_young_people_are_in_short_sentences(client):
    main = main_of(client.get(reverse("site:children_and_young_people")))
    answers = main[main.index('<section class="portal-section" id="tell"') : main.index('id="traces"')]
    text = re.sub(r"</(?:p|li|h2)>", ". ", answers)
    sentences = [
        sentence.split()
        for sentence in re.split(r"[.?!:]”?(?:\s|$)", re.sub("<[^>]+>", " ", text))
        if sentence.split()
    ]

    assert max(map(len, sentences)) <= 25
    assert sum(map(len, sentences)) / len(sentences) <= 12
