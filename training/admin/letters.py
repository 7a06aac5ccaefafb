"""Writing to the people of a session: each gets an email of their own, and a page says first how many get it."""

from django import forms
from django.contrib import messages

from training.admin.session_pages import SessionPage, people
from training.enums import CAME, HOLDING, LIVE, Attendance, BookingState
from training.forms.fields import NO_CHILD
from training.mail import outbox

# Who gets a letter: the choice, its words, and the condition on the bookings.
RECIPIENTS = {
    "everybody": ("Everybody with a place or on the waiting list", {"state__in": LIVE}),
    "places": ("Everybody with a place", {"state__in": HOLDING}),
    "waiting": ("The waiting list", {"state": BookingState.WAITING}),
    "attended": (
        "Those who attended, all or part",
        {"attendance__in": CAME},
    ),
    "no_show": ("Those who did not come", {"attendance": Attendance.NO_SHOW}),
}


class LetterForm(forms.Form):
    """A letter: to whom, and what it says."""

    to = forms.ChoiceField(label="To", choices=[(name, words) for name, (words, _) in RECIPIENTS.items()])
    subject = forms.CharField(
        label="Subject", max_length=150, widget=forms.TextInput(attrs={"class": "vTextField"})
    )
    text = forms.CharField(
        label="Text",
        max_length=5000,
        help_text=f"The greeting, the session and each person’s own link are added. {NO_CHILD}",
        widget=forms.Textarea(attrs={"rows": 10, "class": "vLargeTextField"}),
    )


class WritePage(SessionPage):
    """Takes a letter, shows it with the number of people who get it, and puts it in the outbox once confirmed."""

    route = "write/"
    name = "write"
    template = "admin/training/session/write.html"
    tab = "write"
    permissions = ("training.view_booking", "training.change_booking")

    def handle(self):
        request, session = self.request, self.session
        form = LetterForm(request.POST or None)
        context = {"form": form}
        if request.method == "POST" and form.is_valid():
            words, condition = RECIPIENTS[form.cleaned_data["to"]]
            bookings = (
                session.bookings.filter(**condition)
                .exclude(email="")
                .select_related("session__course")
                .order_by("turn")
            )
            number = bookings.count()
            if not number:
                form.add_error("to", "Nobody is in this group. Choose another one.")
            elif "send" in request.POST:
                written = outbox.letter(
                    bookings,
                    subject=form.cleaned_data["subject"],
                    text=form.cleaned_data["text"],
                    by=request.user,
                )
                messages.success(
                    request, f"The letter is on its way to {people(written)}, each in their own email."
                )
                return self.to_page("bookings")
            elif "change" not in request.POST:
                context |= {"checking": True, "number": number, "to": words, "letter": form.cleaned_data}
        return self.render(f"Write to people: {session}", **context)
