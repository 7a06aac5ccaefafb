"""The numbers and addresses on a pathway's page, and the pages on which a change to one is proposed."""

import reversion
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from contacts.admin.before_and_after import sides
from contacts.forms import PointForm, PositionForm
from contacts.models import ContactChange, ContactPoint, OpeningHours
from contacts.numbers.verification import (
    CannotChangeContact,
    mark_checked,
    note,
    propose,
    set_position,
    values_of,
)
from hscp.admin import SortableRows
from hscp.admin.inlines import RowFormSet
from hscp.records.state import State

Action = ContactChange.Action
WAITING = ContactChange.State.WAITING
NO_WAY_TO_REACH = "Give it at least one number or address before it is published."
SENT = "Sent for confirmation. The public sees it once a second person has confirmed it."

# No ModelAdmin edits these, which would register them: they are in the history of their pathway all the same.
reversion.register(OpeningHours)
reversion.register(ContactPoint, follow=["opening_hours"])


class PositionRowForm(PositionForm):
    """One row of the table. Only its position is written, so that stale values never overwrite newer ones."""

    def save(self, commit=True):
        set_position(point=self.instance, order=self.cleaned_data["order"])
        return self.instance


class PointFormSet(RowFormSet):
    """A published pathway must lead somewhere."""

    def clean(self):
        super().clean()
        reachable = self.instance.pk and self.instance.contact_points.exists()
        if self.instance.state == State.PUBLISHED and not reachable:
            raise ValidationError(NO_WAY_TO_REACH)


