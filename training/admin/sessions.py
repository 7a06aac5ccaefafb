"""The list and the form of dated sessions. Their other pages are classes in modules of their own, named in `pages`."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.text import capfirst

from hscp.admin import HistoryAdmin
from hscp.admin.filters import InUseFilter
from hscp.admin.history import ComparePage
from hscp.admin.widgets import show_formatted, without_risky_links
from hscp.editing.admin.differences_page import DifferencesPage
from hscp.editing.admin.saving import BOTH
from hscp.editing.snapshots import put
from hscp.records.saving import content_change
from hscp.web.page_sizes import ADMIN_LISTS
from hscp.web.typed_numbers import whole_number
from hscp.web.wording import counted
from training.admin import bulk_changes
from training.admin.afterwards import AFTERWARDS_PAGES
from training.admin.approvals import ApprovalPage
from training.admin.bookings import BookingAddPage, BookingCancelPage, BookingsPage
from training.admin.bookings_sheet import BOOKINGS_PAGES, bookings_buttons
from training.admin.date_fields import WhenField
from training.admin.delegates import DelegatesPage
from training.admin.desk.many import BookManyPage
from training.admin.desk.no_shows import NoShowsPage
from training.admin.desk.people import PEOPLE_PAGES
from training.admin.desk.programme import ProgrammePage
from training.admin.inviting import InvitePage, RemindPage
from training.admin.letters import WritePage
from training.admin.moving import BookingLetInPage, BookingMovePage
from training.admin.quotas import QuotaInline
from training.admin.register import RegisterAddPage, RegisterPage, RegisterPrintPage
from training.admin.reports import QuarterlyPage, ReportsPage, SaidPage
from training.admin.series import SeriesPage
from training.admin.session_columns import SessionColumns
from training.admin.session_fieldsets import FIELDSETS
from training.admin.session_filters import BookedWhereFilter, WaitsFilter, WhenFilter
from training.admin.session_form import SessionForm, days_initial
from training.admin.session_pages import CancelPage, about_session, people
from training.booking import places
from training.enums import SessionState, Setting
from training.models import Booking, Session, SessionQuota
from training.models.session_times import load_days
from training.sessions import days
from training.sessions.booking_counts import with_booking_counts
from training.sessions.saving import save_session
from training.sessions.series import moved, next_free_week
from training.sessions.telling import tell_of
from training.spreadsheets.sessions import SessionSheet

# Only those who run the session read its joining link.
STAFF_ONLY = {"joining_link"}


class SessionComparePage(ComparePage):
    """The history shows the joining link too, so it takes the right to change sessions."""

    permissions = ("training.change_session",)


@admin.register(Session)
class SessionAdmin(SessionColumns, HistoryAdmin):
    """One dated delivery of a course."""

    pages = [
        *PEOPLE_PAGES,
        NoShowsPage,
        ProgrammePage,
        InvitePage,
        RemindPage,
        *AFTERWARDS_PAGES,
        BookManyPage,
        BookingMovePage,
        BookingLetInPage,
        BookingAddPage,
        BookingCancelPage,
        ApprovalPage,
        BookingsPage,
        RegisterPrintPage,
        RegisterAddPage,
        RegisterPage,
        WritePage,
        SeriesPage,
        DelegatesPage,
        ReportsPage,
        QuarterlyPage,
        SaidPage,
        CancelPage,
        SessionComparePage,
        DifferencesPage,
    ]
    sheet = SessionSheet
    more_sheet_pages = BOOKINGS_PAGES
    actions = bulk_changes.ACTIONS
    form = SessionForm
    inlines = [QuotaInline]
    change_form_template = "admin/training/session/change_form.html"
    delete_confirmation_template = "admin/training/delete.html"
    list_display = ["when", "course_title", "state_tag", "numbers", "where", "given_by"]
    list_display_links = ["when", "course_title"]
    list_filter = [
        WhenFilter,
        WaitsFilter,
        "state",
        BookedWhereFilter,
        "setting",
        ("course", InUseFilter),
        ("course__themes", InUseFilter),
        ("trainers", InUseFilter),
    ]
    list_per_page = ADMIN_LISTS
    search_fields = ["course__title", "course__aliases", "place", "trainers__name"]
    search_help_text = (
        "Looks in the course, the place and the trainers. Past sessions: choose “All” under “when”."
    )
    ordering = ["starts_at", "pk"]
    autocomplete_fields = ["course", "trainers"]
    view_on_site = False

    # The list

    def sheet_buttons(self, request):
        return [*super().sheet_buttons(request), *bookings_buttons(request)]

    def get_queryset(self, request):
        return with_booking_counts(super().get_queryset(request).select_related("course")).prefetch_related(
            "trainers"
        )

    # The form

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.is_stale = getattr(request, "is_tried", False)
        return form

    def get_fieldsets(self, request, obj=None):
        if self.has_change_permission(request):
            return FIELDSETS
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name not in STAFF_ONLY]})
            for title, options in FIELDSETS
        ]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.DateTimeField):
            return WhenField(
                label=capfirst(db_field.verbose_name),
                help_text=db_field.help_text,
                required=not db_field.blank,
            )
        return without_risky_links(super().formfield_for_dbfield(db_field, request, **kwargs))

    def has_change_permission(self, request, obj=None):
        """A cancelled session stays as it is: its people have been told. It can be copied."""
        return super().has_change_permission(request, obj) and (
            obj is None or obj.state != SessionState.CANCELLED
        )

    def get_changeform_initial_data(self, request):
        """Start a new session from the one that `?copy=` names, a week or more later; otherwise with 20 places."""
        initial = super().get_changeform_initial_data(request)
        original = Session.objects.filter(pk=whole_number(initial.pop("copy", ""))).first()
        if original is None or not self.has_change_permission(request):
            return {"capacity": 20, **initial}
        copy = moved(original, next_free_week(original))
        beside = {"trainers", "further_days"}
        names = [name for _, options in FIELDSETS for name in options["fields"] if name not in beside]
        values = {name: getattr(copy, name) for name in names}
        if len(copy.parts) > 1:
            values |= days_initial(copy.parts)
        return {**values, "course": original.course_id, "trainers": list(original.trainers.all())}

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """Start the limits of a copy as they are in the session that `?copy=` names."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        number = whole_number(request.GET.get("copy"))
        if obj is None or obj.pk is None and request.method == "GET" and number:
            kwargs["initial"] = list(SessionQuota.objects.filter(session=number).values("value", "places"))
        return kwargs

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and obj.pk:
            context |= about_session(request, obj)
            if not self.has_change_permission(request, obj):
                show_formatted(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _changeform_view(self, request, object_id, form_url, extra_context):
        """Take the session's lock before it is read for saving, so that nobody books or cancels between."""
        if request.method == "POST" and (number := whole_number(object_id)):
            Session.objects.select_for_update().filter(pk=number).first()
        return super()._changeform_view(request, object_id, form_url, extra_context)

    # Saving

    def save_model(self, request, obj, form, change):
        if not change:
            obj.updated_by = request.user
            super().save_model(request, obj, form, change)
            days.store(obj)
            return
        self._save_changed(request, obj, note=getattr(form, "note", ""))

    def store_both(self, request, record, wanted):
        """Save two people's changes of a session, and tell those who have booked."""
        with content_change(by=request.user, comment=BOTH):
            put(record, wanted, number_anew=True, save=lambda session: self._save_changed(request, session))

    def _save_changed(self, request, session, note=""):
        told, promoted = save_session(session=session, by=request.user, note=note)
        if told:
            messages.success(request, f"{capfirst(people(told))} will get an email about the change.")
        self._say_promoted(request, promoted)

    def _say_promoted(self, request, promoted):
        if promoted:
            messages.success(
                request,
                f"{capfirst(people(promoted))} from the waiting list: a place became available for them.",
            )

    def save_related(self, request, form, formsets, change):
        with content_change() as content:
            super().save_related(request, form, formsets, change)
            session = form.instance
            content.touched(session.course)
            if not change:
                tell_of(content, session)
            if change and session.is_ours and any(formset.has_changed() for formset in formsets):
                self._say_promoted(request, places.fill(session_id=session.pk))
        if session.state == SessionState.OPEN:
            self._warn(request, session)

    def _warn(self, request, session):
        """Say what an open session still lacks; it is saved all the same."""
        if session.setting == Setting.ONLINE and session.is_ours and not session.joining_link:
            messages.warning(
                request, "It is online and has no joining link yet. Add the link before it is sent to people."
            )
        if not session.course.is_live():
            messages.warning(
                request,
                f"The public does not see it yet: the course “{session.course.title}” is not published.",
            )

    def delete_model(self, request, obj):
        with content_change() as content:
            content.touched(obj.course)
            super().delete_model(request, obj)

    def get_actions(self, request):
        """Offer no deletion of many: a session that people know of is cancelled."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_deleted_objects(self, objs, request):
        """Refuse to delete a session that has bookings: its people would lose theirs without a word."""
        sessions = list(with_booking_counts(Session.objects.filter(pk__in=[each.pk for each in objs])))
        names, counts, lacking, protected = super().get_deleted_objects(objs, request)
        kept = [
            f"{session}: {_bookings(number)}"
            for session in sessions
            if (number := Booking.objects.filter(session=session).count())
        ]
        # What goes with bookings, such as their messages, nobody may delete: the bookings are the reason that helps.
        return [str(session) for session in sessions], counts, set() if kept else lacking, kept or protected

    # A version is read and compared; bringing one back would leave the people who have booked behind.

    def may_restore(self, request, record):
        return False

    def history_view(self, request, object_id, extra_context=None):
        if not request.user.has_perms(SessionComparePage.permissions):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def recoverlist_view(self, request, extra_context=None):
        raise PermissionDenied

    def recover_view(self, request, version_id, extra_context=None):
        raise PermissionDenied

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        load_days(changelist.result_list)
        return changelist

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"may_recover": False, **(extra_context or {})})


def _bookings(number):
    return counted(number, "booking")
