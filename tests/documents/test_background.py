"""Making a document beside the request that asks for it."""

import threading

import pytest

from hscp.documents import background, cache
from hscp.documents.cache import CachedFile
from hscp.documents.compiler import CannotCompile
from hscp.documents.document import Document

MADE = CachedFile("k", b"PNG", None, [], [])


def document(words="Neglect"):
    return Document("tests/picture", "Picture", "picture.typ", {"title": words, "line": ""}, format="png")


@pytest.fixture
def maker(monkeypatch):
    """Return an object that makes documents once its `go` is set, and counts them."""

    class Maker:
        go, made = threading.Event(), []

        def __call__(self, document):
            self.go.wait(10)
            self.made.append(document.data["title"])
            return MADE

    maker = Maker()
    maker.made.clear()
    monkeypatch.setattr(cache, "get_or_make", maker)
    yield maker
    maker.go.set()
    wait_for_all()


def wait_for_all():
    for future in list(background._futures.values()):
        future.result(10)


def test_what_is_made_in_time_is_returned(maker):
    maker.go.set()

    assert background.made_within(document(), 10) is MADE


def test_nobody_waits_longer_and_it_is_made_once_all_the_same(maker):
    assert [background.made_within(document(), 0.001) for _ in range(3)] == [None] * 3

    maker.go.set()
    wait_for_all()

    assert maker.made == ["Neglect"]


def test_only_so_many_wait(maker):
    for number in range(background.MOST + 5):
        background.made_within(document(str(number)), 0)

    assert len(background._futures) == background.MOST


def test_one_that_cannot_be_made_is_logged_and_tried_again_later(monkeypatch, caplog):
    def refuse(document):
        raise CannotCompile("no fonts")

    monkeypatch.setattr(cache, "get_or_make", refuse)

    assert background.made_within(document(), 10) is None
    assert background._futures == {}
    assert caplog.messages == ["picture.png could not be made: no fonts"]
