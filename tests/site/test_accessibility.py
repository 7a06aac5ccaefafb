"""The accessibility statement says what was tested, and what it says is so."""

import re

import pytest
from django.conf import settings

from hscp.site import accessibility

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("test", accessibility.TESTS, ids=lambda test: test.what[:30])
def test_what_is_said_to_test_it_is_there(test):
    file, name = test.evidence.split("::")

    assert re.search(rf"^def {name}\(", (settings.BASE_DIR / file).read_text(), re.MULTILINE)


def test_no_test_is_later_than_the_review_of_the_statement():
    assert accessibility.PREPARED <= accessibility.last_tested() <= accessibility.REVIEWED


def test_the_statement_shows_each_test_with_its_day_and_what_is_not_done(client):
    page = client.get("/accessibility/").text

    rows = re.findall(r'<th scope="row"[^>]*>([^<]*)</th><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td>', page)
    assert rows == [(test.what, test.how, f"{test.on:%-d %b %Y}") for test in accessibility.TESTS]
    assert [each for each in accessibility.NOT_YET if f"<li>{each}</li>" not in page] == []
    assert f"last reviewed on {accessibility.REVIEWED:%-d %B %Y}" in page
