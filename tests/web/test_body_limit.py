"""What is too large, comes too slowly or does not say its length is refused before it is read; and who may send much."""

import socket
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import OperationalError
from django.test import RequestFactory

from hscp.database.outage import DATABASE_AWAY
from hscp.web import body_limit
from hscp.web.body_limit import AT_ONCE, MOST_BYTES, MOST_BYTES_OF_A_READER, BodyLimitMiddleware

READER = SimpleNamespace(is_active=True, is_staff=False)
EDITOR = SimpleNamespace(is_active=True, is_staff=True)
FORMER_EDITOR = SimpleNamespace(is_active=False, is_staff=True)


class Unread:
    """The body of a request that nobody may read."""

    def read(self, *args):
        raise AssertionError("the body was read")

    readline = read


def request(length, body=None, user=READER, **more):
    environ = RequestFactory()._base_environ(PATH_INFO="/admin/", REQUEST_METHOD="POST")
    made = WSGIRequest(environ | {"CONTENT_LENGTH": length, "wsgi.input": body or Unread()} | more)
    made.user = user
    return made


def answer(*args, **more):
    return BodyLimitMiddleware(lambda request: "the page")(request(*args, **more))


def test_a_larger_request_is_refused_with_what_to_do():
    response = answer(str(MOST_BYTES + 1), user=EDITOR)

    assert response.status_code == 413
    assert "Go back, make it smaller" in response.text


@pytest.mark.parametrize("length", ["", "0", "many", "-1", "²"])
def test_a_request_without_a_body_is_answered(length):
    assert answer(length) == "the page"


@pytest.mark.parametrize(
    ("user", "length", "status"),
    [
        (READER, MOST_BYTES_OF_A_READER + 1, 413),
        (FORMER_EDITOR, MOST_BYTES_OF_A_READER + 1, 413),
        (EDITOR, MOST_BYTES_OF_A_READER + 1, None),
        (EDITOR, MOST_BYTES, None),
    ],
)
def test_only_staff_send_more_than_a_form(user, length, status):
    response = answer(str(length), user=user)

    assert getattr(response, "status_code", None) == status


def test_the_largest_form_of_a_reader_is_answered():
    body = BytesIO(b"a" * MOST_BYTES_OF_A_READER)

    assert answer(str(MOST_BYTES_OF_A_READER), body=body) == "the page"


def test_a_body_that_does_not_say_its_length_is_refused():
    assert answer("", HTTP_TRANSFER_ENCODING="chunked").status_code == 411


def test_nothing_large_is_read_while_the_database_is_away():
    class Asked:
        @property
        def is_active(self):
            raise OperationalError

    large = str(MOST_BYTES_OF_A_READER + 1)

    assert answer(large, user=Asked(), **{DATABASE_AWAY: True}).status_code == 503
    assert answer(large, user=Asked()).status_code == 503


def test_a_form_is_read_while_the_database_is_away_so_that_it_can_be_given_back():
    assert answer("3", body=BytesIO(b"a=b"), **{DATABASE_AWAY: True}) == "the page"


def test_a_body_that_ends_too_soon_is_refused():
    assert answer("6", body=BytesIO(b"a=b")).status_code == 408


def test_a_client_that_stops_sending_is_hung_up(monkeypatch):
    monkeypatch.setattr(body_limit, "SECONDS", 0.01)
    here, there = socket.socketpair()
    there.sendall(b"a=")

    response = answer("6", body=here.makefile("rb"), **{"gunicorn.socket": here})

    assert response.status_code == 408
    here.close()
    there.close()


def test_while_two_threads_wait_for_bodies_the_others_do_not():
    statuses = []

    class Slow(BytesIO):
        """While it is read, another one like it arrives, until one is answered 503."""

        def read(self, *args):
            if not statuses:
                statuses.append(middleware(request("3", body=Slow(b"a=b"))).status_code)
            return super().read(*args)

    middleware = BodyLimitMiddleware(lambda request: SimpleNamespace(status_code=200))

    assert middleware(request("3", body=Slow(b"a=b"))).status_code == 200
    assert statuses == [503] + [200] * (AT_ONCE - 1)
    assert middleware(request("3", body=BytesIO(b"a=b"))).status_code == 200


def test_every_request_is_held_to_it(client):
    response = client.post(
        "/admin/login/", content_type="text/plain", data="", CONTENT_LENGTH=str(MOST_BYTES + 1)
    )

    assert response.status_code == 413


@pytest.mark.django_db
def test_who_is_signed_in_is_known_by_then(client, admin_user):
    large = {"content_type": "text/plain", "data": b"a" * (MOST_BYTES_OF_A_READER + 1)}

    assert client.post("/booking/nothing/", **large).status_code == 413
    client.force_login(admin_user)
    assert client.post("/booking/nothing/", **large).status_code == 404
