"""The forms of contacts: numbers as editors type them, changes to decide, and the contacts to tick for the sheet."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from contacts.enums import BankHolidays
from contacts.hours.exception_lines import exceptions_as_text, parse_exceptions
from contacts.hours.opening_hours import hours_in_words, read_hours
from contacts.models import ContactPoint
from contacts.numbers.normalisation import tidy_value
from contacts.numbers.values import PUBLIC_FIELDS, exceptions_of, hours_as_values, hours_of
from contacts.numbers.verification import next_check_after
from hscp.web.forms import GovukForm
from hscp.web.wording import clock_24


class PointOrderForm(forms.ModelForm):
    """The position of a number in its pathway's list, and nothing else of it."""

    class Meta:
        model = ContactPoint
        fields = ["order"]

    def clean_order(self):
        """Keep the number where it is when its position is left empty."""
        order = self.cleaned_data.get("order")
        return self.initial.get("order", 0) if order is None else order


class PointForm(forms.ModelForm):
    """A number or address as the public will see it, with its hours in words, and a note that only editors see."""

    hours = forms.CharField(
        label="Opening hours",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="One line for days with the same hours, such as “Monday to Friday 09:00-17:00”, “24 hours at weekends and bank "
        "holidays”, “16:30 Friday to 08:30 Monday”, “First Monday of the month, 10:00 to 12:00” or “Monday to Friday, 09:00 "
        "to 15:00, term time only”. Leave empty if they are not known.",
    )
    exceptions = forms.CharField(
        label="Days that differ",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="One line for each, such as “24 December 2026 to 2 January 2027, closed (Christmas)” or “24 December 2026, "
        "10:00 to 14:00”. Readers see them six weeks ahead. Lines of days that are over may go.",
    )
    answers_when_closed = forms.ModelChoiceField(
        ContactPoint.objects.none(),
        label="Answers whenever this one is closed",
        required=False,
        empty_label="None: it has hours of its own",
        help_text="For a line that answers “at all other times”, also on the bank holidays and the other days on which the "
        "office is closed. Leave its own hours empty.",
    )

    class Meta:
        model = ContactPoint
        fields = [*PUBLIC_FIELDS, "to_verify"]
        labels = {
            "kind": "Kind",
            "for_whom": "For whom",
            "value": "Number or address",
            "out_of_hours": "Answers out of office hours",
            "source": "Where this was found",
            "to_verify": "Note for editors",
        }
        widgets = {
            "label": forms.TextInput(attrs={"class": "vTextField"}),
            "value": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "note": forms.TextInput(attrs={"class": "vTextField"}),
            "source": forms.TextInput(attrs={"class": "vTextField"}),
            "to_verify": forms.TextInput(attrs={"class": "vTextField"}),
        }
        help_texts = {
            "value": "A phone number (an extension as “01962 876364 ext. 23”), a short number such as 999, a number that takes "
            "texts, an email address, a web address or, line by line, a postal address. An online form, chat or website may be "
            "left empty until its address is known.",
            "bank_holidays": "Counts where the opening hours do not say it.",
            "source": "The page or document, and how old it is. Readers see it on the contact’s own page until the details are "
            "checked.",
            "to_verify": "What is still to be found out about it. Saved at once, and never shown to the public.",
        }

    field_order = [
        "kind",
        "for_whom",
        "label",
        "value",
        "note",
        "out_of_hours",
        "answers_when_closed",
        "hours",
        "bank_holidays",
        "exceptions",
        "source",
        "to_verify",
    ]

    def __init__(self, data=None, *, values=None, note=None, others=None):
        """Fill the form with `values`, as values_of() gives them, and `note`; None leaves out the note for editors.

        `others` are the ContactPoints of the pathway, apart from this one.
        """
        initial = dict(values or {})
        initial["hours"] = "\n".join(hours_in_words(hours_of(initial), clock_24))
        initial["exceptions"] = exceptions_as_text(exceptions_of(initial))
        super().__init__(data, initial=initial | {"to_verify": note})
        if others is not None:
            self.fields["answers_when_closed"].queryset = others.filter(answers_when_closed=None)
        if note is None:
            del self.fields["to_verify"]

    def clean_hours(self):
        """Return the hours as values_of() does. What they say of bank holidays counts more than the choice below them."""
        self._typed = read_hours(self.cleaned_data["hours"])
        return hours_as_values(self._typed.spans)

    def clean_exceptions(self):
        return parse_exceptions(self.cleaned_data["exceptions"])

    def clean(self):
        cleaned = super().clean()
        if "kind" in cleaned and "value" in cleaned:
            try:
                cleaned["value"] = tidy_value(cleaned["kind"], cleaned["value"])
            except ValidationError as error:
                self.add_error(None, error)
        if "hours" in cleaned:
            self._decide_bank_holidays(cleaned)
        return cleaned

    def _decide_bank_holidays(self, cleaned):
        if self._typed.bank_holidays is not None:
            cleaned["bank_holidays"] = self._typed.bank_holidays
        elif cleaned.get("bank_holidays") == BankHolidays.OWN:
            self.add_error(
                "hours", "Say when it answers on bank holidays, such as “Bank holidays, 10:00 to 16:00”."
            )

    @property
    def values(self):
        """What a valid form proposes, as values_of() gives it."""
        return {
            **{name: getattr(self.instance, name) for name in PUBLIC_FIELDS},
            "answers_when_closed": getattr(self.cleaned_data["answers_when_closed"], "pk", None),
            "hours": self.cleaned_data["hours"],
            "exceptions": self.cleaned_data["exceptions"],
        }


class ConfirmForm(forms.Form):
    """When to check a number again that was found to be right."""

    next_check = forms.DateField(
        label="Next check",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Half a year from today, unless you know that it will change sooner.",
    )

    def __init__(self, data=None):
        super().__init__(data, initial={"next_check": next_check_after(timezone.localdate())})


class RefuseForm(forms.Form):
    """Why a change is refused."""

    reason = forms.CharField(
        label="Why it is refused",
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        error_messages={"required": "Say why, for the person who proposed it."},
        help_text="The person who proposed it reads this.",
    )


# What a form to tick contacts reads of each.
TO_TICK = ("title", "slug", "order", "for_public", "for_professionals", "for_young_people")


class SheetForm(GovukForm):
    """The contacts to tick. `pathways` are those that may be ticked."""

    contact = forms.MultipleChoiceField(
        label="Contacts for the sheet",
        help_text="Tick those that the people in your setting need.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one contact for the sheet",
            "invalid_choice": "Choose contacts from this list",
        },
    )

    def __init__(self, *args, pathways, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].choices = choices_by_reader(pathways)


def choices_by_reader(pathways):
    """Return the choices of a form in groups by who may use a contact, without an empty group."""
    public, professionals, young_people = [], [], []
    for pathway in pathways:
        if pathway.for_public:
            group = public
        elif pathway.for_professionals:
            group = professionals
        else:
            group = young_people
        group.append((pathway.slug, pathway.title))
    groups = [
        ("Open to the public", public),
        ("For professionals only", professionals),
        ("For children and young people", young_people),
    ]
    return [(label, options) for label, options in groups if options]
