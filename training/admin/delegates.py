"""The names of a session's delegates as a file, for its trainers. The log keeps who made each file, and when."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from hscp.admin.spreadsheets.files import table_file
from hscp.documents.spreadsheets import CONTENT_TYPES, Sheet
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from training.admin.session_pages import SessionPage, people
from training.booking.questions import with_answers
from training.enums import LIVE
from training.follow_up.day_marks import in_days, mark_in_words
from training.models import Session

_MADE = "Exported the names of "
# As few as a trainer needs. Addresses, telephone numbers and access needs stay on the site.
COLUMNS = ("Name", "Organisation", "Role", "State", "Register")


class DelegatesPage(SessionPage):
    """Says what the file holds and who has made one; a button makes it."""

    route = "delegates/"
    name = "delegates"
    template = "admin/training/session/delegates.html"
    permissions = ("training.view_booking", "training.change_booking")

    def handle(self):
        request, session = self.request, self.session
        delegates = with_answers(_delegates(session))
        asked = list(dict.fromkeys(words for booking in delegates for words, _ in booking.answered))
        asked = asked if request.POST.get("answers") else []
        there = in_days(delegates)
        rows = [[*_row(booking, there), *_answers(booking, asked)] for booking in delegates]
        kind = request.POST.get("file")
        if request.method == "POST" and kind in CONTENT_TYPES:
            LogEntry.objects.create(
                user=request.user,
                content_type=ContentType.objects.get_for_model(Session),
                object_id=session.pk,
                object_repr=str(session)[:200],
                action_flag=CHANGE,
                change_message=f"{_MADE}{people(len(rows))} as {kind.upper()}.",
            )
            record(
                AuditKind.EXPORTED,
                by=request.user,
                about=session,
                what=f"delegates: {people(len(rows))} as {kind.upper()}"
                + (", with answers" if asked else ""),
            )
            name = f"delegates-{session.pk}-{timezone.localdate(session.starts_at)}"
            return table_file([Sheet("Delegates", [[*COLUMNS, *asked], *rows])], kind, name)
        return self.render(
            f"Delegates of {session} as a file",
            columns=COLUMNS,
            number=len(rows),
            has_answers=any(booking.answered for booking in delegates),
            made=_exports(session),
        )


def _delegates(session):
    """Return the bookings with a place or on the waiting list, by name, each with its organisation on the register."""
    return (
        session.bookings.filter(state__in=LIVE).select_related("listed_organisation").order_by("name", "pk")
    )


def _row(booking, there):
    return [
        booking.name,
        booking.organisation_in_lists,
        booking.get_role_display(),
        booking.get_state_display(),
        mark_in_words(booking, there.get(booking.pk, "")),
    ]


def _answers(booking, asked):
    """Return what the booking answers to each of the questions `asked`, by their words."""
    answered = dict(booking.answered)
    return [answered.get(words, "") for words in asked]


def _exports(session):
    """Return the log of the files made of this session's names, the latest first."""
    return (
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(Session),
            object_id=str(session.pk),
            change_message__startswith=_MADE,
        )
        .select_related("user")
        .order_by("-action_time")
    )
