"""The numbers and addresses on a pathway's page, and the pages on which a change to one is proposed."""

import reversion
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404

from contacts.admin.point_diff import point_diff
from contacts.forms import PointForm, PointOrderForm
from contacts.models import ContactChange, ContactPoint, HoursException, OpeningHours
from contacts.numbers.values import values_of, whole
from contacts.numbers.verification import CannotChangeContact, mark_checked, note, propose, reorder
from hscp.admin import SortableRows
from hscp.admin.extra_pages import RecordPage
from hscp.admin.inlines import RowFormSet
from hscp.records.state import State
from hscp.web.typed_numbers import whole_number

Action = ContactChange.Action
WAITING = ContactChange.State.WAITING
NO_WAY_TO_REACH = "Give it at least one number or address before it is published."
MAY_PROPOSE = "contacts.change_pathway"
MAY_VERIFY = "contacts.verify_pathway"
SENT = "Sent for confirmation. The public will see it once a second person has confirmed it."

# No ModelAdmin edits these, which would register them: they are in the history of their pathway all the same.
reversion.register(OpeningHours)
reversion.register(HoursException)
reversion.register(ContactPoint, follow=["opening_hours", "exceptions"])


class PointRowForm(PointOrderForm):
    """One row of the table. Only its position is written, so that no newer change is overwritten with an older value."""

    def save(self, commit=True):
        reorder(point=self.instance, order=self.cleaned_data["order"])
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
    form = PointRowForm
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
            .prefetch_related("opening_hours", "exceptions", Prefetch("changes", waiting, to_attr="waiting"))
        )

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ProposalPage(RecordPage):
    """A page of a pathway on which a change to one of its numbers is proposed, on drafts and on what is published alike."""

    permissions = (MAY_PROPOSE,)


class PointPage(ProposalPage):
    """One number as a form. What is different is sent for confirmation; the note for editors is saved at once."""

    route = "points/<int:point_id>/"
    name = "point"
    template = "admin/contacts/pathway/point.html"
    # The number that the page is about, and the change to it that waits: None where there is none.
    point = None
    waiting = None

    def handle(self, point_id):
        self.point = get_object_or_404(self.record.contact_points, pk=point_id)
        self.waiting = _waiting(self.record, self.point)
        return self.form_page(f"Change {self.point}")

    def form_page(self, title):
        """Return the form, or the redirect once what it says is sent."""
        point, waiting = self.point, self.waiting
        values = (whole(waiting.after) if waiting else {}) or (values_of(point) if point else {})
        others = self.record.contact_points.exclude(pk=point.pk if point else None)
        note = point.to_verify if point else None
        form = PointForm(self.request.POST or None, values=values, note=note, others=others)
        if self.request.method == "POST" and form.is_valid() and self._send(values, form):
            return self.to_page()
        return self.render(
            title,
            form=form,
            point=point,
            waiting=waiting,
            diff=point_diff(waiting.before, waiting.after) if waiting else [],
        )

    def _send(self, values, form):
        """Propose what a valid form says; return False when it is refused, with the reason on the form."""
        point, by = self.point, self.request.user
        noted = "to_verify" in form.fields and form.cleaned_data["to_verify"] != point.to_verify
        if form.values == values and noted:
            note(point=point, text=form.cleaned_data["to_verify"], by=by)
            messages.success(
                self.request, "The note for editors was saved. Nothing that the public sees has changed."
            )
            return True
        try:
            if form.values == values:
                raise CannotChangeContact(
                    "Nothing on this form has been changed." if values else "Complete the form first."
                )
            propose(
                pathway=self.record,
                action=Action.CHANGE if point else Action.ADD,
                by=by,
                point=point,
                values=form.values,
                waiting=self.waiting,
            )
        except CannotChangeContact as error:
            form.add_error(None, str(error))
            return False
        except ValidationError as error:
            form.add_error(None, error)
            return False
        if noted:
            note(point=point, text=form.cleaned_data["to_verify"], by=by)
        messages.success(self.request, SENT)
        return True


class PointAddPage(PointPage):
    """A new number."""

    route = "points/add/"
    name = "point_add"

    def handle(self):
        return self.form_page("Add a number or address")


class PointWaitingPage(PointPage):
    """An addition that waits, to be put right."""

    route = "points/waiting/<int:change_id>/"
    name = "point_waiting"

    def handle(self, change_id):
        self.waiting = get_object_or_404(_waiting_changes(self.record), pk=change_id, action=Action.ADD)
        return self.form_page("Put the addition right")


class PointRemovePage(ProposalPage):
    """Asks whether a number is to be removed, and sends its removal for confirmation."""

    route = "points/<int:point_id>/remove/"
    name = "point_remove"
    template = "admin/contacts/pathway/point_remove.html"

    def handle(self, point_id):
        points = self.record.contact_points.prefetch_related("opening_hours", "exceptions")
        point = get_object_or_404(points, pk=point_id)
        problem = ""
        if self.request.method == "POST":
            try:
                propose(pathway=self.record, action=Action.REMOVE, by=self.request.user, point=point)
            except CannotChangeContact as error:
                problem = str(error)
            else:
                messages.success(
                    self.request,
                    "Sent for confirmation. The public will see it until a second person has confirmed that it should go.",
                )
                return self.to_page()
        return self.render(
            f"Remove {point}", point=point, problem=problem, waiting=_waiting(self.record, point)
        )


class CheckedPage(RecordPage):
    """Marks numbers as checked today, as the buttons on the pathway's page send them: `seen` is number:fingerprint."""

    route = "checked/"
    name = "checked"
    permissions = (MAY_VERIFY,)
    methods = ("POST",)

    def handle(self):
        request = self.request
        seen = dict(each.split(":", 1) for each in request.POST.getlist("seen") if ":" in each)
        seen = {pk: mark for number, mark in seen.items() if (pk := whole_number(number)) is not None}
        checked, left = mark_checked(pathway=self.record, seen=seen, by=request.user)
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
        return self.to_page()


POINT_PAGES = [CheckedPage, PointAddPage, PointWaitingPage, PointRemovePage, PointPage]


def _waiting_changes(pathway):
    return pathway.contact_changes.filter(state=WAITING).select_related("proposed_by")


def _waiting(pathway, point):
    """Return the change that waits for `point`, or None."""
    return _waiting_changes(pathway).filter(contact_point=point).first()
