"""The forms for booking many people at once: the list as it was copied, each of its lines, and what is for all of them."""

from django import forms
from django.forms import formset_factory
from django.forms.models import fields_for_model

from hscp.admin.spreadsheets.limits import NotASheet
from hscp.admin.spreadsheets.reading import is_workbook, read_workbook
from hscp.email_addresses import kept_email
from training.admin.bookings import reason_for_unsuited
from training.booking import places
from training.desk.pasted_people import MOST_PEOPLE, TooMany, as_text, read_people
from training.enums import OrganisationType, QuestionKind, Role
from training.forms.questions import AsksQuestions, field_name
from training.models import Booking

FIELDS = ("name", "email", "organisation", "organisation_type", "role")
_LONGEST_FILE = 500_000
# By these the sheet of a workbook is found that holds the people.
_HEADINGS = ("Name", "Email", "First name", "Surname", "Delegate", "Delegate name")


class PasteForm(forms.Form):
    """The list as it was copied."""

    people = forms.CharField(
        label="People",
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 12, "class": "vLargeTextField"}),
        help_text="One a line: name, email, organisation, role. Copy the cells from a spreadsheet, with or without their "
        f"headings. At most {MOST_PEOPLE}. Somebody without an email can be booked too.",
    )
    file = forms.FileField(label="Or a file", required=False, help_text="An Excel workbook (.xlsx) or CSV.")
    organisation_type = forms.ChoiceField(
        label="Kind of organisation", choices=OrganisationType, help_text="For lines that do not say."
    )
    role = forms.ChoiceField(choices=Role, initial=Role.PRACTITIONER, help_text="For lines that do not say.")

    def clean(self):
        cleaned = super().clean()
        text = cleaned.get("people", "")
        if file := cleaned.get("file"):
            text = self._text_of(file)
        if self.errors:
            return cleaned
        try:
            self.found = read_people(
                text, organisation_type=cleaned["organisation_type"], role=cleaned["role"]
            )
        except TooMany:
            self.add_error(
                "people", f"That are too many at once. Book at most {MOST_PEOPLE} people, then the next."
            )
        else:
            if not self.found:
                self.add_error("people", "Paste at least one line, or choose a file.")
        return cleaned

    def _text_of(self, file):
        if file.size > _LONGEST_FILE:
            self.add_error("file", "The file is larger than any list of people. Choose another one.")
            return ""
        start = file.read(4)
        file.seek(0)
        if is_workbook(start):
            try:
                return as_text(read_workbook(file, _HEADINGS))
            except NotASheet as error:
                self.add_error("file", str(error))
                return ""
        data = file.read()
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\x00" not in text:
                return text
        self.add_error(
            "file",
            "This is neither an Excel workbook (.xlsx) nor a CSV file. In the spreadsheet, choose “Save as” and one of them, or copy "
            "and paste the cells.",
        )
        return ""


class LineForm(forms.Form):
    """One person of the list, to be mended. `leave_out` keeps the line but books nobody."""

    leave_out = forms.BooleanField(required=False)
    # Set once the list is checked: the address is that of several people, and why the course is not for this one.
    shares, unsuited = False, ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= fields_for_model(Booking, fields=FIELDS)
        for name in FIELDS:
            self.fields[name].widget.attrs |= {
                "autocomplete": "off",
                "aria-label": f"{self.fields[name].label}, {self.prefix}",
            }
        self.fields["leave_out"].widget.attrs["aria-label"] = f"Leave out, {self.prefix}"

    def full_clean(self):
        """Let a line that is left out be as it is."""
        super().full_clean()
        if self.is_bound and self.cleaned_data.get("leave_out"):
            self._errors.clear()

    def clean_email(self):
        """Return the address as it is kept."""
        return kept_email(self.cleaned_data["email"])

    @property
    def person(self):
        """The Person that a valid line describes."""
        return places.Person(**{name: self.cleaned_data[name] for name in FIELDS})


Lines = formset_factory(LineForm, extra=0, max_num=MOST_PEOPLE, absolute_max=MOST_PEOPLE)


class ManyForm(AsksQuestions, forms.Form):
    """What is for all lines, with the questions of the course and the session that must be answered. A tick with which somebody
    agrees is theirs to give: it is `left_open`, as is each question without an answer, and people answer by their link."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    over = forms.CharField(
        label="Reason to book beyond the limits",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Leave it empty to keep to the limits: whoever has no place then joins the waiting list. With a reason, "
        "which is kept, everybody gets a place.",
    )
    unsuited = reason_for_unsuited()
    shares_mailbox = forms.BooleanField(
        label="An address that is there twice is a mailbox of several people",
        required=False,
        help_text="Each of them gets a booking by name. Their emails all go to that mailbox.",
    )

    def __init__(self, data, *, questions):
        super().__init__(data)
        asked = [question for question in questions if question.required]
        self.consents = [question for question in asked if question.kind == QuestionKind.CONSENT]
        answerable = [question for question in asked if question not in self.consents]
        self.ask(answerable, whose="the", required=False)
        for question in answerable:
            field = self.fields[field_name(question)]
            field.label = f"{question.wording} (for all)"
            field.help_text = (
                f"{field.help_text} Leave it open where people differ: they answer by their link.".strip()
            )

    @property
    def question_fields(self):
        """The fields of the questions, as the page shows them."""
        return [self[field_name(question)] for question in self.questions]

    @property
    def left_open(self):
        """The questions that must be answered and that a valid form leaves to each person."""
        return [*self.consents, *(answer.question for answer in self.answers if not answer.value)]
