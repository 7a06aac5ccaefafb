"""Who keeps a record: its owner, else that of its theme, else that of its kind; nobody who has left."""

import pytest

from hscp.editing.freshness.defaults import read_defaults
from hscp.editing.freshness.keepers import keepers_of, with_keepers
from hscp.records.state import State
from resources.models import Resource, Toolkit
from tests.editing.freshness.builders import make_kind_rule
from tests.factories import (
    make_course,
    make_pathway,
    make_process,
    make_resource,
    make_situation,
    make_staff,
    make_term,
    make_theme,
    make_toolkit,
    put_in_pack,
)
from themes.models import Term

pytestmark = pytest.mark.django_db


def keeper_of(record):
    return keepers_of([record], read_defaults())[record]


def in_pack(record, **theme):
    put_in_pack(make_theme(**theme), record)
    return record


def test_its_own_owner_comes_first():
    own, other = make_staff(), make_staff()
    make_kind_rule(Toolkit, owner=other)

    assert keeper_of(in_pack(make_toolkit(owner=own), owner=other)) == own


def test_then_the_owner_of_its_theme():
    person, other = make_staff(), make_staff()
    make_kind_rule(Resource, owner=other)

    assert keeper_of(in_pack(make_resource(), owner=person)) == person


@pytest.mark.parametrize("make", [make_toolkit, make_resource, make_course, make_pathway])
def test_every_kind_that_stands_in_packs_is_kept_by_the_owner_of_its_theme(make):
    person = make_staff()

    assert keeper_of(in_pack(make(), owner=person)) == person


@pytest.mark.parametrize("make", [make_process, make_situation])
def test_so_is_what_names_its_themes(make):
    person, record = make_staff(), make()
    record.themes.add(make_theme(owner=person))

    assert keeper_of(record) == person


def test_of_several_themes_the_first_with_an_owner_decides_unless_it_is_archived():
    person, other = make_staff(), make_staff()
    toolkit = in_pack(make_toolkit(), owner=make_staff(), state=State.ARCHIVED)
    for owner in (None, person, other):
        in_pack(toolkit, owner=owner)

    assert keeper_of(toolkit) == person


def test_then_the_owner_of_its_kind_and_then_nobody():
    person = make_staff()
    make_kind_rule(Term, owner=person)

    assert (keeper_of(make_term()), keeper_of(make_toolkit())) == (person, None)


def test_whoever_has_left_keeps_nothing():
    gone, person = make_staff(is_active=False), make_staff()
    make_kind_rule(Term, owner=gone)

    assert keeper_of(make_term(owner=gone)) is None
    assert keeper_of(in_pack(in_pack(make_toolkit(owner=gone), owner=gone), owner=person)) == person


@pytest.mark.parametrize("count", [1, 30])
def test_keepers_cost_one_query_whatever_there_is(count, django_assert_num_queries):
    for _ in range(count):
        in_pack(make_toolkit(), owner=make_staff())
    defaults = read_defaults()

    with django_assert_num_queries(1):
        assert all(each.keeper for each in with_keepers(Toolkit.objects.all(), defaults))
