"""What a reader of the starter content sees without a click: the working number and its hours."""

import html
import re

import pytest
from django.urls import reverse

from contacts.hours.opening_hours import hours_in_words
from contacts.models import ContactPoint, Pathway
from themes.models import Theme

SERVICES = "tel:03005551384"


def section_of(page, start):
    return html.unescape(page[page.index(start) :].partition("</section>")[0])


@pytest.mark.usefixtures("starter_loaded")
def test_numbers_and_hours_are_on_the_screen_and_one_number_in_sight(client):
    themes = list(Theme.objects.live())

    screens = {theme: client.get(theme.get_absolute_url()).content.decode() for theme in themes}
    home = section_of(client.get(reverse("site:home")).content.decode(), 'aria-labelledby="worried"')

    contacts = {theme.title: section_of(screen, 'id="contacts"') for theme, screen in screens.items()}
    assert len(contacts) == 21
    # 999 alone would not be the working number.
    numbers = {
        title: set(re.findall(r'href="tel:(\d+)"', part.partition("<details")[0])) - {"999"}
        for title, part in contacts.items()
    }
    assert [title for title, found in numbers.items() if not found] == []
    missing = []
    for theme in themes:
        pathways = Pathway.objects.live().filter(themes=theme)
        # The emergency number stands above them without its hours; what has no value has nothing to show.
        points = ContactPoint.objects.filter(pathway__in=pathways).exclude(value__in=["", "999"])
        for point in points.prefetch_related("opening_hours"):
            shown = [point.href or point.label, *hours_in_words(point.opening_hours.all())]
            missing += [(theme.title, text) for text in shown if text not in contacts[theme.title]]
    assert missing == []
    assert SERVICES in home
