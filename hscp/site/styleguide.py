"""A gallery of every component, for developers, editors and the tests of pages."""

import datetime
from types import SimpleNamespace

import django_filters
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from contacts.enums import BankHolidays, Urgency
from contacts.hours.opening_hours import Span
from hscp.languages.versions import Version
from hscp.models import User
from hscp.records.state import State
from hscp.web.forms import FacetCheckboxes, GovukForm
from hscp.web.qr_codes import qr_svg

_VERSIONS = [
    Version("English", "en", "ltr", "/styleguide/", current=True),
    Version("Polski", "pl", "ltr", "/styleguide/"),
    Version("اردو", "ur", "rtl", "/styleguide/"),
    Version("Easy read", "en", "ltr", "/styleguide/", is_easy_read=True),
]
_LANGUAGES = [
    SimpleNamespace(part=each.lang, lang=each.lang, direction=each.direction, own_name=each.name)
    for each in _VERSIONS[1:3]
]
_KINDS = [("form", "Form or template"), ("guidance", "Guidance"), ("video", "Video")]


def _all(records):
    """Return an object with `all`, for templates that expect a related manager."""
    records = list(records)
    return SimpleNamespace(all=lambda: records)


# What contact cards read from a pathway's contact points. The numbers are from Ofcom's range for drama.
_CONTACT_POINTS = [
    SimpleNamespace(
        pk=0,
        kind="phone",
        get_kind_display=lambda: "Phone",
        label="Advice line",
        value="01632 960123",
        href="tel:01632960123",
        for_whom="professionals",
        get_for_whom_display=lambda: "Professionals",
        answers_when_closed=None,
        exceptions=_all(()),
        opening_hours=_all(Span(day, datetime.time(9), datetime.time(14)) for day in range(1, 6)),
        bank_holidays=BankHolidays.CLOSED,
        out_of_hours=False,
        note="Leave a message outside these hours.",
        verified_on=datetime.date(2026, 9, 1),
    ),
    SimpleNamespace(
        pk=0,
        kind="phone",
        get_kind_display=lambda: "Phone",
        label="Duty team",
        value="01632 960456",
        href="tel:01632960456",
        for_whom="everyone",
        answers_when_closed=None,
        exceptions=_all(()),
        opening_hours=_all(Span(day, datetime.time(14), datetime.time(9)) for day in range(1, 8)),
        bank_holidays=BankHolidays.USUAL,
        out_of_hours=True,
        note="",
        verified_on=None,
    ),
    SimpleNamespace(
        pk=0,
        kind="form",
        get_kind_display=lambda: "Form",
        label="Referral form",
        value="",
        first_way=None,
        href="",
        for_whom="everyone",
        answers_when_closed=None,
        exceptions=_all(()),
        opening_hours=_all(()),
        bank_holidays=BankHolidays.CLOSED,
        out_of_hours=False,
        note="",
        verified_on=None,
    ),
]


class SampleForm(GovukForm):
    """One field of each kind that the form renderer knows."""

    name = forms.CharField(
        label="Full name",
        help_text="As it should stand on the register.",
        error_messages={"required": "Enter your full name"},
    )
    email = forms.EmailField(
        label="Work email address", error_messages={"required": "Enter your work email address"}
    )
    phrase = forms.CharField(label="Search", widget=forms.SearchInput, required=False)
    role = forms.ChoiceField(
        label="Role", choices=[("", "Choose a role"), ("school", "School"), ("health", "Health")]
    )
    kinds = forms.MultipleChoiceField(
        label="What you would like to read",
        choices=_KINDS,
        widget=FacetCheckboxes(counts={"form": 4, "guidance": 12, "video": 0}),
        help_text="Choose all that apply.",
        error_messages={"invalid_choice": "Choose from the list", "required": "Choose at least one"},
    )
    contact_by = forms.ChoiceField(
        label="How to reach you",
        choices=[("email", "Email"), ("phone", "Phone")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how we may reach you"},
    )
    note = forms.CharField(
        label="What we should know", widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    attachment = forms.FileField(label="Letter from your manager", required=False)
    agree = forms.BooleanField(
        label="I have read the joining instructions",
        help_text="They came by email.",
        error_messages={"required": "Tick that you have read the instructions"},
    )


class SampleFilter(django_filters.FilterSet):
    """The filters of an imaginary list. They filter nothing: only their form is shown."""

    words = django_filters.CharFilter(label="Words", method="unfiltered", widget=forms.SearchInput)
    kind = django_filters.MultipleChoiceFilter(
        label="Kind",
        choices=_KINDS,
        method="unfiltered",
        widget=FacetCheckboxes(counts={"form": 4, "guidance": 12, "video": 0}),
    )
    state = django_filters.ChoiceFilter(
        label="State", choices=State.choices, method="unfiltered", empty_label="Any"
    )

    class Meta:
        form = GovukForm

    def unfiltered(self, queryset, name, value):
        return queryset


def _pathway(urgency, url):
    """Return what a contact card reads from a pathway of that urgency, whose page is at `url`."""
    return SimpleNamespace(
        title="Advice line",
        get_absolute_url=lambda: url,
        urgency=urgency.value,
        get_urgency_display=lambda: urgency.label,
        purpose="For a concern about a child.",
        when_closed="Leave a message, and somebody calls back the next morning.",
        contact_points=_all(_CONTACT_POINTS),
        catchments=_all(()),
    )


def styleguide(request):
    """Show every component with sample data. Answers 404 unless DEBUG is on or the reader is staff."""
    if not (settings.DEBUG or request.user.is_staff):
        raise Http404
    form = SampleForm(request.GET) if "name" in request.GET else SampleForm()
    page = Paginator(range(1, 241), 20).get_page(request.GET.get("page", 5))
    here = reverse("site:styleguide")
    return render(
        request,
        "styleguide.html",
        {
            "page_title": "Styleguide",
            "lead": "Every component of this site, with sample data.",
            "breadcrumbs": [("Themes", here), ("A theme with a long title that may need to wrap", here)],
            "form": form,
            "filter": SampleFilter(request.GET, queryset=User.objects.none()),
            "sample_applied": [{"label": "Kind", "text": "Guidance", "url": here}],
            "page": page,
            "single_page": Paginator([1], 20).get_page(1),
            "versions": _VERSIONS,
            "languages": _LANGUAGES,
            "contents": [
                {"text": "Weights", "id": "weights"},
                {"text": "Text", "id": "text"},
                {"text": "Records", "id": "records", "count": 3},
                {"text": "Folded", "id": "folded"},
                {"text": "Other languages", "id": "languages"},
                {"text": "Finding", "id": "finding"},
                {"text": "Forms", "id": "forms"},
                {"text": "Taking away", "id": "taking-away"},
                {"text": "Safety", "id": "safety"},
            ],
            "meta": ["Hampshire", "Neglect, Safeguarding infants"],
            "theme": SimpleNamespace(slug="a-theme"),
            "qr": qr_svg("https://portal.example.org/t/a-theme"),
            "pathway": _pathway(Urgency.SAME_DAY, here),
            "other_urgencies": [_pathway(Urgency.EMERGENCY, here), _pathway(Urgency.ROUTINE, here)],
            "today": datetime.date(2026, 9, 1),
            "changes": [SimpleNamespace(said_at=datetime.date(2026, 9, 1), words="new indicator chart")],
        },
    )
