"""Finding a person over all sessions, and the page of one person: bookings, mails, certificates and marks.

Names and addresses of people are asked for by post, so that none is in the address of a page. The audit trail says who looked, and the
log of each booking that it was shown.
"""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.forms.models import fields_for_model
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from hscp.admin.extra_pages import ListPage, admin_address
from hscp.email_addresses import kept_email
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.web.wording import counted
from training.admin.organisation_field import OrganisationInput
from training.booking.events import note
from training.booking.locking import CannotBook
from training.desk.correcting import CORRECTABLE, correct, tell_again
from training.desk.people import booked_by, bookings_of, find_people
from training.enums import LIVE, BookingEventKind
from training.follow_up.certificates import may_have
from training.follow_up.day_marks import in_days, mark_in_words
from training.mail import reading
from training.mail.unsubscribing import allow, has_refused, mailbox_of, refuse
from training.models import Booking, BookingEvent, Message

_MAY_READ = ("training.view_booking",)
_MAY_CHANGE = (*_MAY_READ, "training.change_booking")
# Looking again within the hour is one look in the log of a booking.
_ONE_LOOK = timedelta(hours=1)


class PeoplePage(ListPage):
    """Asks for a name, an address or an organisation, and shows the people that have it."""

    route = "people/"
    name = "people"
    template = "admin/training/desk/people.html"
    permissions = _MAY_READ

    def handle(self):
        text = self.request.POST.get("who", "").strip()[:200]
        page = self.request.POST.get("page", "")
        people = find_people(text, int(page) if page.isdecimal() and len(page) < 6 else 1) if text else None
        if people:
            record(
                AuditKind.PEOPLE_SEEN,
                by=self.request.user,
                about="training.booking",
                what=f"people: {', '.join(str(person.pk) for person in people.found) or 'nobody found'}",
            )
        return self.render("People", who=text, people=people)


class PersonPage(ListPage):
    """A page about the person of one booking."""

    prefix = "people/<int:booking_id>/"
    name = "person"
    template = "admin/training/desk/person.html"
    permissions = _MAY_READ
    shows_people = True

    def load(self, kwargs):
        self.booking = _find(kwargs.pop("booking_id"))
        self.record = self.booking

    def handle(self):
        bookings = list(bookings_of(self.booking).prefetch_related("events__by", "events__session__course"))
        there = in_days(bookings)
        _note_shown(bookings, self.request.user)
        mails = list(
            Message.objects.filter(booking__in=bookings)
            .select_related("session__course")
            .order_by("-pk")[:200]
        )
        failed = set(
            reading.undelivered(Message.objects.filter(booking__in=bookings)).values_list("pk", flat=True)
        )
        now = timezone.now()
        return self.render(
            self.booking.name,
            booking=self.booking,
            bookings=[
                {
                    "booking": each,
                    "events": each.events.all(),
                    "mark": mark_in_words(each, there.get(each.pk, "")),
                    "certificate": may_have(each),
                    "to_come": each.state in LIVE and each.session.starts_at > now,
                }
                for each in bookings
            ],
            mails=[(mail, mail.pk in failed) for mail in mails],
            undelivered=bool(failed),
            for_others=list(booked_by(self.booking)),
            uninvited=has_refused(mailbox_of(self.booking.email)),
            may_change=self.request.user.has_perms(_MAY_CHANGE),
        )

    def to_person(self):
        """Return a redirect to the page of this person."""
        return redirect(admin_address(self.admin.opts, "person", self.booking.pk))


class CorrectionForm(forms.Form):
    """What is wrong of a person, for one booking or all, and whether they are to hear of it."""

    def __init__(self, data=None, *, booking, number):
        super().__init__(data, initial={name: getattr(booking, name) for name in CORRECTABLE})
        self.fields |= fields_for_model(Booking, fields=CORRECTABLE)
        self.fields["organisation"].widget = OrganisationInput({"maxlength": 160})
        self.fields[
            "email"
        ].help_text = "May be empty: then they get no mail. Links sent to the old address stop working."
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.widget.attrs |= {"class": "vTextField", "autocomplete": "off"}
        self.fields["scope"] = forms.ChoiceField(
            label="Change",
            choices=[("all", f"All {number} bookings of this person"), ("one", f"Only {booking.session}")],
            widget=forms.RadioSelect,
            initial="all",
        )
        if number == 1:
            del self.fields["scope"]
        self.fields["send"] = forms.TypedChoiceField(
            label="Emails",
            choices=[
                ("yes", "Send the details of sessions to come again, with a new link"),
                ("no", "Send nothing"),
            ],
            coerce=lambda value: value == "yes",
            widget=forms.RadioSelect,
            help_text="After a new address, the person has no working link unless it is sent.",
        )

    def clean_email(self):
        """Return the address as it is kept."""
        return kept_email(self.cleaned_data["email"])

    @property
    def changes(self):
        """The corrected values by field."""
        return {name: self.cleaned_data[name] for name in CORRECTABLE}


