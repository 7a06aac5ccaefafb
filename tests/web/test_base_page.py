import re

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory

from hscp.web.forms import GovukForm
from tests.factories import make_staff, make_user


class NameForm(GovukForm):
    name = forms.CharField(error_messages={"required": "Enter a name"})


def render(template="base.html", **context):
    return render_to_string(template, context, request=RequestFactory().get("/"))


def test_page_has_one_of_each_landmark():
    html = render(page_title="Neglect")

    assert [len(re.findall(f"<{tag}[ >]", html)) for tag in ("header", "main", "footer", "h1")] == [
        1,
        1,
        1,
        1,
    ]
    assert "<title>Neglect – HSCP Safeguarding Portal</title>" in html


def test_what_hides_a_page_that_was_left_runs_before_anything_else_is_read():
    html = render()

    assert html.index("js/leaving.js") < html.index("<title>") < html.index("stylesheet")


def test_skip_link_is_first_and_leads_to_main():
    html = render()

    assert re.search(r"<a [^>]*>", html).group() == (
        '<a class="govuk-skip-link" href="#main-content" data-module="govuk-skip-link">'
    )
    assert html.count('id="main-content"') == 1


def test_page_title_is_escaped():
    html = render(page_title="<b>Bold</b>")

    assert "<b>Bold" not in html


def test_breadcrumbs_start_at_home():
    html = render(breadcrumbs=[("Themes & packs", "/themes/")])

    assert re.findall(r'breadcrumbs__link" href="([^"]+)">([^<]+)<', html) == [
        ("/", "Home"),
        ("/themes/", "Themes &amp; packs"),
    ]


def test_page_without_breadcrumbs_shows_none():
    assert "govuk-breadcrumbs" not in render()


def test_form_with_errors_is_announced_in_title_and_summary():
    html = render(page_title="Book", form=NameForm({}))

    assert "<title>Error: Book – HSCP Safeguarding Portal</title>" in html
    assert html.index('<a href="#id_name">Enter a name</a>') < html.index("<h1")


def test_form_without_errors_is_not_announced():
    html = render(page_title="Book", form=NameForm({"name": "Ada"}))

    assert "<title>Book – HSCP Safeguarding Portal</title>" in html
    assert "govuk-error-summary" not in html


@pytest.mark.parametrize(("sensitive", "count"), [(True, 1), (False, 0)])
def test_sensitive_page_can_be_left_at_once(sensitive, count):
    html = render(sensitive=sensitive)

    assert html.count('data-module="portal-exit-this-page"') == count
    assert html.count("govuk-js-exit-this-page-skiplink") == count


def test_header_offers_the_emergency_number_and_search(settings):
    settings.HSCP_EMERGENCY_NUMBERS = [{"name": "Help", "number": "01632 960999", "note": "At once"}]

    html = render()

    assert html.count('href="tel:01632960999">01632 960999</a>') == 1
    assert html.count('name="q"') == 1


def test_contrast_switch_waits_for_scripts():
    html = render()

    assert re.search(r"<button class=\"portal-contrast\"[^>]*>", html).group().endswith(" hidden>")


@pytest.mark.django_db
def test_styleguide_is_missing_for_the_public(client):
    client.force_login(make_user())

    assert client.get("/styleguide/").status_code == 404


@pytest.mark.django_db
def test_styleguide_shows_every_component_to_staff(client, settings):
    client.force_login(make_staff())

    response = client.get("/styleguide/?name=&words=home")

    components = {path.name for path in (settings.BASE_DIR / "templates" / "components").glob("*.html")}
    shown = {template.name.removeprefix("components/") for template in response.templates if template.name}
    assert response.status_code == 200
    assert components - shown == {"exit_this_page.html"}
    assert response.content.decode().count("<h1") == 1
