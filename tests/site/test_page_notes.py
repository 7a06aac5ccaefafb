"""What a page owns up to, it says once: links that are not known, numbers that nobody has checked."""

import datetime
import re

import pytest
from django.urls import reverse

from hscp.records.page_notes import UNCHECKED_WORDS, words_of
from hscp.search.index.documents import refresh_all
from tests.factories import (
    make_contact_point,
    make_course,
    make_pathway,
    make_publisher,
    make_resource,
    make_situation,
    make_theme,
    make_toolkit,
    put_in_pack,
)

pytestmark = pytest.mark.django_db


def notes(page):
    return re.findall(r'<p class="portal-note" data-note="(\w+)">(.*?)</p>', page)


@pytest.fixture
def page_of(client):
    return lambda address: client.get(address).content.decode()


@pytest.fixture
def theme_page(page_of):
    def page(*records):
        theme = make_theme()
        for record in records:
            put_in_pack(theme, record)
        return page_of(theme.get_absolute_url())

    return page


def test_a_list_says_once_that_links_are_missing_and_marks_no_line(theme_page):
    page = theme_page(make_resource(), make_resource(), make_toolkit(), make_course())

    assert notes(page) == [("no_link", words_of("no_link"))]


def test_a_page_on_which_every_line_leads_somewhere_says_nothing(theme_page):
    page = theme_page(make_resource(link="https://example.org/"), make_resource(kind="collection"))

    assert notes(page) == []


@pytest.mark.parametrize("name", ["site:parents_and_carers", "situation"])
def test_parents_are_told_whom_they_can_ask(page_of, name):
    toolkit = make_toolkit(audience_group="parents_and_carers")
    situation, theme = make_situation(), make_theme()
    put_in_pack(theme, toolkit)
    situation.themes.add(theme)
    address = situation.get_absolute_url() if name == "situation" else reverse(name)

    assert notes(page_of(address)) == [("no_link", words_of("no_link", "parents"))]


@pytest.mark.parametrize(
    ("make", "how"),
    [
        (make_toolkit, "Ask your safeguarding lead, or look for the title on its publisher’s website."),
        (
            lambda: make_resource(publisher=make_publisher(name="NSPCC")),
            "Ask your safeguarding lead, or look for the title on the website of NSPCC.",
        ),
        (
            lambda: make_toolkit(audience_group="parents_and_carers"),
            "Ask at your child’s school or nursery, or search the web for its name.",
        ),
        (
            lambda: make_toolkit(audience_group="children_and_young_people"),
            "Ask an adult you trust to help you find it.",
        ),
    ],
)
def test_the_page_of_a_record_says_how_else_to_get_it_and_nothing_twice(page_of, make, how):
    record = make()
    if not hasattr(record, "publisher"):
        make_course(toolkit=record)

    [(note, words)] = notes(page_of(record.get_absolute_url()))

    assert (note, words.partition(" yet. ")[2]) == ("no_link", how)


def test_contacts_say_once_that_numbers_are_not_checked(page_of):
    for _ in range(3):
        make_contact_point(make_pathway())

    refresh_all()
    assert notes(page_of(reverse("contacts:pathway_list"))) == [("unchecked", UNCHECKED_WORDS)]


def test_a_checked_number_says_when_and_the_page_owns_up_to_nothing(page_of):
    make_contact_point(make_pathway(), verified_on=datetime.date(2026, 11, 3))

    refresh_all()
    page = page_of(reverse("contacts:pathway_list"))

    assert notes(page) == []
    assert page.count("Checked on 3 November 2026") == 1


def test_a_form_without_an_address_is_named_and_is_no_link(page_of):
    pathway = make_pathway()
    make_contact_point(pathway, verified_on=datetime.date(2026, 11, 3))
    make_contact_point(pathway, kind="form", value="", label="Referral form")

    refresh_all()
    for address in (pathway.get_absolute_url(), reverse("contacts:pathway_list")):
        page = page_of(address)
        assert re.search(r"There is also.{1,200}Referral form", page, re.DOTALL)
        assert notes(page) == [("no_link", words_of("no_link"))]
        assert 'href=""' not in page