class PersonCorrectPage(PersonPage):
    """Corrects a name, an address or an organisation, for one booking or for all of the person."""

    route = "correct/"
    name = "person_correct"
    template = "admin/training/desk/correct.html"
    permissions = _MAY_CHANGE

    def handle(self):
        number = bookings_of(self.booking).count()
        form = CorrectionForm(self.request.POST or None, booking=self.booking, number=number)
        if self.request.method == "POST" and form.is_valid():
            everything = form.cleaned_data.get("scope", "one") == "all"
            ids = (
                list(bookings_of(self.booking).values_list("pk", flat=True))
                if everything
                else [self.booking.pk]
            )
            try:
                changed = correct(
                    booking_ids=ids,
                    changes=form.changes,
                    by=self.request.user,
                    send=form.cleaned_data["send"],
                )
            except CannotBook as error:
                form.add_error(error.field or None, str(error))
            else:
                messages.success(self.request, f"Corrected on {counted(changed, 'booking')}.")
                return self.to_person()
        certificates = bookings_of(self.booking).exclude(certificate=None).count()
        return self.render(
            f"Correct {self.booking.name}", booking=self.booking, form=form, certificates=certificates
        )


class PersonSendPage(PersonPage):
    """Sends the details of one booking again, with a new link."""

    route = "send/"
    name = "person_send"
    permissions = _MAY_CHANGE
    methods = ("POST",)
    shows_people = False

    def handle(self):
        if tell_again(self.booking):
            messages.success(
                self.request,
                f"The details of {self.booking.session} are on their way to {self.booking.email}.",
            )
        else:
            messages.warning(
                self.request,
                "Nothing was sent: the session has begun, the booking has ended, or it has no address.",
            )
        return self.to_person()


class PersonInvitePage(PersonPage):
    """Keeps that somebody told us not to invite them, or that we may again."""

    route = "invitations/"
    name = "person_invite"
    permissions = _MAY_CHANGE
    methods = ("POST",)
    shows_people = False

    def handle(self):
        if email := self.booking.email:
            again = self.request.POST.get("answer") == "invite"
            (allow if again else refuse)(mailbox_of(email))
            record(
                AuditKind.PERSON_CORRECTED,
                by=self.request.user,
                about="training.booking",
                what=f"may {'be invited again' if again else 'not be invited'}: {self.booking.pk}",
            )
        return self.to_person()


class MailPage(ListPage):
    """One mail as it was sent, without the links that are the person's own; a POST sends it again."""

    route = "mails/<int:mail_id>/"
    name = "mail"
    template = "admin/training/desk/mail.html"
    permissions = (*_MAY_READ, "training.view_message")
    shows_people = True

    def load(self, kwargs):
        found = Message.objects.select_related("session__course", "booking").filter(pk=kwargs.pop("mail_id"))
        self.record = found.first()
        if self.record is None:
            raise Http404

    def handle(self):
        request, mail = self.request, self.record
        may_send = request.user.has_perm("training.change_message") and request.user.has_perms(_MAY_CHANGE)
        if request.method == "POST" and may_send:
            self._send(mail)
            return redirect(admin_address(self.admin.opts, "mail", mail.pk))
        booking = mail.booking
        return self.render(
            mail.subject or mail.words,
            mail=mail,
            text=reading.text_of(mail, joining_link=request.user.has_perm("training.change_session")),
            address_changed=bool(booking and booking.email and mail.to.lower() != booking.email.lower()),
            has_person=bool(booking and not booking.anonymised_at),
            may_send=may_send,
        )

    def _send(self, mail):
        """Send a copy; where the booking has another address by now, the details of the booking instead, with a new link."""
        booking = mail.booking
        if booking and mail.kind != "no_show" and mail.to.lower() != booking.email.lower():
            sent, to = tell_again(booking), booking.email
        else:
            sent, to = reading.send_copy(mail), mail.to
        if sent:
            messages.success(self.request, f"It is on its way to {to}.")
        else:
            messages.warning(
                self.request,
                "It was not sent: its text has been deleted, it still waits, or it is no longer needed.",
            )


def _find(pk):
    """Return the booking `pk` with its session, or raise Http404, also once its name is deleted."""
    booking = Booking.objects.filter(pk=pk, anonymised_at=None).select_related("session__course").first()
    if booking is None:
        raise Http404
    return booking


def _note_shown(bookings, user):
    """Write in the log of each booking that this person's data was shown, once an hour for each who looks."""
    now = timezone.now()
    seen = set(
        BookingEvent.objects.filter(
            booking__in=bookings, what=BookingEventKind.SHOWN, by=user, at__gt=now - _ONE_LOOK
        ).values_list("booking_id", flat=True)
    )
    note([booking for booking in bookings if booking.pk not in seen], BookingEventKind.SHOWN, at=now, by=user)


PEOPLE_PAGES = (PersonCorrectPage, PersonSendPage, PersonInvitePage, PersonPage, PeoplePage, MailPage)
