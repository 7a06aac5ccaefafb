import datetime

import django_filters
import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.html import strip_tags

from hscp.models import User
from hscp.templatetags import hscp_ui
from hscp.web import components
from hscp.web.forms import GovukForm
from tests.factories import make_user


def render(source, path="/", **context):
    """Render a template source at the address `path`, without the site's menus."""
    context = Context(context)
    context.request = RequestFactory().get(path)
    return Template("{% load hscp_ui %}" + source).render(context)


class PeopleFilter(django_filters.FilterSet):
    words = django_filters.CharFilter(label="Words", method="unfiltered")
    kind = django_filters.MultipleChoiceFilter(
        label="Kind", choices=[("a", "Apple"), ("Wild", [("b", "Bramble & co")])], method="unfiltered"
    )
    person = django_filters.ModelMultipleChoiceFilter(
        label="Person", queryset=User.objects.all(), to_field_name="username"
    )
    active = django_filters.BooleanFilter(label="Active", method="unfiltered")

    class Meta:
        form = GovukForm

    def unfiltered(self, queryset, name, value):
        return queryset


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("999", "tel:999"),
        ("0800 1111", "tel:08001111"),
        ("01962 876364", "tel:01962876364"),
        (" (01962) 876-364 ", "tel:01962876364"),
    ],
)
def test_tel_keeps_digits(number, address):
    assert hscp_ui.tel(number) == address


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.example.org/a", "example.org"),
        ("http://docs.example.org:81", "docs.example.org"),
        ("/a/", ""),
    ],
)
def test_host_names_only_other_sites(url, host):
    assert components.host(url) == host


@pytest.mark.django_db
def test_applied_filters_lists_each_value_and_the_address_without_it():
    make_user(username="ada")
    data = QueryDict("words=one+two&kind=a&kind=b&person=ada&page=3")

    applied = hscp_ui.applied_filters(PeopleFilter(data, queryset=User.objects.all()))

    assert [(item["label"], item["text"]) for item in applied] == [
        ("Words", "one two"),
        ("Kind", "Apple"),
        ("Kind", "Bramble & co"),
        ("Person", "ada"),
    ]
    assert [item["url"] for item in applied] == [
        "?kind=a&kind=b&person=ada",
        "?words=one+two&kind=b&person=ada",
        "?words=one+two&kind=a&person=ada",
        "?words=one+two&kind=a&kind=b",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "words=&page=2", "kind=unknown", "active=unknown"])
def test_applied_filters_is_empty_when_nothing_narrows(query):
    data = QueryDict(query) if query else None

    assert hscp_ui.applied_filters(PeopleFilter(data, queryset=User.objects.all())) == []


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_applied_filters_costs_only_the_look_up_of_the_values(count, django_assert_num_queries):
    names = [make_user().username for _ in range(count)]
    data = QueryDict("&".join(f"person={name}" for name in names))
    filterset = PeopleFilter(data, queryset=User.objects.all())

    with django_assert_num_queries(1):
        assert len(hscp_ui.applied_filters(filterset)) == count


def test_pagination_keeps_the_rest_of_the_address():
    page = Paginator(range(100), 10).page(5)

    html = render(
        '{% include "components/pagination.html" with page=page only %}', "/?kind=a&kind=b&page=5", page=page
    )

    assert html.count('href="?kind=a&amp;kind=b&amp;page=6"') == 2
    assert html.count('aria-current="page"') == 1
    assert html.count("⋯") == 2


def test_pagination_of_one_page_is_empty():
    page = Paginator([1], 10).page(1)

    assert render('{% include "components/pagination.html" with page=page only %}', page=page).strip() == ""


@pytest.mark.parametrize(
    ("total", "number", "text"),
    [(0, 1, "No toolkits"), (1, 1, "1 toolkit"), (7, 1, "7 toolkits"), (45, 3, "41 to 45 of 45 toolkits")],
)
def test_result_count_says_what_is_shown(total, number, text):
    page = Paginator(range(total), 20).page(number)

    html = render(
        '{% include "components/result_count.html" with page=page singular="toolkit" plural="toolkits" only %}',
        page=page,
    )

    assert html.strip() == f'<h2 class="portal-result-count">{text}</h2>'


def test_card_without_address_is_not_a_link():
    html = render("{% load components %}{% card title missing=True %}", title="A <guide>")

    assert "<a " not in html
    assert html.count("A &lt;guide&gt;") == 1


def test_item_names_the_host_it_opens():
    html = render('{% load components %}{% item "Guide" url="/g/" target="https://www.example.org/x" %}')

    assert (
        '<a class="govuk-link portal-item__open" href="https://www.example.org/x" rel="noreferrer">' in html
    )
    assert "on example.org" in html


@pytest.mark.parametrize(
    ("reviewed", "next_review", "words"),
    [
        ((2026, 3, 9), (2027, 3, 9), ["Last reviewed 9 March 2026. Next review 9 March 2027."]),
        ((2026, 3, 9), None, ["Last reviewed 9 March 2026."]),
        (None, (2027, 3, 9), ["Next review 9 March 2027."]),
        (None, None, []),
    ],
)
def test_record_footer_says_the_reviews_there_are_and_nothing_else(reviewed, next_review, words):
    html = render(
        '{% include "components/record_footer.html" with reviewed=reviewed next=next only %}',
        reviewed=reviewed and datetime.date(*reviewed),
        next=next_review and datetime.date(*next_review),
    )

    assert [" ".join(strip_tags(html).split())] == (words or [""])
    assert html.count("<time datetime=") == bool(reviewed) + bool(next_review)


@pytest.mark.parametrize(
    "source",
    [
        "{% inset %}{{ text }}{% endinset %}",
        "{% warning %}{{ text }}{% endwarning %}",
        '{% section "Heading" id="here" %}{{ text }}{% endsection %}',
    ],
)
def test_block_tags_escape_what_they_wrap_once(source):
    html = render(source, text="<b>&")

    assert html.count("&lt;b&gt;&amp;") == 1


def test_emergency_numbers_come_from_the_settings(settings):
    settings.HSCP_EMERGENCY_NUMBERS = [{"name": "Lighthouse", "number": "01 23", "note": "At night"}]

    html = Template('{% include "components/emergency_numbers.html" only %}').render(Context())

    assert html.count('href="tel:0123">01 23</a>') == html.count("Lighthouse") == html.count("At night") == 1
