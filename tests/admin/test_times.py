"""No page of the editors says a.m. or p.m.: with the starter content, the list of each kind and a record of it are read."""

import re

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from contacts.hours.opening_hours import hours_in_words, parse_hours
from contacts.models import OpeningHours
from hscp.search.models import SearchDocument
from hscp.web.wording import clock_24
from tests.admin.pages import address
from tests.clock import CLOCK

# Half a day's clock, as Django ("2 p.m.", "noon") or a public page ("2:30pm", "midday") says it.
TWELVE_HOURS = re.compile(
    r"\b\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b\.?|\b(?:noon|midday|midnight)\b", re.IGNORECASE
)
# What somebody wrote of their own accord, not what the portal says.
WRITTEN = re.compile(
    r'<textarea.*?</textarea>|<script.*?</script>|<input[^>]*>|<p class="admin-points__verify">.*?</p>',
    re.DOTALL,
)


def pages():
    """Yield the addresses of the start page, and of the list of each kind with a record and its history."""
    yield reverse("admin:index")
    for model in admin.site._registry.keys() - {SearchDocument}:
        yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        if record := model._default_manager.order_by("pk").first():
            yield address(record, "change")
            yield address(record, "history")
    yield address(OpeningHours.objects.first().contact_point.pathway, "change")


@pytest.mark.usefixtures("starter_loaded")
def test_every_page_of_editors_has_the_24_hour_clock(signed_in):
    call_command("load_example_sessions", verbosity=0)
    client = signed_in("superuser")

    texts = {where: WRITTEN.sub("", client.get(where).text) for where in pages()}

    assert {where: found for where, text in texts.items() if (found := TWELVE_HOURS.findall(text))} == {}
    assert any(re.search(r"day, \d\d:\d\d to \d\d:\d\d", text) for text in texts.values())


def test_a_time_without_a_format_is_on_the_24_hour_clock():
    moment = localtime(CLOCK).replace(hour=14, minute=5)

    assert [
        date_format(moment, name) for name in ("TIME_FORMAT", "DATETIME_FORMAT", "SHORT_DATETIME_FORMAT")
    ] == [
        "14:05",
        f"{moment:%-d %b %Y}, 14:05",
        f"{moment:%d/%m/%Y} 14:05",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Monday to Friday, 08:30 to 17:00",
        "Tuesday, 09:00 to 12:00 and 13:00 to 17:00",
        "Saturday, 18:00 to 00:00",
        "16:30 Friday to 08:30 Monday",
        "First Monday of the month, 10:00 to 12:00",
        "Bank holidays, 10:00 to 16:00",
        "Every day, 24 hours",
    ],
)
def test_hours_that_an_editor_reads_are_read_back_as_they_are(text):
    assert hours_in_words(parse_hours(text), clock_24) == [text]
