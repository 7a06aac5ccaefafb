"""The guided path as a picture: complete, also in words, with problems marked; what editors write is only ever text."""

import re

import pytest

from contacts.models import FinderAnswer, FinderQuestion
from hscp.records.state import State
from tests.admin.pages import address, list_address
from tests.factories import (
    make_answer,
    make_contact_point,
    make_pathway,
    make_question,
    make_threshold_level,
    make_whole_question,
)

PICTURE = "/admin/contacts/finderquestion/picture/"
QUERIES = 7


def test_the_picture_shows_every_question_answer_and_destination_and_says_it_in_words(editor):
    pathway, level = make_pathway(title="The LADO"), make_threshold_level(number=3, title="Targeted")
    make_contact_point(pathway)
    second = make_whole_question(level, title="And then?")
    make_whole_question(second, pathway, title="First of all?", is_first=True)
    make_question(title="Long gone?", state=State.ARCHIVED)

    page = editor.get(PICTURE).text

    svg, _, words = page.partition("</svg>")
    drawn = re.findall(r"<text[^>]*>(.*?)</text>", svg)
    for text in (
        "1. First of all?",
        "First question",
        "2. And then?",
        "Contact: The LADO",
        "Level 3: Targeted",
    ):
        assert text in drawn
    assert set(FinderAnswer.objects.values_list("text", flat=True)) <= set(drawn)
    assert f'<a href="/admin/contacts/pathway/{pathway.pk}/change/">Contact: The LADO</a>' in words
    assert f'<a href="/admin/contacts/finderquestion/{second.pk}/change/">Question 2: And then?</a>' in words
    assert "Long gone?" not in page
    assert "What to put right" not in page


def test_the_picture_names_the_reader_whom_an_answer_is_for(editor):
    pathway = make_pathway(title="The LADO", for_professionals=True)
    make_answer(make_whole_question(is_first=True), pathway, reader="professionals")

    svg, _, words = editor.get(PICTURE).text.partition("</svg>")

    assert "(for professionals)" in " ".join(re.findall(r"<text[^>]*>(.*?)</text>", svg))
    assert ">Contact: The LADO (for professionals)</a>" in words


def test_the_picture_says_what_is_wrong_and_marks_it(editor):
    first, second = make_whole_question(title="A?", is_first=True), make_whole_question(title="B?")
    make_answer(first, second)
    make_answer(second, first)
    gone = make_pathway(title="Gone", state=State.ARCHIVED)
    make_contact_point(gone)
    make_answer(first, gone)
    make_whole_question(title="Alone?")

    page = editor.get(PICTURE).text

    drawn = re.findall(r'<text class="admin-path__problem"[^>]*>(.*?)</text>', page)
    assert sorted(drawn) == [
        "Not on the site: archived",
        "Problem: dead end",
        "Problem: loop",
        "Problem: loop",
        "Problem: nobody gets here",
    ]
    assert page.count('class="admin-path__sign"') == 4
    assert "The answers lead round in a circle: “A?” → “B?” → “A?”." in page


def test_the_picture_draws_questions_that_lead_to_themselves_and_to_many(editor):
    first = make_question(is_first=True)
    questions = [make_question(state=State.DRAFT) for _ in range(12)]
    for question in [first, *questions]:
        for target in [first, *questions]:
            make_answer(question, target)

    assert editor.get(PICTURE).status_code == 200


def test_what_editors_write_is_only_text_in_the_picture(editor):
    words = "<script>x</script>&\"'"
    question = make_whole_question(make_pathway(title=words), title=words, is_first=True)
    make_answer(question, text=words)

    page = editor.get(PICTURE).text

    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
    assert 'style="' not in page.partition("<svg")[2]


def test_an_empty_path_says_so(editor):
    assert "There are no questions yet." in editor.get(PICTURE).text


@pytest.mark.parametrize("number", [1, 30])
def test_the_picture_takes_as_many_queries_for_one_question_as_for_thirty(
    editor, number, django_assert_num_queries
):
    for _ in range(number):
        make_whole_question(make_pathway())

    with django_assert_num_queries(QUERIES):
        editor.get(PICTURE)


def test_the_list_and_each_question_lead_to_the_picture(editor):
    question = make_question(state=State.DRAFT)

    assert f'href="{PICTURE}"' in editor.get(list_address(FinderQuestion)).text
    assert f'href="{PICTURE}#question-{question.pk}"' in editor.get(address(question, "change")).text