class PointRows(SortableRows):
    """The numbers in the editors' order, to read. Each is changed on a page of its own."""

    model = ContactPoint
    form = PositionRowForm
    formset = PointFormSet
    template = "admin/contacts/pathway/points.html"
    verbose_name, verbose_name_plural = "number or address", "numbers and addresses"
    fields = ["order"]

    def get_queryset(self, request):
        waiting = ContactChange.objects.filter(state=WAITING).select_related("proposed_by")
        return (
            super()
            .get_queryset(request)
            .select_related("verified_by")
            .prefetch_related("opening_hours", Prefetch("changes", waiting, to_attr="waiting"))
        )

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class PointPages:
    """Mixin for the ModelAdmin of pathways: the pages that propose a change to a number, and the check of numbers."""

    def may_propose(self, request):
        """Whether this person may propose changes to numbers, on drafts and on what is published alike."""
        return request.user.has_perm("contacts.change_pathway")

    def has_verify_permission(self, request):
        return request.user.has_perm("contacts.verify_pathway")

    def get_urls(self):
        def page(route, view, name):
            return path(
                f"<path:object_id>/{route}", self.admin_site.admin_view(view), name=f"contacts_pathway_{name}"
            )

        return [
            page("checked/", self.checked_view, "checked"),
            page("points/add/", self.point_view, "point_add"),
            page("points/waiting/<int:change_id>/", self.point_view, "point_waiting"),
            page("points/<int:point_id>/remove/", self.point_remove_view, "point_remove"),
            page("points/<int:point_id>/", self.point_view, "point"),
            *super().get_urls(),
        ]

    def _pathway(self, request, object_id):
        pathway = self.get_object(request, unquote(object_id))
        if pathway is None:
            raise Http404
        return pathway

    def _proposable(self, request, object_id):
        if not self.may_propose(request):
            raise PermissionDenied
        return self._pathway(request, object_id)

    def _back(self, pathway):
        return redirect(reverse("admin:contacts_pathway_change", args=[pathway.pk]))

    def _page(self, request, template, title, pathway, **context):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "original": pathway,
            **context,
        }
        return TemplateResponse(request, f"admin/contacts/pathway/{template}.html", context)

    def point_view(self, request, object_id, point_id=None, change_id=None):
        """Show one number as a form, and send what is different for confirmation; write the note for editors at once.

        With `change_id` it is an addition that waits, to be put right; with neither, a new number.
        """
        pathway = self._proposable(request, object_id)
        point = point_id and get_object_or_404(pathway.contact_points, pk=point_id)
        waiting = _waiting(pathway, point, change_id)
        now = values_of(point) if point else {}
        values = (waiting.after if waiting else {}) or now
        form = PointForm(request.POST or None, values=values, note=point.to_verify if point else None)
        if request.method == "POST" and form.is_valid():
            done = self._send(request, pathway, point, waiting, values, form)
            if done:
                return done
        title = (
            f"Change {point}" if point else "Put the addition right" if waiting else "Add a number or address"
        )
        return self._page(
            request,
            "point",
            title,
            pathway,
            form=form,
            point=point,
            waiting=waiting,
            sides=sides(waiting.before, waiting.after) if waiting else [],
        )

    def _send(self, request, pathway, point, waiting, values, form):
        """Propose what a valid form says and return the redirect; None when it is refused, with the reason on the form."""
        noted = "to_verify" in form.fields and form.cleaned_data["to_verify"] != point.to_verify
        if form.values == values and noted:
            note(point=point, text=form.cleaned_data["to_verify"], by=request.user)
            messages.success(
                request, "The note for editors was saved. Nothing that the public sees has changed."
            )
            return self._back(pathway)
        try:
            if form.values == values:
                raise CannotChangeContact(
                    "Nothing on this form has been changed." if values else "Fill in the form first."
                )
            propose(
                pathway=pathway,
                action=Action.CHANGE if point else Action.ADD,
                by=request.user,
                point=point,
                values=form.values,
                waiting=waiting,
            )
        except CannotChangeContact as error:
            form.add_error(None, str(error))
            return None
        except ValidationError as error:
            form.add_error(None, error)
            return None
        if noted:
            note(point=point, text=form.cleaned_data["to_verify"], by=request.user)
        messages.success(request, SENT)
        return self._back(pathway)

    def point_remove_view(self, request, object_id, point_id):
        """Ask whether a number is to go, and send its removal for confirmation."""
        pathway = self._proposable(request, object_id)
        point = get_object_or_404(pathway.contact_points.prefetch_related("opening_hours"), pk=point_id)
        problem = ""
        if request.method == "POST":
            try:
                propose(pathway=pathway, action=Action.REMOVE, by=request.user, point=point)
            except CannotChangeContact as error:
                problem = str(error)
            else:
                messages.success(
                    request,
                    "Sent for confirmation. The public sees it until a second person has confirmed that it goes.",
                )
                return self._back(pathway)
        return self._page(
            request,
            "point_remove",
            f"Remove {point}",
            pathway,
            point=point,
            problem=problem,
            waiting=_waiting(pathway, point),
        )

    def checked_view(self, request, object_id):
        """Mark numbers as checked today, as the buttons on the pathway's page send them: `seen` is number:fingerprint."""
        if not self.has_verify_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        pathway = self._pathway(request, object_id)
        seen = dict(each.split(":", 1) for each in request.POST.getlist("seen") if ":" in each)
        seen = {int(number): mark for number, mark in seen.items() if number.isdecimal()}
        checked, left = mark_checked(pathway=pathway, seen=seen, by=request.user)
        if checked:
            messages.success(
                request,
                f"Marked as checked today: {'; '.join(map(str, checked))}. The next check is due in half a year.",
            )
        for point in left:
            messages.warning(
                request,
                f"Not marked: {point} was changed since you read it. Read it again."
                if point.value
                else f"Not marked: {point.label or point.get_kind_display()} has no address yet.",
            )
        if not checked and not left:
            messages.warning(request, "There was nothing to mark as checked.")
        return self._back(pathway)


def _waiting(pathway, point, change_id=None):
    """Return the change that waits for `point`, or the waiting addition `change_id` (404 if it is none), or None."""
    changes = pathway.contact_changes.filter(state=WAITING).select_related("proposed_by")
    if change_id:
        return get_object_or_404(changes, pk=change_id, action=Action.ADD)
    return changes.filter(contact_point=point).first() if point else None
