"""A request that is larger than the largest file is refused by its length, and none of it is read."""

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from hscp.web.body_limit import MOST_BYTES, BodyLimitMiddleware


class Unread:
    """The body of a request that nobody may read."""

    def read(self, *args):
        raise AssertionError("the body was read")

    readline = read


def request(length):
    environ = RequestFactory()._base_environ(PATH_INFO="/admin/", REQUEST_METHOD="POST")
    return WSGIRequest(environ | {"CONTENT_LENGTH": length, "wsgi.input": Unread()})


def answer(length):
    return BodyLimitMiddleware(lambda request: "the page")(request(length))


def test_a_larger_request_is_refused_with_what_to_do():
    response = answer(str(MOST_BYTES + 1))

    assert response.status_code == 413
    assert "Go back, make it smaller" in response.text


@pytest.mark.parametrize("length", ["", "0", str(MOST_BYTES), "many", "-1", "²"])
def test_others_are_answered(length):
    assert answer(length) == "the page"


def test_every_request_is_held_to_it(client):
    response = client.post(
        "/admin/login/", content_type="text/plain", data="", CONTENT_LENGTH=str(MOST_BYTES + 1)
    )

    assert response.status_code == 413
