"""The rows of a pack have Django's own markup, without a template for each of their controls."""

import pytest
from adminsortable2.admin import SortableInlineAdminMixin
from django.contrib.admin import site
from django.test.html import parse_html

from hscp.admin import row_renderer
from hscp.vocabulary import Section
from tests.admin.pages import address, filled_in
from tests.effort import calls_of
from tests.factories import make_resource, make_theme, make_toolkit, put_in_pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def pack():
    theme = make_theme()
    for order, section in enumerate(Section.values):
        put_in_pack(theme, make_resource(title=f"<b>“A” & B's {order}</b>"), section=section, order=order)
    put_in_pack(theme, make_toolkit())
    return theme


def groups_of(page):
    """Return the tables of rows of a page, without what differs from one request to the next."""
    return [
        part.partition("</fieldset>")[0] for part in page.text.split('<fieldset class="module admin-rows')[1:]
    ]


def both_ways(monkeypatch, ask):
    """Return the rows of the page that `ask` gets as they are, and as Django's templates write them."""
    ours = groups_of(ask())
    monkeypatch.setattr(row_renderer, "WRITERS", {})
    return ours, groups_of(ask())


def test_rows_have_the_markup_of_djangos_templates(publisher, pack, monkeypatch):
    ours, djangos = both_ways(monkeypatch, lambda: publisher.get(address(pack, "change")))

    assert len(ours) == 6
    for mine, theirs in zip(ours, djangos, strict=True):
        assert parse_html(mine) == parse_html(theirs)


def test_rows_with_errors_have_the_markup_of_djangos_templates(publisher, pack, monkeypatch):
    form = filled_in(publisher.get(address(pack, "change")))
    [name] = [name for name in form if name.endswith("-0-section")]
    wrong = form | {name: "<attic>", name.replace("section", "order"): "x"}

    ours, djangos = both_ways(monkeypatch, lambda: publisher.post(address(pack, "change"), wrong))

    assert sum(each.count("errorlist") for each in ours) == 2
    for mine, theirs in zip(ours, djangos, strict=True):
        assert parse_html(mine) == parse_html(theirs)


def test_a_row_takes_little_work(publisher):
    """A row has five controls: a template for each, and for each part of one, took six times as many calls."""

    def page_of(rows):
        theme = make_theme()
        for order in range(rows):
            put_in_pack(theme, make_resource(), order=order)
        publisher.get(address(theme, "change"))
        return calls_of(lambda: publisher.get(address(theme, "change")))

    each = (page_of(40) - page_of(10)) / 30
    assert each < 8_000


def test_rows_that_are_dragged_have_a_number_for_their_place():
    """adminsortable2 takes the first field of the order for it, whatever that is: a browser sends no word from a field for numbers."""
    places = {
        (inline.__name__, inline.model.__name__): inline(model, site).default_order_field
        for model, model_admin in site._registry.items()
        for inline in model_admin.inlines
        if issubclass(inline, SortableInlineAdminMixin)
    }

    assert len(places) > 15
    assert set(places.values()) == {"order"}
