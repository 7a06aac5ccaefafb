"""Booking many people into one session at once: paste a list, see each line with what is wrong, mend it, and book."""

import secrets

from django import forms
from django.contrib import messages
from django.forms import formset_factory
from django.forms.models import fields_for_model

from hscp.email_addresses import email_key, tidy_email
from hscp.web.wording import counted
from training.admin.bookings import reason_for_unsuited
from training.admin.session_pages import SessionPage, about_session, people
from training.booking import places
from training.booking.entry import entry_of
from training.booking.locking import CannotBook, SentBefore
from training.desk.pasted_people import MOST_PEOPLE, TooMany, read_people
from training.enums import LIVE, BookingState, OrganisationType, Role, Source
from training.models import Booking

_FIELDS = ("name", "email", "organisation", "organisation_type", "role")
_LONGEST_FILE = 500_000


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
    file = forms.FileField(label="Or a CSV file", required=False)
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
            "This is no CSV file. In the spreadsheet, choose “Save as” and CSV, or copy and paste the cells.",
        )
        return ""


class LineForm(forms.Form):
    """One person of the list, to be mended. `leave_out` keeps the line but books nobody."""

    leave_out = forms.BooleanField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= fields_for_model(Booking, fields=_FIELDS)
        for name in _FIELDS:
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
        return tidy_email(self.cleaned_data["email"]).lower()

    @property
    def person(self):
        """The Person that a valid line describes."""
        return places.Person(**{name: self.cleaned_data[name] for name in _FIELDS})


Lines = formset_factory(LineForm, extra=0, max_num=MOST_PEOPLE, absolute_max=MOST_PEOPLE)


class ManyForm(forms.Form):
    """What is for all lines."""

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


class BookManyPage(SessionPage):
    """Takes a list, shows its lines to be mended, and books those that are right."""

    route = "bookings/many/"
    name = "bookings_many"
    template = "admin/training/session/bookings_many.html"
    tab = "bookings"
    permissions = ("training.view_booking", "training.add_booking")

    def handle(self):
        request, session = self.request, self.session
        if not about_session(request, session)["may_book"]:
            messages.warning(request, "Nobody can be booked into this session.")
            return self.to_page("bookings")
        if request.method == "POST" and "lines-TOTAL_FORMS" in request.POST:
            return self._lines(Lines(request.POST, prefix="lines"), ManyForm(request.POST))
        paste = PasteForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and paste.is_valid():
            data = _posted(paste.found)
            lines = Lines(data, prefix="lines")
            return self._lines(lines, ManyForm({"key": secrets.token_hex(16)}), just_read=True)
        return self.render(f"Book many people: {session}", paste=paste)

    def _lines(self, lines, form, *, just_read=False):
        right = self._checked(lines)
        wrong = [line for line in lines if line.errors]
        wants = "" if just_read or not form.is_valid() else "right" if "right" in self.request.POST else "all"
        if "check" in self.request.POST:
            wants = ""
        if wants == "right" and right or wants == "all" and right and not wrong:
            try:
                booked = places.book(
                    session_id=self.session.pk,
                    people=[line.person for line in right],
                    key=form.cleaned_data["key"],
                    source=Source.ADMIN,
                    by=self.request.user,
                    over=form.cleaned_data["over"],
                    unsuited=form.cleaned_data["unsuited"],
                )
            except CannotBook as error:
                if isinstance(error, SentBefore):
                    # Sent anew with this key, it would be the same list again.
                    form.data = form.data.copy()
                    form.data["key"] = secrets.token_hex(16)
                _, _, number = error.field.partition("-")
                (right[int(number)] if number.isdecimal() else form).add_error(
                    "email" if number.isdecimal() else error.field if error.field in form.fields else None,
                    str(error),
                )
                right, wrong = (
                    [line for line in right if not line.errors],
                    [line for line in lines if line.errors],
                )
            else:
                self._say(booked, len(wrong))
                return self.to_page("bookings")
        return self.render(
            f"Book many people: {self.session}",
            lines=lines,
            form=form,
            right=len(right),
            wrong=len(wrong),
            left=max(0, self.session.capacity - self.session.held),
        )

    def _checked(self, lines):
        """Add what only the session knows to the lines, and return those that can be booked."""
        lines.is_valid()
        there = {
            *self.session.bookings.filter(state__in=LIVE)
            .exclude(email_key="")
            .values_list("email_key", flat=True)
        }
        right, seen = [], {}
        entry = entry_of(self.session.course)
        for number, line in enumerate(lines, start=1):
            if line.errors or line.cleaned_data.get("leave_out"):
                continue
            email = email_key(line.cleaned_data["email"])
            if email in there:
                line.add_error("email", "Has a booking for this session already.")
            elif email in seen:
                line.add_error("email", f"The same address as in line {seen[email]}.")
            else:
                line.unsuited = entry.why_not(line.person)
                right.append(line)
            if email:
                seen.setdefault(email, number)
        return right

    def _say(self, booked, left_out):
        waiting = sum(booking.state == BookingState.WAITING for booking in booked)
        without = sum(not booking.email for booking in booked)
        said = f"{people(len(booked)).capitalize()} booked"
        said += f", {waiting} of them on the waiting list." if waiting else "."
        said += f" {counted(len(booked) - without, 'email')} will go out."
        if without:
            said += f" {people(without).capitalize()} without an address: ring them."
        if left_out:
            said += f" {counted(left_out, 'line')} with mistakes left out."
        messages.success(self.request, said)


def _posted(found):
    """Return the lines as their form would post them, so that what is wrong shows at once."""
    data = {"lines-TOTAL_FORMS": len(found), "lines-INITIAL_FORMS": 0}
    for number, person in enumerate(found):
        data |= {f"lines-{number}-{name}": getattr(person, name) for name in _FIELDS}
    return data
