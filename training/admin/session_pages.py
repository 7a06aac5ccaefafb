"""What the pages around one session share: finding it, who gets in, its tabs, and cancelling it."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from reversion import create_revision, set_comment, set_user

from hscp.search.index.documents import refresh
from hscp.web.wording import counted
from training.booking import places
from training.enums import Attendance, BookingState, SessionState
from training.models import Session
from training.sessions.timetable import booked, with_numbers


def people(number):
    """Return a number of people in words."""
    return counted(number, "person", "people")


class SessionPages:
    """Mixin for the ModelAdmin of sessions: its own pages, and cancelling a session."""

    def get_urls(self):
        return [self.page_path("cancel/", self.cancel_view, "cancel"), *super().get_urls()]

    def page_path(self, route, view, name):
        """Return the URL pattern of a page below one session's address, for signed-in staff."""
        return path(
            f"<path:object_id>/{route}", self.admin_site.admin_view(view), name=f"training_session_{name}"
        )

    def session_for(self, request, object_id, *permissions):
        """Return the session (with its numbers) for who has all `permissions`; PermissionDenied and Http404 otherwise."""
        if not request.user.has_perms([f"training.{name}" for name in permissions]):
            raise PermissionDenied
        try:
            return with_numbers(Session.objects.select_related("course")).get(pk=unquote(object_id))
        except (Session.DoesNotExist, ValueError):
            raise Http404 from None

    def about(self, request, session):
        """Return what each page of a session says above its content: its tabs and its numbers."""
        return {
            "session": session,
            "at": timezone.now(),
            "sees_bookings": request.user.has_perm("training.view_booking"),
            "may_book": request.user.has_perm("training.add_booking")
            and session.is_ours
            and session.state in {SessionState.OPEN, SessionState.CLOSED},
            "may_mark": request.user.has_perm("training.change_booking"),
            "may_change": request.user.has_perm("training.change_session"),
            "may_add": request.user.has_perm("training.add_session"),
        }

    def show(self, request, template, title, session, tab="", **context):
        """Return a page of the session."""
        return TemplateResponse(
            request,
            f"admin/training/session/{template}.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": title,
                "tab": tab,
                **self.about(request, session),
                **context,
            },
        )

    def to_page(self, session, page="change"):
        return redirect(reverse(f"admin:training_session_{page}", args=[session.pk]))

    def cancel_view(self, request, object_id):
        """Ask whether a session is to be cancelled, saying how many people will be told; then cancel it."""
        session = self.session_for(request, object_id, "change_session")
        problem = ""
        if request.method == "POST" and session.state != SessionState.CANCELLED:
            try:
                with create_revision():
                    told = places.cancel_session(session_id=session.pk, by=request.user)
                    set_user(request.user)
                    set_comment("Cancelled.")
                    refresh(session, session.course)
            except places.CannotBook as error:
                problem = str(error)
            else:
                messages.success(request, f"Cancelled. {people(told).capitalize()} will be told by email.")
                return self.to_page(session)
        states = booked(session).values_list("state", flat=True)
        marked = session.bookings.exclude(attendance=Attendance.NOT_MARKED).exists()
        return self.show(
            request,
            "cancel",
            f"Cancel {session}?",
            session,
            problem=problem,
            total=len(states),
            waiting=list(states).count(BookingState.WAITING),
            took_place=marked and session.starts_at <= timezone.now(),
        )
