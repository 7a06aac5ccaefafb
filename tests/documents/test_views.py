"""The page of a PDF: requested anew each time, limited for each client, and never without an answer that reads well."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import path

from hscp.documents import cache, queue, views
from hscp.documents.compiler import CannotCompile, Compiled
from hscp.documents.document import Document
from hscp.documents.queue import Busy
from hscp.documents.views import DocumentView
from hscp.security.rate_limits import RateLimit
from hscp.site.statements import statement
from hscp.urls import urlpatterns as portal
from tests.documents.test_compiler import certificate

PDF = b"%PDF-1.7 made"
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


class Leaflet(DocumentView):
    """A leaflet about the words in its address."""

    def document(self):
        words = self.request.GET.get("words", "")
        return Document("tests/leaflet-é", "Leaflet", "certificate.typ", {"words": words})

    def page_instead(self, request):
        return statement(request, name="cookies", title="Cookies")


urlpatterns = [path("leaflet.pdf", Leaflet.as_view()), *portal]


@pytest.fixture(autouse=True)
def compilations(settings, tmp_path, monkeypatch):
    """Let PDFs be compiled from nothing, and return the list of what was compiled."""
    settings.HSCP_DOCUMENTS = tmp_path
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}
    }
    compiled = []

    def compile_document(template, data, **kwargs):
        compiled.append(data["words"])
        return Compiled(PDF, None, [], [])

    monkeypatch.setattr(cache, "compile_document", compile_document)
    return compiled


def failing(error):
    def compile_document(*args, **kwargs):
        raise error

    return compile_document


def notice(response):
    """Return the words of the notice on the page, without its markup."""
    found = response.content.decode().partition('<p class="govuk-notification-banner__heading">')[2]
    return found.partition("</p>")[0]


def test_the_pdf_is_sent_so_that_it_can_do_nothing(client):
    response = client.get("/leaflet.pdf")

    assert (response.status_code, response.content) == (200, PDF)
    assert {
        name: response[name]
        for name in (
            "Content-Type",
            "Content-Disposition",
            "Content-Security-Policy",
            "X-Content-Type-Options",
            "Cache-Control",
        )
    } == {
        "Content-Type": "application/pdf",
        "Content-Disposition": "inline; filename*=utf-8''leaflet-%C3%A9.pdf",
        "Content-Security-Policy": "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-cache",
    }
    assert response.cookies == {}


def test_a_head_request_has_the_headers_and_no_pdf(client):
    response = client.head("/leaflet.pdf")

    assert (response.status_code, response.content) == (200, b"")
    assert (response["Content-Type"], response["Content-Length"]) == ("application/pdf", str(len(PDF)))


def test_nothing_else_may_be_asked(client):
    assert client.post("/leaflet.pdf").status_code == 405


def test_a_client_that_has_the_pdf_is_told_so_and_nothing_is_compiled(client, compilations):
    etag = client.get("/leaflet.pdf")["ETag"]
    compilations.clear()

    response = client.get("/leaflet.pdf", headers={"If-None-Match": etag})

    assert (response.status_code, response.content, compilations) == (304, b"", [])
    assert (response["ETag"], response["Cache-Control"]) == (etag, "no-cache")
    assert client.get("/leaflet.pdf?words=new", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize(
    ("error", "words", "wait", "heading"),
    [
        (
            CannotCompile("certificate.typ was refused"),
            "The PDF could not be made just now.",
            None,
            "Cookies",
        ),
        (
            Busy("too many documents are being compiled"),
            "Too many PDFs are being made just now.",
            "5",
            "This PDF has to wait",
        ),
    ],
)
def test_without_a_pdf_the_reader_gets_a_page_and_a_clear_word(
    client, monkeypatch, caplog, error, words, wait, heading
):
    monkeypatch.setattr(cache, "compile_document", failing(error))

    response = client.get("/leaflet.pdf?words=Canary")
    page = response.content.decode()

    assert (response.status_code, response["Content-Type"]) == (503, "text/html; charset=utf-8")
    assert (notice(response), response.get("Retry-After")) == (words, wait)
    assert f'<h1 class="govuk-heading-xl">{heading}</h1>' in page
    assert '<a class="govuk-notification-banner__link" href="/leaflet.pdf?words=Canary">' in page
    [line] = [record.getMessage() for record in caplog.records if record.name == "hscp.documents.views"]
    assert line.startswith(("leaflet-é.pdf ", "/leaflet.pdf "))
    assert line.endswith(str(error))
    assert "Canary" not in caplog.text


def test_the_page_that_asks_to_wait_makes_no_query(client, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(cache, "compile_document", failing(Busy("all threads are busy")))

    with django_assert_num_queries(0):
        assert client.get("/leaflet.pdf")["Cache-Control"] == "no-store"


def test_without_a_free_thread_nothing_new_is_even_read_and_what_is_cached_is_sent(client, monkeypatch):
    read = []
    document = Leaflet.document
    monkeypatch.setattr(Leaflet, "document", lambda view: (read.append(view.request.GET), document(view))[1])
    client.get("/leaflet.pdf?words=kept")
    slots = [queue.thread_slot(str(n)) for n in range(queue.THREADS)]
    read.clear()

    with ExitStack() as taken:
        for slot in slots:
            taken.enter_context(slot)
        new, kept = client.get("/leaflet.pdf?words=new"), client.get("/leaflet.pdf?words=kept")

    assert (new.status_code, notice(new)) == (503, "Too many PDFs are being made just now.")
    assert (kept.status_code, kept.content) == (200, PDF)
    assert [query["words"] for query in read] == ["kept"]
    assert client.get("/leaflet.pdf?words=new").status_code == 200
    assert queue._address_counts == {}


def test_without_a_free_thread_a_request_for_the_same_document_waits_with_the_first(client, monkeypatch):
    began, go_on = threading.Event(), threading.Event()

    def compile_document(*args, **kwargs):
        began.set()
        go_on.wait(5)
        return Compiled(PDF, None, [], [])

    monkeypatch.setattr(cache, "compile_document", compile_document)
    monkeypatch.setattr(queue, "SHARED_TIMEOUT", 5)
    with ExitStack() as taken, ThreadPoolExecutor(2) as threads:
        for n in range(queue.THREADS - 1):
            taken.enter_context(queue.thread_slot(str(n)))
        first = threads.submit(Client().get, "/leaflet.pdf")
        began.wait(5)
        second = threads.submit(Client().get, "/leaflet.pdf")
        time.sleep(0.1)
        go_on.set()
        statuses = [first.result().status_code, second.result().status_code]

    assert statuses == [200, 200]


def test_requests_at_once_share_one_reading_of_the_database_but_not_with_staff(monkeypatch):
    read, together = [], threading.Barrier(4)

    def document(view):
        read.append(view.request.headers.get("Cookie"))
        time.sleep(0.3)
        return Document("tests/leaflet", "Leaflet", "certificate.typ", {"words": "same"})

    def ask(cookie):
        request = RequestFactory().get("/leaflet.pdf", headers={"Cookie": cookie} if cookie else {})
        together.wait()
        return Leaflet.as_view()(request).status_code

    monkeypatch.setattr(Leaflet, "document", document)
    with ThreadPoolExecutor(4) as threads:
        statuses = list(threads.map(ask, [None, None, None, "sessionid=staff"]))

    assert statuses == [200] * 4
    assert sorted(read) == ["", "sessionid=staff"]


def test_the_page_itself_has_no_notice(client):
    assert "document-trouble" not in client.get("/cookies/").content.decode()


def test_the_address_in_the_notice_is_text(client, monkeypatch):
    monkeypatch.setattr(cache, "compile_document", failing(CannotCompile("refused")))

    response = client.get('/leaflet.pdf?words="><script>alert(1)</script>')

    assert "<script>alert" not in response.content.decode()


def test_one_client_may_have_ten_compiled_in_a_minute_and_what_is_cached_as_often_as_it_likes(
    client, monkeypatch, compilations
):
    monkeypatch.setattr(views, "NEW_DOCUMENTS_BY_NETWORK", RateLimit("document", 10, 60))

    new = [client.get(f"/leaflet.pdf?words={n}") for n in range(12)]
    kept = [client.get(f"/leaflet.pdf?words={n}") for n in range(10) for _ in range(3)]
    elsewhere = Client(REMOTE_ADDR="192.0.2.7").get("/leaflet.pdf?words=11")

    assert [response.status_code for response in new] == [200] * 10 + [429] * 2
    assert compilations == [str(n) for n in range(10)] + ["11"]
    assert (notice(new[-1]), new[-1]["Retry-After"]) == (
        "Many new PDFs were asked for from your connection within a minute.",
        "60",
    )
    assert {response.status_code for response in [*kept, elsewhere]} == {200}


def test_a_page_that_fails_itself_is_not_hidden(monkeypatch):
    class Broken(Leaflet):
        def page_instead(self, request):
            raise ZeroDivisionError

    monkeypatch.setattr(cache, "compile_document", failing(CannotCompile("refused")))

    with pytest.raises(ZeroDivisionError):
        Broken.as_view()(RequestFactory().get("/leaflet.pdf"))


def test_a_page_that_leads_elsewhere_still_does(monkeypatch):
    class Moved(Leaflet):
        def page_instead(self, request):
            response = super().page_instead(request)
            response.status_code = 302
            return response

    monkeypatch.setattr(cache, "compile_document", failing(CannotCompile("refused")))

    assert Moved.as_view()(RequestFactory().get("/leaflet.pdf")).status_code == 302


def link(**context):
    template = Template('{% load documents %}{% document_link url text "tests/leaflet-é" %}')
    return template.render(
        Context({"url": "/leaflet.pdf?a=1&b=2", "text": "STOP pack: <Neglect>", **context})
    )


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (None, "PDF"),
        (1, "PDF, 1 kB"),
        (81_800, "PDF, 82 kB"),
        (999_499, "PDF, 999 kB"),
        (999_500, "PDF, 1.0 MB"),
        (2_340_000, "PDF, 2.3 MB"),
    ],
)
def test_a_link_says_type_and_size_and_asks_the_database_nothing(
    monkeypatch, django_assert_num_queries, size, said
):
    if size:
        monkeypatch.setattr(
            cache, "compile_document", lambda *args, **kwargs: Compiled(b"x" * size, None, [], [])
        )
        cache.get_or_make(Document("tests/leaflet-é", "Leaflet", "certificate.typ", {}))

    with django_assert_num_queries(0):
        html = link()

    assert html.replace("\xa0", " ") == (
        f'<a class="govuk-link" href="/leaflet.pdf?a=1&amp;b=2">STOP pack: &lt;Neglect&gt; ({said})</a>'
    )


def test_a_certificate_is_not_cached(tmp_path):
    certificate()

    assert list(tmp_path.iterdir()) == []
