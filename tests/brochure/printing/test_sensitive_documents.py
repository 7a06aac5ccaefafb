"""Browsers do not store a PDF of something sensitive, nor the page that says the same."""

import pytest

from tests.factories import make_contact_point, make_pathway, make_theme

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/themes/x/pack.pdf",
        "/themes/x/posters/",
        "/themes/x/poster.pdf?for=parents",
        "/my-pack.pdf?theme=x",
        "/my-pack.pdf?theme=open&contact=y",
        "/contacts/sheet.pdf?contact=y",
        "/contacts/sheet/?contact=y",
    ],
)
def test_what_is_sensitive_is_stored_nowhere(client, address):
    make_theme(slug="open")
    theme, pathway = make_theme(slug="x"), make_pathway(slug="y")
    make_contact_point(pathway)

    before = client.get(address)
    for record in (theme, pathway):
        record.sensitive = True
        record.save()
    after = client.get(address)

    assert [response.status_code for response in (before, after)] == [200, 200]
    assert before.headers.get("Cache-Control") != "no-store"
    assert after["Cache-Control"] == "no-store"
