"""Last year's programme at new dates: choose a period and how far it moves, see each session, untick, and create drafts."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.utils import timezone

from contacts.enums import Season
from contacts.models import SchoolTerm
from hscp.admin.extra_pages import ListPage
from hscp.web.wording import counted
from training.admin.date_fields import DayField
from training.desk.programme import MOST, TooMany, copies, create

_A_YEAR = 52


class ProgrammeForm(forms.Form):
    """Which period, and where it goes."""

    first = DayField(label="From")
    last = DayField(label="To")
    weeks = forms.IntegerField(
        label="Weeks later",
        min_value=1,
        max_value=3 * _A_YEAR,
        required=False,
        help_text="52 keeps every session on its day of the week, a year later.",
    )
    term = forms.ModelChoiceField(
        SchoolTerm.objects.none(),
        label="Or into the same weeks of",
        required=False,
        empty_label="(the weeks above)",
        help_text="The first week of the term in which the period begins becomes the first week of this one.",
    )

    def __init__(self, *args, terms, **kwargs):
        super().__init__(*args, **kwargs)
        self.terms = terms
        self.fields["term"].queryset = SchoolTerm.objects.all()

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if cleaned["last"] < cleaned["first"]:
            self.add_error("last", "The last day must not be before the first.")
        elif cleaned["term"]:
            cleaned["weeks"] = self._to_term(cleaned["first"], cleaned["term"])
        elif not cleaned["weeks"]:
            self.add_error("weeks", "Say how many weeks later, or choose a term.")
        return cleaned

    def _to_term(self, first, term):
        """Return how many weeks it is from the term in which the period begins, or the next one, to `term`."""
        ours = [each for each in self.terms if each.last_day >= first]
        if not ours or ours[0].first_day > self.cleaned_data["last"]:
            self.add_error(
                "term",
                "No term is known in the period. Add it under Contacts, School terms, or give the weeks.",
            )
            return None
        weeks = (_monday(term.first_day) - _monday(ours[0].first_day)).days // 7
        if weeks < 1:
            self.add_error("term", "This term is not after the period. Choose a later one.")
        return weeks


class ProgrammePage(ListPage):
    """Shows where each session of a period would be; a POST creates those that are ticked, as drafts."""

    route = "programme/"
    name = "programme"
    template = "admin/training/desk/programme.html"
    permissions = ("training.add_session", "training.change_session")

    def handle(self):
        request = self.request
        asked = request.POST if request.method == "POST" else request.GET
        terms = list(SchoolTerm.objects.order_by("first_day"))
        form = ProgrammeForm(asked if "first" in asked else None, initial=_usual(), terms=terms)
        rows = None
        if form.is_bound and form.is_valid():
            data = form.cleaned_data
            year = SchoolTerm.objects.year()
            try:
                rows = copies(
                    data["first"],
                    data["last"],
                    data["weeks"],
                    in_holidays=lambda day: year.season(day) == Season.HOLIDAYS,
                )
            except TooMany:
                form.add_error("last", f"There are more than {MOST} sessions. Choose a shorter period.")
        if rows is not None and request.method == "POST":
            ticked = set(request.POST.getlist("session"))
            chosen = [row for row in rows if str(row.session.pk) in ticked and row.can_be_made]
            if chosen:
                made = create(chosen, by=request.user)
                messages.success(
                    request,
                    f"{counted(made, 'draft')} created. Check the link to join and the trainers, then open them.",
                )
                return self.to_list()
            messages.warning(request, "Nothing was created: tick at least one session that is free.")
        return self.render(
            "Copy a programme to new dates",
            form=form,
            rows=rows,
            free=sum(row.can_be_made for row in rows or ()),
            tab="programme",
        )


def _usual():
    """Return what the form begins with: the quarter that began a year ago."""
    first = timezone.localdate() - timedelta(weeks=_A_YEAR)
    return {"first": f"{first:%d/%m/%Y}", "last": f"{first + timedelta(weeks=13):%d/%m/%Y}", "weeks": _A_YEAR}


def _monday(day):
    return day - timedelta(days=day.weekday())
