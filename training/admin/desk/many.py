"""Booking many people into one session at once: paste a list, see each line with what is wrong, mend it, and book."""

from collections import Counter, defaultdict
from dataclasses import replace

from django.contrib import messages

from hscp.email_addresses import email_key
from hscp.web.wording import counted
from training.admin.desk.many_forms import FIELDS, Lines, ManyForm, PasteForm
from training.admin.session_pages import SessionPage, about_session, people
from training.booking import places
from training.booking.entry import entry_of
from training.booking.identity import name_key
from training.booking.locking import CannotBook, SentBefore
from training.booking.questions import questions_of
from training.enums import LIVE, BookingState, Source
from training.forms.fields import new_key, renew_key


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
            return self._lines(Lines(request.POST, prefix="lines"), self._form(request.POST))
        paste = PasteForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and paste.is_valid():
            data = _posted(paste.found)
            lines = Lines(data, prefix="lines")
            return self._lines(lines, self._form({"key": new_key()}), just_read=True)
        return self.render(f"Book many people: {session}", paste=paste)

    def _form(self, data):
        return ManyForm(data, questions=questions_of(self.session))

    def _lines(self, lines, form, *, just_read=False):
        right = self._checked(lines, shares=form.is_valid() and form.cleaned_data["shares_mailbox"])
        wrong = [line for line in lines if line.errors]
        post = self.request.POST
        is_sent = not just_read and "check" not in post and form.is_valid()
        if is_sent and right and ("right" in post or not wrong):
            try:
                booked = places.book(
                    session_id=self.session.pk,
                    people=[
                        replace(line.person, shares_mailbox=line.shares, answers=form.answers)
                        for line in right
                    ],
                    key=form.cleaned_data["key"],
                    source=Source.ADMIN,
                    by=self.request.user,
                    over=form.cleaned_data["over"],
                    unsuited=form.cleaned_data["unsuited"],
                )
            except CannotBook as error:
                if isinstance(error, SentBefore):
                    # Sent anew with this key, it would be the same list again.
                    renew_key(form)
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
                self._say(booked, len(wrong), form.left_open)
                return self.to_page("bookings")
        return self.render(
            f"Book many people: {self.session}",
            lines=lines,
            form=form,
            right=len(right),
            wrong=len(wrong),
            left=max(0, self.session.capacity - self.session.held),
        )

    def _checked(self, lines, *, shares):
        """Add what only the session knows to the lines, and return those that can be booked. With `shares`, an address may be there
        for several people, told apart by name."""
        lines.is_valid()
        there, seen = defaultdict(set), defaultdict(dict)
        live = self.session.bookings.filter(state__in=LIVE).exclude(email_key="")
        for key, name in live.values_list("email_key", "name"):
            there[key].add(name_key(name))
        several = Counter(
            email_key(line.cleaned_data["email"]) for line in lines if not line.errors and _is_booked(line)
        )
        right = []
        entry = entry_of(self.session.course)
        for number, line in enumerate(lines, start=1):
            if line.errors or not _is_booked(line):
                continue
            email, name = email_key(line.cleaned_data["email"]), name_key(line.cleaned_data["name"])
            line.shares = bool(email) and shares and (email in there or several[email] > 1)
            if email in there and (not line.shares or name in there[email]):
                line.add_error("email", "Has a booking for this session already.")
            elif email in seen and (not line.shares or name in seen[email]):
                same = next(iter(seen[email].values())) if not line.shares else seen[email][name]
                line.add_error("email", f"The same address as in line {same}.")
            else:
                line.unsuited = entry.why_not(line.person)
                right.append(line)
            if email:
                seen[email].setdefault(name, number)
        return right

    def _say(self, booked, left_out, left_open):
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
        if left_open:
            asked = "; ".join(f"“{question.wording}”" for question in left_open)
            messages.warning(
                self.request, f"Not answered yet: {asked}. People answer by the link in their email."
            )


def _is_booked(line):
    """Whether a line without mistakes is not left out."""
    return not line.cleaned_data.get("leave_out")


def _posted(found):
    """Return the lines as their form would post them, so that what is wrong shows at once."""
    data = {"lines-TOTAL_FORMS": len(found), "lines-INITIAL_FORMS": 0}
    for number, person in enumerate(found):
        data |= {f"lines-{number}-{name}": getattr(person, name) for name in FIELDS}
    return data
