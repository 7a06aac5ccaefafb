"""The public site as files: links whole, nothing of a person, and what has changed since is told."""

import io
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from hscp.site.mirror import ELSEWHERE, _Builder, _file_of, build_mirror
from tests.factories import (
    make_contact_point,
    make_course,
    make_pathway,
    make_session,
    make_theme,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch):
    """Leave the test's connection open between requests: it is in a transaction."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


@pytest.fixture
def content(settings):
    settings.HSCP_ADDRESS = "http://testserver"
    settings.STATIC_ROOT = Path("/nowhere")
    theme = make_theme(title="Neglect", slug="neglect")
    pathway = make_pathway(title="LADO", slug="lado")
    make_contact_point(pathway, value="01962 876364")
    make_session(course=make_course(title="Knots"), state="open")
    make_theme(title="Zebra crossing", state="draft")
    return theme


def mirror(folder, *options):
    out = io.StringIO()
    call_command("build_mirror", str(folder), *options, stdout=out, stderr=out)
    return out.getvalue()


def pages(folder):
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.html")}


def led_to(folder, target):
    path = folder / target.partition("#")[0].strip("/")
    return path if path.is_file() else path / "index.html"


def test_every_link_leads_to_a_file(content, tmp_path):
    told = mirror(tmp_path / "copy")

    folder = tmp_path / "copy"
    found = pages(folder)
    links = {
        link
        for text in found.values()
        for link in re.findall(r'\b(?:href|src)="(/[^"]*)"', text)
        if not link.startswith("/static/")
    }
    assert [link for link in sorted(links) if not led_to(folder, link).is_file()] == []
    assert {"index.html", "themes/neglect/index.html", "contacts/lado/index.html"} <= found.keys()
    assert "01962 876364" in found["contacts/lado/index.html"]
    assert (len(links) > 30, "written to" in told) == (True, True)


def test_the_second_page_of_a_list_has_a_folder_as_files_have_no_query():
    builder = _Builder(with_documents=False)
    second = builder._canonical("?page=2&amp;x=1", "/toolkits/")
    builder._pages[second] = ("text/html", b"")

    text = builder._rewritten(
        '<a href="?page=2&amp;x=1">2</a> <a href="/admin/#top">In</a>', "/toolkits/", ""
    )

    assert _file_of(second) == "toolkits/-/page-2/index.html"
    assert text == '<a href="/toolkits/-/page-2/">2</a> <a href="/not-in-this-copy/#top">In</a>'


def test_each_page_says_that_it_is_a_copy_and_from_when(content, tmp_path):
    mirror(tmp_path / "copy")

    without = [
        name
        for name, text in pages(tmp_path / "copy").items()
        if "A copy of " not in text and not name.startswith(("offline/", ELSEWHERE.strip("/")))
    ]
    assert without == []


def test_nothing_of_a_person_and_no_draft_is_in_it(content, tmp_path):
    mirror(tmp_path / "copy")

    found = pages(tmp_path / "copy")
    assert not any(name.startswith(("admin/", "booking/", "my-pack/", "api/")) for name in found)
    assert not any("csrfmiddlewaretoken" in text or "Zebra" in text for text in found.values())


def test_what_has_changed_since_is_told(content, tmp_path):
    folder = tmp_path / "copy"
    mirror(folder)

    unchanged = mirror(folder, "--check")
    content.key_message = "<p>Look twice.</p>"
    content.save()
    make_theme(title="New", slug="new")
    with pytest.raises(SystemExit):
        mirror(folder, "--check")
    drift = build_mirror().drift(folder)

    assert unchanged.startswith("0 files of ")
    assert {"themes/neglect/index.html", "themes/new/index.html"} <= set(drift)
    assert "contacts/lado/index.html" not in drift


def test_what_is_gone_from_the_site_goes_from_the_copy(content, tmp_path):
    folder = tmp_path / "copy"
    mirror(folder)
    content.state = "archived"
    content.save()

    mirror(folder)

    assert not (folder / "themes/neglect/index.html").exists()


def test_a_folder_with_something_else_is_left_alone(content, tmp_path):
    (tmp_path / "index.html").write_text("Mine")

    with pytest.raises(CommandError, match="something else"):
        mirror(tmp_path)

    assert (tmp_path / "index.html").read_text() == "Mine"
