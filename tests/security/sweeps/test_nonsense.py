"""No nonsense in a form or an address is an error of the portal (T48): every public route, every form and list of the admin.

Hypothesis chooses the route, the names and the values: 500 requests, or 20,000 with `--hypothesis-profile=long`.
"""

import ast
from functools import cache
from pathlib import Path

import django_filters
import pytest
from django import forms
from django.conf import settings as django_settings
from django.contrib import admin
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hscp.security.rate_limits import RateLimit
from tests.admin.pages import address, filled_in, list_address
from tests.admin.test_access import MODELS, _records
from tests.factories import make_course, make_pathway, make_resource, make_session, make_theme, make_toolkit
from tests.security.sweeps.routes import every_route
from tests.security.sweeps.test_added_fields import controls, letter_for, with_form
from tests.training.booking.booking_pages import opened

pytestmark = pytest.mark.django_db
AT_ONCE = 5
VALUES = [
    *(
        "",
        " ",
        "0",
        "-1",
        "1",
        "9" * 30,
        "9" * 5000,
        "-" + "9" * 30,
        "1e999",
        "NaN",
        "0x41",
        "١٢٣",
        "1.5",
        "²",
        "true",
        "[]",
        "{}",
        "None",
    ),
    *(
        "2026-02-30",
        "0000-00-00",
        "9999-12-31",
        "10000-01-01",
        "2026-13",
        "31/12/2026",
        "24:61",
        "2026-W60",
        "00:00",
    ),
    *(
        "\0",
        "a\0b",
        "\ud800",
        "\U0010ffff",
        "\r\nX: y",
        "\u202e",
        "é" * 300,
        "a" * 5000,
        "%",
        "%s",
        "{0}",
        "../..",
        "//x",
        "\\",
    ),
    *(
        "'",
        '"',
        "';--",
        "<x>",
        "a@b",
        "a@" + "b" * 300 + ".uk",
        "https://[",
        "http://a:99999999/",
        "javascript:x",
        "+44" + "0" * 40,
    ),
]
_nonsense = st.sampled_from(VALUES) | st.text(max_size=40) | st.integers().map(str) | st.dates().map(str)


@cache
def names():
    """Return the names that any form, filter or view of the portal reads."""
    found = {
        "q",
        "page",
        "p",
        "o",
        "e",
        "all",
        "_popup",
        "_to_field",
        "people",
        "booking",
        "record",
        "next",
        "key",
    }
    left = [forms.BaseForm, django_filters.FilterSet]
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        found |= {*getattr(kind, "base_fields", ()), *getattr(kind, "base_filters", ())}
    root = Path(django_settings.BASE_DIR)
    for package in ("hscp", "themes", "resources", "contacts", "training"):
        for path in (root / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
                    ("GET.get", "POST.get", "GET.getlist", "POST.getlist")
                ):
                    found |= {each.value for each in node.args[:1] if isinstance(each, ast.Constant)}
    return sorted(found | {f"{name}-0" for name in ("name", "email", "role", "phone", "access_needs")})


@cache
def public_paths():
    # /readyz answers for the host, and 503 in tests, which migrate nothing.
    return sorted(
        {route.path for route in every_route() if not route.path.startswith("/admin/")} - {"/readyz"}
    )


@st.composite
def requests(draw):
    """Draw (method, path, {name: values}) of a request for a public page."""
    path = draw(st.sampled_from(public_paths()))
    sent = draw(
        st.dictionaries(st.sampled_from(names()), st.lists(_nonsense, min_size=1, max_size=3), max_size=6)
    )
    return draw(st.sampled_from(["GET", "GET", "POST"])), path, sent


def encoded(values):
    """Return values as a client can send them: a lone surrogate as the bytes that it would have."""
    return {name: [each.encode("utf-8", "surrogatepass") for each in many] for name, many in values.items()}


@pytest.fixture
def reader(monkeypatch):
    """A reader who has opened a booking, and whom no limit stops. The paths of the routes lead to records that are there."""
    monkeypatch.setattr(RateLimit, "allows", lambda self, value, times=1: True)
    for make in (make_theme, make_toolkit, make_resource, make_course, make_pathway):
        make(slug="a")
    client, _, stamp = opened(make_session())
    client.stamp = stamp
    return client


@given(several=st.lists(requests(), min_size=AT_ONCE, max_size=AT_ONCE))
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_that_is_sent_to_a_public_page_is_an_error(reader, several):
    for method, path, values in several:
        values = {"booking": [reader.stamp], **values}
        response = _send(reader, method, path, encoded(values))

        assert response.status_code < 500 or response.has_header("Retry-After"), (method, path, values)


def _send(client, method, path, values):
    if method == "GET":
        return client.get(path, values)
    return client.post(path, values)


@pytest.mark.parametrize("value", VALUES)
def test_no_value_in_an_address_is_an_error(value):
    """In the part of an address that names a record, on every route."""
    client = Client()
    sent = value.encode("utf-8", "surrogatepass").decode("latin-1")

    for path in (
        "/themes/{}/",
        "/t/{}",
        "/files/{}",
        "/training/calendar/2026/{}/",
        "/sitemap-themes-{}.xml",
        "/api/pathways/{}/",
        "/{}",
    ):
        assert client.get("/x", PATH_INFO=path.format(sent)).status_code < 500


@pytest.mark.parametrize(
    "model", [model for model in MODELS if with_form(model)], ids=lambda model: model._meta.label
)
def test_nothing_that_is_sent_to_a_form_of_the_admin_is_an_error(model, signed_in):
    staff = signed_in("superuser")
    record = _records(model)[letter_for(MODELS[model])[1]]
    where = address(record, "change")
    page = staff.get(where)
    data = dict.fromkeys((name for name in controls(page) if not name.startswith("_")), "") | filled_in(page)
    keep = {name for name in data if name.endswith("_FORMS") or name == "csrfmiddlewaretoken"}

    for value in ("9" * 30, "9" * 5000, "\0", "2026-02-30", "é" * 400):
        sent = {name: value for name in data if name not in keep} | {name: data[name] for name in keep}
        response = staff.post(
            where, encoded({name: [each] if isinstance(each, str) else each for name, each in sent.items()})
        )
        assert response.status_code < 500, value


@pytest.mark.parametrize(
    "model", [each for each in admin.site._registry if each in MODELS], ids=lambda model: model._meta.label
)
def test_nothing_in_the_address_of_a_list_of_the_admin_is_an_error(model, signed_in):
    staff = signed_in("superuser")
    page = admin.site._registry[model]
    filters = [
        each if isinstance(each, str) else getattr(each, "parameter_name", None) or each[0]
        for each in page.list_filter
    ]

    for value in ("9" * 30, "9" * 5000, "\0", "2026-02-30"):
        sent = dict.fromkeys(("q", "p", "o", "all", "id__in", "pk", *filters), value)
        assert staff.get(list_address(model), sent).status_code < 500, value
        for name in filters:
            assert staff.get(list_address(model), {name: value}).status_code < 500, (name, value)
