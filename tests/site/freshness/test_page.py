"""The editors' page about what goes stale."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hscp.editing.freshness.review_dates import next_review
from hscp.web.page_sizes import ADMIN_LISTS
from resources.models import Toolkit
from tests.factories import make_pathway, make_staff, make_theme, make_toolkit, put_in_pack

pytestmark = pytest.mark.django_db
PAGE = "/admin/freshness/"


@pytest.fixture
def soon():
    return timezone.localdate() + timedelta(days=3)


def titles(client, query=""):
    return [row["title"] for row in client.get(f"{PAGE}{query}").context["rows"]]


def test_it_lists_what_goes_stale_with_who_keeps_it(signed_in, soon):
    ada = make_staff(first_name="Ada", last_name="Hale")
    put_in_pack(
        make_theme(owner=ada, review_date=soon + timedelta(days=99)),
        make_toolkit(title="Neglect", review_date=soon),
    )

    page = signed_in("editor").get(PAGE)

    [row] = page.context["rows"]
    assert (row["title"], row["why"], row["due"], row["keeper"]) == (
        "Neglect",
        "Review due",
        soon,
        "Ada Hale",
    )
    assert "Ada Hale (1)" in page.content.decode()


def test_it_is_filtered_by_owner_kind_and_reason(signed_in, soon):
    client = signed_in("editor")
    me = client.person
    make_toolkit(title="Mine", review_date=soon, owner=me)
    make_toolkit(title="Nobody’s", review_date=soon)
    make_toolkit(title="Hers", review_date=soon, owner=make_staff())
    make_pathway(title="Contact", review_date=soon, owner=me)

    assert titles(client, "?owner=me") == ["Mine", "Contact"]
    assert titles(client, "?owner=nobody") == ["Nobody’s"]
    assert titles(client, "?kind=contacts.pathway") == ["Contact"]
    assert titles(client, "?reason=years") == []
    assert len(titles(client, "?owner=nonsense&kind=no.such&reason=none&page=x")) == 4


def test_everybody_who_reads_records_finds_it_in_the_menu(signed_in):
    for role, expected in (("editor", True), ("verifier", True), ("none", False)):
        page = signed_in(role).get("/admin/").content.decode()
        assert (f'href="{PAGE}"' in page) is expected


def test_it_has_pages(signed_in, soon):
    for number in range(ADMIN_LISTS + 1):
        make_toolkit(title=f"{number:03}", review_date=soon + timedelta(days=number % 5), owner=None)
    client = signed_in("editor")

    assert (len(titles(client, "?owner=nobody")), len(titles(client, "?owner=nobody&page=2"))) == (
        ADMIN_LISTS,
        1,
    )
    assert "owner=nobody&amp;page=2" in client.get(f"{PAGE}?owner=nobody").content.decode()


def test_ticked_records_are_marked_as_reviewed_in_one_revision(signed_in, soon):
    toolkit, other, contact = (
        make_toolkit(review_date=soon),
        make_toolkit(review_date=soon),
        make_pathway(review_date=soon),
    )
    client = signed_in("editor")
    rows = [
        f"resources.toolkit:{toolkit.pk}",
        f"contacts.pathway:{contact.pk}",
        "auth.user:1",
        "resources.toolkit:x",
    ]

    answer = client.post(PAGE, {"row": rows, "back": "owner=nobody"})

    assert answer.url == f"{PAGE}?owner=nobody"
    for each in (toolkit, other, contact):
        each.refresh_from_db()
    today = timezone.localdate()
    assert [each.last_reviewed_date for each in (toolkit, contact, other)] == [today, today, None]
    assert (toolkit.review_date, other.review_date) == (next_review(Toolkit), soon)


def test_a_reader_of_a_kind_marks_none_of_it(signed_in, soon):
    toolkit = make_toolkit(review_date=soon)
    client = signed_in("verifier")

    client.post(PAGE, {"row": f"resources.toolkit:{toolkit.pk}"})

    toolkit.refresh_from_db()
    assert toolkit.last_reviewed_date is None
    assert not client.get(PAGE).context["may_mark"]


def test_records_without_a_date_get_one_at_a_press(signed_in):
    toolkit = make_toolkit()
    client = signed_in("editor")
    assert client.get(PAGE).context["undated"] == 1

    client.post(PAGE, {"give_dates": "yes"})

    toolkit.refresh_from_db()
    assert toolkit.review_date == next_review(Toolkit)
    assert client.get(PAGE).context["undated"] == 0


@pytest.mark.parametrize("count", [1, 30])
def test_it_costs_the_same_for_few_and_many(signed_in, soon, count, django_assert_num_queries):
    for _ in range(count):
        make_toolkit(review_date=soon, owner=make_staff())
        make_pathway(review_date=soon)
    client = signed_in("editor")
    client.get(PAGE)

    with django_assert_num_queries(9):
        client.get(PAGE)
