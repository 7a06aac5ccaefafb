"""When the database is down or too slow: 503, a page that says so, and a health check that gives nothing away."""

import logging

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.urls import reverse

pytestmark = pytest.mark.django_db


def failing_with(error):
    def fail(execute, sql, params, many, context):
        raise error

    return connection.execute_wrapper(fail)


@pytest.mark.parametrize("error", [OperationalError("secret detail"), InterfaceError("secret detail")])
def test_a_page_answers_503_and_says_when_to_return(client, caplog, error):
    with failing_with(error), caplog.at_level(logging.ERROR):
        response = client.get(reverse("site:home"))

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "secret detail" not in response.content.decode()
    assert "secret detail" in caplog.text


def test_an_error_of_ours_is_not_mistaken_for_an_outage(client):
    with failing_with(ProgrammingError("a wrong query")), pytest.raises(ProgrammingError):
        client.get(reverse("site:home"))


def test_the_process_lives_while_the_database_is_down(client):
    with failing_with(OperationalError("secret detail")):
        response = client.get(reverse("site:health"))

    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response["Cache-Control"]
