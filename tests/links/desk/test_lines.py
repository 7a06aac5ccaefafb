"""The lines of the desk: their order, what is offered together, the filters, and what they cost."""

import pytest

from hscp.links.desk import lines as lines_module
from hscp.links.desk.kinds import KINDS
from hscp.links.desk.lines import Choice, lines_of_page, waiting_numbers
from hscp.links.desk.same_document import candidates_filter, names_of
from resources.models import Resource
from tests.factories import (
    make_contact_point,
    make_course,
    make_link,
    make_pathway,
    make_publisher,
    make_resource,
    make_theme,
    make_toolkit,
    put_in_pack,
    put_link,
)
from tests.links.desk.test_waiting import check

pytestmark = pytest.mark.django_db

CERAF = (
    "CERAF",
    "Child Exploitation Risk Assessment Framework (CERAF)",
    "Child Exploitation Risk Assessment Framework - CERAF",
)


def titles(choice=None, number=1):
    """Return the names of the records of each line of a page."""
    return [[each.name for each in line.records] for line in lines_of_page(KINDS, choice or Choice(), number)]


def use(resource, number):
    for _ in range(number):
        put_in_pack(make_theme(), resource)


def test_the_most_used_come_first_then_by_title():
    use(make_resource(title="Beta"), 1)
    use(make_resource(title="Zeta"), 2)
    make_toolkit(title="Alpha")
    make_contact_point(make_pathway(title="Gamma"), kind="form", value="", label="Form")

    assert titles() == [["Zeta"], ["Beta"], ["Alpha"], ["Gamma: Form"]]


def test_records_that_share_a_link_are_one_line_of_every_kind():
    first, second, course = make_resource(title="A"), make_toolkit(title="B"), make_course(title="C")
    for record in (first, second, course):
        put_link(record, "https://www.example.org/shared", state="suggested")
    make_resource(title="D")

    assert titles() == [["A", "B", "C"], ["D"]]


def test_a_link_that_is_settled_joins_nothing():
    make_resource(title="A")
    second = make_resource(title="B", not_available="Out of print.")
    put_link(second, "https://www.example.org/shared", state="confirmed")

    assert titles() == [["A"]]


def test_titles_of_one_document_are_one_line():
    for title in CERAF:
        make_resource(title=title)
    make_resource(title="CERAF Guidance")

    assert [sorted(line) for line in titles()] == [sorted(CERAF), ["CERAF Guidance"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Neglect Strategy", "The neglect strategy"),
        ("Top tips for parents & carers", "Top Tips for Parents and Carers"),
        (CERAF[0], CERAF[1]),
        (CERAF[1], CERAF[2]),
    ],
)
def test_these_are_one_document(one, other):
    assert names_of(one) & names_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Neglect Strategy (Hampshire)", "Neglect Strategy (Portsmouth)"),
        ("Online safety - NSPCC", "Online safety - NHS"),
        ("CERAF", "CERAF Guidance"),
        ("NHS", "NHS guidance on neglect"),
    ],
)
def test_these_are_two(one, other):
    assert not names_of(one) & names_of(other)


def test_another_name_joins_as_a_title_does():
    make_resource(title="Tool for chronologies", aliases="Old name\nChronology Template")
    make_resource(title="Chronology template")

    assert len(titles()) == 1


def test_the_candidates_hold_every_title_of_one_document():
    records = [make_resource(title=title) for title in CERAF]

    for title in CERAF:
        assert set(Resource.objects.filter(candidates_filter([(title, "")]))) == set(records)


def test_a_title_of_signs_alone_finds_nothing_and_harms_nothing():
    make_resource(title="(+*?[")
    make_resource(title=r"C++ (for\ children) [a-z]{9}")

    assert len(titles()) == 2


def test_the_same_title_for_another_audience_or_format_is_another_line():
    for group in ("professionals", "parents_and_carers"):
        make_toolkit(title="Neglect", audience_group=group)
    for format in ("webinar", "elearning"):
        make_course(title="Neglect", format=format)

    assert len(titles()) == 4


def test_a_group_stands_once_however_many_pages_there_are(monkeypatch):
    monkeypatch.setattr(lines_module, "DESK_LINES", 2)
    for title in ("A", "B", "Y", "Z"):
        put_link(make_resource(title=title), f"https://www.example.org/{title in 'AZ'}", state="suggested")

    assert titles() == [["A", "Z"], ["B", "Y"]]
    assert titles(number=2) == []
    assert waiting_numbers(KINDS, Choice()) == 4


def test_the_filters():
    provider, theme = make_publisher(), make_theme()
    make_course(title="Course", provider=provider)
    resource = make_resource(title="Resource", publisher=provider)
    put_in_pack(theme, resource)
    put_link(make_toolkit(title="Toolkit"), state="suggested")

    assert titles(Choice(kind="course")) == [["Course"]]
    assert titles(Choice(publisher=provider.pk)) == [["Resource"], ["Course"]]
    assert titles(Choice(theme=theme.pk)) == [["Resource"]]
    assert titles(Choice(suggested=True)) == [["Toolkit"]]
    assert waiting_numbers(KINDS, Choice(publisher=provider.pk)) == 2
    assert titles(Choice(kind="toolkit", publisher=provider.pk)) == []


def test_a_group_is_found_under_each_filter_that_one_of_it_passes():
    put_link(make_resource(title="A"), "https://www.example.org/shared", state="suggested")
    put_link(make_course(title="B"), "https://www.example.org/shared", state="suggested")

    assert titles(Choice(kind="course")) == [["B", "A"]]


def test_a_line_shows_what_the_check_found_and_where_it_has_moved():
    resource = make_resource()
    link = put_link(resource, state="confirmed", evidence="https://www.example.org/list ; named in print")
    check(link, "moved", new_address="https://www.example.org/new")

    [suggestion] = lines_of_page(KINDS, Choice(), 1)[0].suggestions

    assert suggestion.needs_attention
    assert suggestion.new_address == "https://www.example.org/new"
    assert suggestion.evidence == [("https://www.example.org/list", True), ("named in print", False)]


@pytest.mark.parametrize("number", [1, 30])
def test_a_page_costs_the_same_for_one_line_and_for_thirty(number, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(lines_module, "DESK_LINES", 200)
    for place in range(number):
        for make in (make_resource, make_toolkit, make_course):
            put_link(make(), f"https://www.example.org/{make.__name__}/{place}", state="suggested")
        make_contact_point(make_pathway(), kind="form", value="")
    link = make_link("https://www.example.org/make_resource/0")
    check(link, "other")

    with django_assert_num_queries(37):
        assert len(lines_of_page(KINDS, Choice(), 1)) == 4 * number
