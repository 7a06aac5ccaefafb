"""Parts of every page that are made once in a process."""

import pytest
from django.template import Context, Template

from hscp.templatetags import fixed


@pytest.fixture(autouse=True)
def _fresh():
    fixed._part.cache_clear()
    yield
    fixed._part.cache_clear()


def test_a_part_is_made_once_for_each_set_of_inputs():
    template = Template('{% load fixed %}{% fixed "masthead" has_own_search=own %}')

    pages = [template.render(Context({"own": own})) for own in (True, False, True, False)]

    assert [page.count('name="q"') for page in pages] == [0, 1, 0, 1]
    assert fixed._part.cache_info().misses == 2


def test_a_part_escapes_its_inputs():
    html = Template('{% load fixed %}{% fixed "leaving" exit_url=url %}').render(Context({"url": '">'}))

    assert 'data-exit="&quot;&gt;"' in html


def test_a_part_is_made_anew_while_templates_are_worked_on(settings):
    settings.DEBUG = True

    for _ in range(2):
        Template('{% load fixed %}{% fixed "body_start" %}').render(Context())

    assert fixed._part.cache_info().currsize == 0


def test_a_part_is_sent_without_indents_and_empty_lines():
    html = Template('{% load fixed %}{% fixed "masthead" has_own_search=own %}').render(
        Context({"own": True})
    )

    assert [line for line in html.splitlines() if line != line.strip() or not line] == []
