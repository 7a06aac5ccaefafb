"""Nothing in a document is fetched, run or read from disk, and no document keeps a reader waiting (T41 of reliability)."""

import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.test import RequestFactory

from contacts.models import Pathway
from contacts.output.sheet import sheet_document
from hscp.brochure.editions.current import current_brochure
from hscp.brochure.printing.brochure_document import brochure_document
from hscp.brochure.printing.pack_document import pack_document
from hscp.brochure.printing.poster_document import poster_document
from hscp.brochure.printing.views import PackPdf
from hscp.documents import compiler
from hscp.documents.cache import pdf_of
from hscp.documents.compiler import CannotCompile
from hscp.links.models import Link
from hscp.web.selections import Selection
from tests.documents.pdf_checks import links_of, texts_of
from tests.documents.test_compiler import certificate
from tests.factories import (
    make_brochure,
    make_contact_point,
    make_course,
    make_pathway,
    make_process,
    make_resource,
    make_theme,
    make_toolkit,
    put_link,
)
from themes.models import ThemeCourse, ThemePathway, ThemeResource, ThemeToolkit

pytestmark = pytest.mark.django_db


def put_canary(record, address):
    """Let a record lead to an address of this machine, past the field that refuses it."""
    link = put_link(record)
    Link.objects.filter(pk=link.pk).update(address=address)


@pytest.fixture
def canary():
    """Give the address of a web server on this machine, and the list of what it was asked for."""
    hits = []

    class Canary(BaseHTTPRequestHandler):
        def do_GET(self):
            hits.append(self.path)
            self.send_error(404)

        do_HEAD = do_GET

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Canary)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", hits
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def trap(tmp_path):
    """Give the path of a pipe: whoever opens it to read waits for ever, and the document is given up."""
    os.mkfifo(tmp_path / "trap")
    return tmp_path / "trap"


@pytest.fixture
def hostile(canary, trap):
    """Store a theme with everything a pack holds, and in every text of it what a typesetter might follow."""
    web = canary[0]
    words = f'#read("{trap}") #image("{web}/typst.png") \\include{{{trap}}} <img src="{web}/title.png">'
    rich = (
        f'<p>{words}</p><p><a href="file://{trap}">file</a> <a href="javascript:alert(1)">script</a> '
        f'<a href="{web}/followed">web</a></p><img src="{web}/rich.png"><img src="file://{trap}">'
        f'<link rel="stylesheet" href="{web}/style.css"><style>@import url({web}/import.css)</style>'
        f'<object data="{web}/object"></object><svg><image href="{web}/svg.png"/></svg>'
    )
    theme = make_theme(
        title=f"Theme {words}",
        slug="hostile",
        introduction=rich,
        key_message=rich,
        poster_message=words[:200],
        parents_title=words[:100],
        parents_message=words[:200],
    )
    pathway = make_pathway(title=f"Contact {words}", purpose=words)
    make_contact_point(pathway, label=words[:100], note=words[:200])
    ThemePathway.objects.create(theme=theme, pathway=pathway, order=1)
    toolkit = make_toolkit(title=f"Toolkit {words}", summary=words)
    put_canary(toolkit, f"{web}/toolkit")
    ThemeToolkit.objects.create(theme=theme, toolkit=toolkit, order=1)
    resource = make_resource(title=f"Resource {words}")
    put_canary(resource, f"{web}/resource")
    ThemeResource.objects.create(theme=theme, resource=resource, section="case_studies", order=1)
    ThemeCourse.objects.create(theme=theme, course=make_course(title=f"Course {words}"), order=1)
    make_process(title=f"Process {words}").themes.add(theme)
    make_brochure(introduction=rich)
    return theme


KINDS = {
    "pack": pack_document,
    "poster for professionals": lambda theme: poster_document(theme, "professionals", "a4"),
    "poster for parents": lambda theme: poster_document(theme, "parents", "a3"),
    "contacts sheet": lambda theme: sheet_document(Selection(list(Pathway.objects.live()))),
    "brochure": lambda theme: brochure_document(current_brochure()),
}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_in_a_record_is_fetched_or_read(hostile, canary, kind):
    pdf = pdf_of(KINDS[kind](hostile))

    assert canary[1] == []
    assert "#read(" in " ".join(texts_of(pdf)) or kind.startswith("poster")
    assert {address.partition(":")[0] for address in links_of(pdf)} <= {"http", "https", "mailto", "tel"}


@pytest.mark.parametrize(
    ("part", "refused"),
    [
        ('<image href="{web}/picture.png" width="9" height="9"/>', True),
        ('<image xlink:href="file://{trap}" width="9" height="9"/>', True),
        ('<image href="{trap}" width="9" height="9"/>', True),
        ('<style>@import url("{web}/style.css");</style><rect width="9" height="9"/>', False),
        ('<use href="{web}/use.svg#a"/><rect width="9" height="9"/>', False),
    ],
)
def test_nothing_in_a_picture_is_fetched_or_read(canary, trap, part, refused):
    spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    picture = f'<svg {spaces} width="9" height="9">{part.format(web=canary[0], trap=trap)}</svg>'
    outcome = "made"

    try:
        certificate(code=picture)
    except CannotCompile as error:
        outcome = str(error)

    assert outcome == ("certificate.typ was refused by the typesetter" if refused else "made")
    assert canary[1] == []


def test_the_canary_sings(canary):
    with pytest.raises(HTTPError):
        urlopen(f"{canary[0]}/seen")  # noqa: S310

    assert canary[1] == ["/seen"]


class TenThousandRows(PackPdf):
    """A pack whose every list has ten thousand rows."""

    def document(self):
        document = super().document()
        sections = document.data["pack"]["sections"]
        sections[0]["items"] = sections[0]["items"] * 10_000
        return document


def test_a_pack_of_ten_thousand_rows_is_given_up_in_time_and_its_page_is_shown(monkeypatch, caplog):
    monkeypatch.setattr(compiler, "SECONDS", 1)
    theme = make_theme(title="Ten thousand rows", slug="rows")
    ThemeResource.objects.create(theme=theme, resource=make_resource(), section="case_studies", order=1)

    response = TenThousandRows.as_view()(RequestFactory().get("/themes/rows/pack.pdf"), slug=theme.slug)
    page = response.render().content.decode()

    assert response.status_code == 503
    assert "The PDF could not be made just now." in page
    assert "Ten thousand rows</h1>" in page
    assert "rows-stop-pack.pdf could not be made: pack.typ took more than 1 seconds" in caplog.text


def test_no_process_is_left_behind(monkeypatch):
    monkeypatch.setattr(compiler, "SECONDS", 0.01)
    with pytest.raises(CannotCompile):
        certificate()

    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
