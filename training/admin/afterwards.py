"""After a session: its certificates, to issue again, withdraw or download, and what people thought of it."""

import io
import re
import zipfile

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponse
from django.utils import timezone

from hscp.documents.compiler import CannotCompile
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.web.cache_headers import NOT_STORED
from hscp.web.wording import counted
from training.admin.session_pages import SessionPage, people
from training.booking.locking import CannotBook
from training.enums import CAME, Attendance, BookingState
from training.follow_up import certificates, reissuing
from training.follow_up.answers import answers_of_course, answers_of_session
from training.follow_up.evaluation import FEWEST_ANSWERS
from training.forms.fields import NO_CHILD
from training.mail.outbox import has_address
from training.mail.reading import undelivered_bookings
from training.models import Session

# Each takes a few tenths of a second to make.
_MOST_IN_A_FILE = 60


class WithdrawForm(forms.Form):
    """Why a certificate is withdrawn."""

    reason = forms.CharField(
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=f"The person reads it in an email, and the log of the booking keeps it. {NO_CHILD}",
    )


class CertificatesPage(SessionPage):
    """Who has a certificate, with its number; a POST issues some again, withdraws one, or makes one valid again."""

    route = "certificates/"
    name = "certificates"
    template = "admin/training/session/certificates.html"
    tab = "certificates"
    shows_people = True
    permissions = ("training.view_booking", "training.change_booking")

    def handle(self):
        form = WithdrawForm(self.request.POST or None)
        if self.request.method == "POST" and form.is_valid():
            try:
                self._act(form)
            except CannotBook as error:
                form.add_error("reason" if error.field else None, str(error))
            else:
                return self.to_page("certificates")
        bookings = list(_attended(self.session))
        return self.render(
            f"Certificates: {self.session}",
            bookings=bookings,
            form=form,
            undelivered=undelivered_bookings(self.session),
            valid=sum(map(certificates.may_have, bookings)),
        )

    def _act(self, form):
        post, options = self.request.POST, {"session_id": self.session.pk, "by": self.request.user}
        ids = [int(pk) for pk in post.getlist("booking") if pk.isdecimal() and len(pk) < 10]
        if "withdraw" in post:
            [pk] = ids if len(ids) == 1 else [None]
            if pk is None:
                raise CannotBook("Tick the one certificate that is to be withdrawn.")
            booking = reissuing.withdraw(booking_id=pk, reason=form.cleaned_data["reason"], **options)
            messages.success(
                self.request,
                f"The certificate of {booking.name} is withdrawn: its number no longer checks. {_told(booking)}",
            )
        elif "restore" in post:
            for pk in ids:
                reissuing.restore(booking_id=pk, **options)
            messages.success(
                self.request,
                f"{counted(len(ids), 'certificate')} made valid again. Whoever has an address gets an email.",
            )
        elif not ids:
            raise CannotBook("Tick whose certificates are to be issued again.")
        else:
            number = reissuing.reissue(booking_ids=ids, **options)
            messages.success(
                self.request, f"{people(number).capitalize()} will get an email with the way to it."
            )


class CertificatePage(SessionPage):
    """One certificate as a PDF."""

    route = "bookings/<int:booking_id>/certificate.pdf"
    name = "certificate"
    shows_people = True
    permissions = ("training.view_booking", "training.change_booking")

    def handle(self, booking_id):
        booking = _attended(self.session).filter(pk=booking_id).first()
        try:
            if booking is None:
                raise certificates.NoCertificate(
                    "Only people marked as attended on the register get a certificate."
                )
            pdf = certificates.certificate_pdf(booking)
        except certificates.NoCertificate as error:
            messages.warning(self.request, str(error))
            return self.to_page("certificates")
        except CannotCompile:
            messages.error(self.request, "It could not be made just now. Try again in a few minutes.")
            return self.to_page("certificates")
        return _file(pdf, "application/pdf", f"certificate-{booking.pk}.pdf")


class CertificatesZipPage(SessionPage):
    """All certificates of the session in one file; the log of the session keeps who made it."""

    route = "certificates/zip/"
    name = "certificates_zip"
    methods = ("POST",)
    permissions = ("training.view_booking", "training.change_booking")

    def handle(self):
        bookings = [each for each in _attended(self.session) if certificates.may_have(each)]
        start = self.request.POST.get("from", "")
        first = int(start) if start.isdecimal() and len(start) < 5 else 0
        some, left_out = bookings[first : first + _MOST_IN_A_FILE], []
        content = io.BytesIO()
        try:
            with zipfile.ZipFile(content, "w") as archive:
                for number, booking in enumerate(some, start=first + 1):
                    try:
                        pdf = certificates.certificate_pdf(booking)
                    except certificates.NoCertificate:
                        left_out.append(booking)
                        continue
                    archive.writestr(f"{number:03}-{_plain(certificates.name_of(booking))}.pdf", pdf)
        except CannotCompile:
            messages.error(self.request, "The file could not be made just now. Try again in a few minutes.")
            return self.to_page("certificates")
        if len(left_out) == len(some):
            messages.warning(self.request, "Nobody has a certificate that can be printed yet.")
            return self.to_page("certificates")
        made = people(len(some) - len(left_out))
        LogEntry.objects.create(
            user=self.request.user,
            content_type=ContentType.objects.get_for_model(Session),
            object_id=self.session.pk,
            object_repr=str(self.session)[:200],
            action_flag=CHANGE,
            change_message=f"Exported the certificates of {made} as ZIP.",
        )
        record(
            AuditKind.EXPORTED, by=self.request.user, about=self.session, what=f"certificates: {made} as ZIP"
        )
        name = f"certificates-{self.session.pk}-{timezone.localdate(self.session.starts_at)}.zip"
        return _file(content.getvalue(), "application/zip", name)


class AnswersPage(SessionPage):
    """What people thought of the session, and of all sessions of its course. No answer leads to a person."""

    route = "answers/"
    name = "answers"
    template = "admin/training/session/answers.html"
    tab = "answers"
    permissions = ("training.view_evaluation",)

    def handle(self):
        session = self.session
        attended = session.bookings.filter(state=BookingState.CONFIRMED, attendance__in=CAME).count()
        return self.render(
            f"What people thought: {session}",
            parts=[
                ("This session", answers_of_session(session)),
                (f"All sessions of {session.course.title}", answers_of_course(session.course)),
            ],
            attended=attended,
            fewest=FEWEST_ANSWERS,
        )


def _attended(session):
    """Return the bookings of those who attended the whole session and whose names are kept, by name, with the session."""
    return (
        session.bookings.filter(
            state=BookingState.CONFIRMED, attendance=Attendance.ATTENDED, anonymised_at=None
        )
        .select_related("session__course")
        .order_by("name", "pk")
    )


def _told(booking):
    return "They will get an email." if has_address(booking) else "They have no address, so ring them."


def _plain(name):
    """Return a name as every system takes it in the name of a file."""
    return re.sub(r"[^\w\-]+", "-", name).strip("-")[:60] or "certificate"


def _file(content, kind, name):
    headers = {
        "Content-Type": kind,
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": NOT_STORED,
    }
    return HttpResponse(content, headers=headers)


AFTERWARDS_PAGES = (CertificatesZipPage, CertificatePage, CertificatesPage, AnswersPage)
