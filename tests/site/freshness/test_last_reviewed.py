"""Every record's public page says when it was last reviewed, and when it is reviewed again."""

from datetime import date

import pytest

from tests.factories import (
    make_course,
    make_pathway,
    make_process,
    make_resource,
    make_situation,
    make_theme,
    make_toolkit,
)

MAKERS = [make_theme, make_process, make_situation, make_toolkit, make_resource, make_course, make_pathway]


@pytest.mark.django_db
@pytest.mark.parametrize("make", MAKERS)
def test_a_page_says_when_it_was_last_reviewed(client, make):
    record = make(last_reviewed_date=date(2026, 3, 3), review_date=date(2027, 3, 3))

    page = client.get(record.get_absolute_url()).content.decode()

    assert 'Last reviewed <time datetime="2026-03-03">3 March 2026</time>.' in page
    assert 'Next review <time datetime="2027-03-03">3 March 2027</time>.' in page
