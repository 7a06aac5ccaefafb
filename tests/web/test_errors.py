import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory

from hscp.templatetags.hscp_ui import tel
from hscp.web import errors

HANDLERS = {
    400: errors.bad_request,
    413: errors.too_large,
    403: errors.forbidden,
    404: errors.not_found,
    500: errors.server_error,
    503: errors.unavailable,
    507: errors.no_room,
}
OFFLINE = "site/offline.html"


@pytest.mark.parametrize("status", HANDLERS)
def test_error_page_names_every_emergency_number(status):
    response = HANDLERS[status](RequestFactory().get("/"))

    html = response.content.decode()
    numbers = [entry["number"] for entry in settings.HSCP_EMERGENCY_NUMBERS]
    assert response.status_code == status
    assert html.count("<h1") == 1
    assert [html.count(f'portal-numbers__number" href="{tel(number)}">{number}<') for number in numbers] == [
        1
    ] * len(numbers)


@pytest.mark.parametrize("template", ["400.html", "413.html", "500.html", "503.html", "507.html", OFFLINE])
def test_last_resort_page_needs_no_routes_and_no_context(template, settings):
    settings.ROOT_URLCONF = "tests.no_such_module"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "tests.no_such_module.Storage"}}

    html = render_to_string(template)

    assert 'href="/static/css/portal.css"' in html


@pytest.mark.parametrize("status", [400, 403, 404, 413, 500])
def test_error_page_leads_to_the_form_for_mistakes_while_it_can_be_taken(status):
    html = HANDLERS[status](RequestFactory().get("/")).content.decode()

    assert html.count('href="/feedback/') == 1


@pytest.mark.parametrize("status", [503, 507])
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("portal@example.org", 'write to <a class="govuk-link" href="mailto:portal@example.org">'),
        ("", "tell your usual contact at the partnership"),
    ],
)
def test_page_of_a_site_that_takes_no_forms_says_whom_to_tell_instead(status, address, words, settings):
    settings.HSCP_CONTACT_EMAIL = address

    html = HANDLERS[status](RequestFactory().get("/")).content.decode()

    assert "/feedback/" not in html
    assert html.count(words) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("status", HANDLERS)
def test_error_page_makes_no_query(status, django_assert_num_queries):
    with django_assert_num_queries(0):
        HANDLERS[status](RequestFactory().get("/"))


def test_unavailable_page_says_when_to_come_back():
    response = errors.unavailable(RequestFactory().get("/"))

    assert response["Retry-After"] == "30"


@pytest.mark.django_db
def test_unknown_address_keeps_the_menus(client):
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert response.content.decode().count('id="main-menu"') == 1
    assert response.cookies == {}
