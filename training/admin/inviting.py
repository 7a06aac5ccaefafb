"""Inviting people to a session, and reminding those who have a place."""

from django import forms
from django.contrib import messages

from training.admin.session_pages import SessionPage, people
from training.booking.locking import CannotBook
from training.desk.inviting import invite, invited, remind
from training.enums import InviteWhom
from training.forms.fields import NO_CHILD


class InviteForm(forms.Form):
    """Whom to invite, and what to say."""

    whom = forms.MultipleChoiceField(label="Whom", choices=InviteWhom, widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(
        label="Your words",
        required=False,
        max_length=2000,
        help_text=f"May be empty. The session, its times and the link to book are added. {NO_CHILD}",
        widget=forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
    )


class InvitePage(SessionPage):
    """Takes an invitation, says how many people get it, and sends it once confirmed."""

    route = "invite/"
    name = "invite"
    template = "admin/training/session/invite.html"
    tab = "invite"
    permissions = ("training.view_booking", "training.change_booking")

    def handle(self):
        request, session = self.request, self.session
        form = InviteForm(request.POST or None)
        context = {"form": form}
        if request.method == "POST" and form.is_valid():
            whom, text = form.cleaned_data["whom"], form.cleaned_data["text"]
            found = invited(session, whom)
            number = len(found.people)
            try:
                if not number:
                    form.add_error("whom", _nobody_left(found.refusing))
                elif "send" in request.POST:
                    written = invite(session, whom, text=text)
                    messages.success(request, f"{people(written).capitalize()} will get an invitation.")
                    return self.to_page("invite")
                elif "change" not in request.POST:
                    labels = [label for value, label in InviteWhom.choices if value in whom]
                    context |= {
                        "checking": True,
                        "number": number,
                        "refusing": found.refusing,
                        "labels": labels,
                        "text": text,
                    }
            except CannotBook as error:
                form.add_error(None, str(error))
        return self.render(f"Invite people: {session}", **context)


class RemindPage(SessionPage):
    """Asks whether everybody with a place is to be reminded now; a POST does."""

    route = "remind/"
    name = "remind"
    template = "admin/training/session/remind.html"
    tab = "bookings"
    permissions = ("training.view_booking", "training.change_booking")

    def handle(self):
        problem = ""
        if self.request.method == "POST":
            try:
                number = remind(self.session)
            except CannotBook as error:
                problem = str(error)
            else:
                messages.success(
                    self.request,
                    f"{people(number).capitalize()} will get a reminder."
                    if number
                    else "Everybody had one today already.",
                )
                return self.to_page("bookings")
        return self.render(f"Remind people: {self.session}", problem=problem)


def _nobody_left(refusing):
    """Return why nobody of those chosen gets an invitation, where `refusing` (a number) said that they want none."""
    reason = "Nobody is left to invite: they are booked or invited already"
    return f"{reason}, or asked not to be invited ({refusing})." if refusing else f"{reason}."
