"""The form that chooses the period, the rows and the chart of a report. Its values are kept in the page's address."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from training.reports.dimensions import ACROSS, DIMENSIONS
from training.reports.measures import CHARTS, HELD, columns
from training.reports.periods import DATES, LAST_12_MONTHS, Period, financial_year_of, periods

_YEARS = [
    MinValueValidator(date(2000, 1, 1), "Enter a date from 2000 onwards."),
    MaxValueValidator(date(2099, 12, 31), "Enter a date before 2100."),
]


class PeriodForm(forms.Form):
    """A period out of a list, or two dates. `period_chosen` is the Period once the form is valid."""

    period = forms.ChoiceField()
    start = forms.DateField(
        label="From", required=False, validators=_YEARS, widget=forms.DateInput(attrs={"type": "date"})
    )
    end = forms.DateField(
        label="To", required=False, validators=_YEARS, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data, *, today=None):
        """`data` is the query of the address (QueryDict); what it does not say is as `defaults` says."""
        today = today or timezone.localdate()
        super().__init__({**self.defaults(today), **{name: value for name, value in data.items() if value}})
        self.periods = periods(today)
        self.fields["period"].choices = [
            *((code, str(period)) for code, period in self.periods.items()),
            (DATES, "The dates below"),
        ]
        for field in ("start", "end"):
            self.fields[field].widget.format = "%Y-%m-%d"

    def defaults(self, today):
        """Return what holds for an address without a query on the date `today`."""
        return {"period": LAST_12_MONTHS}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("period") != DATES:
            return cleaned
        start, end = cleaned.get("start"), cleaned.get("end")
        for name in ("start", "end"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, "Enter a date.")
        if start and end and end < start:
            self.add_error("end", "The last date must not be before the first.")
        return cleaned

    @property
    def period_chosen(self):
        chosen = self.cleaned_data
        if chosen["period"] == DATES:
            return Period(chosen["start"], chosen["end"])
        return self.periods[chosen["period"]]


class ReportForm(PeriodForm):
    """A period, what the rows are, what stands across, which columns in which order, and what the chart shows."""

    by = forms.ChoiceField(
        label="By", choices=[(code, dimension.heading) for code, dimension in DIMENSIONS.items()]
    )
    show = forms.ChoiceField(
        label="Chart", choices=[(code, measure.share_name) for code, measure in CHARTS.items()]
    )
    across = forms.ChoiceField(
        label="Across",
        required=False,
        choices=[
            ("", "All figures"),
            *((code, f"Who was there, by {DIMENSIONS[code].heading.lower()}") for code in ACROSS),
        ],
    )
    columns = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ["by", "across", "show", "period", "start", "end", "columns"]

    def defaults(self, today):
        return {**super().defaults(today), "by": "course", "show": HELD.code}

    def clean_columns(self):
        """Return the codes of the columns in the order of the address, each once."""
        codes = dict.fromkeys(filter(None, self.cleaned_data["columns"].split(",")))
        known = {code for dimension in DIMENSIONS.values() for code in columns(dimension)}
        if wrong := next((code for code in codes if code not in known), None):
            raise forms.ValidationError(
                f"There is no column “{wrong}”. Choose the columns below the table again."
            )
        return list(codes)


class SaidForm(PeriodForm):
    """What the rows are of what people said, and the theme or the word whose comments are shown."""

    by = forms.ChoiceField(
        label="By",
        choices=[(code, dimension.heading) for code, dimension in DIMENSIONS.items() if dimension.evaluated],
    )
    theme = forms.IntegerField(required=False, widget=forms.HiddenInput)
    word = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    field_order = ["by", "period", "start", "end", "theme", "word"]

    def defaults(self, today):
        return {**super().defaults(today), "by": "course"}


class QuarterlyForm(PeriodForm):
    """The period of the quarterly table: the present financial year unless another is chosen."""

    compare = forms.BooleanField(label="Beside the same quarter of the year before", required=False)

    def defaults(self, today):
        return {"period": str(financial_year_of(today))}
