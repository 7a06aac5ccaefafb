"""A method that no page has, or a value that no database holds, is the sender's mistake, and says so."""

import pytest
from django.db import DataError
from django.test import RequestFactory

from hscp.web.impossible_requests import ImpossibleRequestsMiddleware
from tests.admin.pages import list_address
from tests.factories import make_session
from training.models import Session

HUGE = "9" * 30


@pytest.mark.django_db
def test_a_list_of_the_admin_finds_nothing_for_a_number_of_thirty_digits(signed_in):
    make_session()
    make_session()  # a list with one course has no filter

    response = signed_in("training").get(list_address(Session), {"course__id__exact": HUGE})

    assert response.status_code == 200
    assert list(response.context["cl"].queryset) == []


@pytest.mark.parametrize(
    ("error", "status"), [(DataError, 400), (OverflowError, 400), (ValueError, None), (KeyError, None)]
)
def test_only_what_does_not_fit_is_answered(error, status):
    answer = ImpossibleRequestsMiddleware(lambda request: None).process_exception(
        RequestFactory().get("/"), error()
    )

    assert (answer and answer.status_code) == status


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/robots.txt", "/admin/login/", "/no-such-page/"])
def test_a_method_that_no_page_has_is_refused(client, method, path):
    # With an unsafe method the proof that it is no forgery is asked for first.
    assert client.generic(method, path).status_code == 405
