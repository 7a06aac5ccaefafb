"""Nothing takes a POST that another site has sent (T34): every route of the resolver is tried."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from tests.security.sweeps.routes import every_route

pytestmark = pytest.mark.django_db
WITHOUT_PROOF = {
    # Mail programs post to them by themselves (RFC 8058); their token is the proof.
    "training:unsubscribe",
    "following:stop",
    # Nobody's account is at work: what another site could send, it could send without a browser.
    "site:feedback",
}


REFUSED_AS_FORGED, TAKES_NO_POST = 418, 405


def refuse(request, reason=""):
    """Answer a forged post with a status that nothing else has: 403 may also mean that nobody may do it at all."""
    return HttpResponse(status=REFUSED_AS_FORGED)


@pytest.fixture
def forger(person, settings):
    """A superuser's browser: every route would let them through, were the post their own."""
    settings.CSRF_FAILURE_VIEW = f"{__name__}.refuse"
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("superuser"))
    return client


def taken(forger, **headers):
    """Return the names of the routes that do not refuse a post: as forged, or, where there is only something to read, any."""
    return {
        route.name
        for route in every_route()
        if forger.post(route.path, headers=headers).status_code not in (REFUSED_AS_FORGED, TAKES_NO_POST)
    }


def test_each_path_leads_to_its_own_view():
    routes = every_route()
    wrong = {
        route.name for route in routes if str(resolve(route.path).url_name) != route.name.rpartition(":")[2]
    }

    assert len(routes) > 700
    assert wrong == set()


def test_no_route_takes_a_post_without_a_token(forger):
    assert taken(forger) == WITHOUT_PROOF


def test_no_route_takes_a_post_with_a_token_from_another_site(forger):
    forger.cookies["csrftoken"] = token = "a" * 32

    assert taken(forger, x_csrftoken=token, origin="https://example.org") == WITHOUT_PROOF


def test_a_token_from_the_portal_itself_is_taken(forger):
    """Were it not, the refusals above would say nothing."""
    forger.cookies["csrftoken"] = token = "a" * 32

    response = forger.post("/admin/pasted/", headers={"x-csrftoken": token, "origin": "http://testserver"})

    assert response.status_code != REFUSED_AS_FORGED
