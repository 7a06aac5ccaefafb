"""The changes to numbers and addresses: their list, and the page on which a second person decides."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.html import format_html

from contacts.admin.point_diff import point_diff
from contacts.forms import ConfirmForm, RefuseForm
from contacts.models import ContactChange, Pathway
from contacts.numbers.values import point_of
from contacts.numbers.verification import CannotChangeContact, confirm, refuse, withdraw
from hscp.admin.extra_pages import DecisionAdmin, RecordPage, admin_address
from hscp.web.page_sizes import ADMIN_LISTS
from hscp.web.typed_numbers import whole_number

Action, State = ContactChange.Action, ContactChange.State


class WhoseFilter(admin.SimpleListFilter):
    """Whose turn it is."""

    title = "whose turn it is"
    parameter_name = "turn"

    def lookups(self, request, model_admin):
        return [("mine", "Waiting for you to decide"), ("others", "Yours, waiting for a second person")]

    def queryset(self, request, queryset):
        match self.value():
            case "mine":
                return queryset.filter(state=State.WAITING).exclude(proposed_by=request.user)
            case "others":
                return queryset.filter(state=State.WAITING, proposed_by=request.user)
        return queryset


class DecisionPage(RecordPage):
    """Shows what is now beside what is to be; a POST confirms it, refuses it or takes it back."""

    template = "admin/contacts/contactchange/decide.html"

    def handle(self):
        request, change = self.request, self.record
        may_verify = request.user.has_perm("contacts.verify_pathway")
        own = change.proposed_by_id == request.user.pk
        confirming = ConfirmForm(request.POST if "confirm" in request.POST else None)
        refusing = RefuseForm(request.POST if "refuse" in request.POST else None)
        problem = ""
        if request.method == "POST":
            if not (may_verify or request.user.has_perm("contacts.change_pathway")):
                raise PermissionDenied
            try:
                done = self._decide(may_verify, confirming, refusing)
            except CannotChangeContact as error:
                problem = str(error)
                change = self.record = self.find(str(change.pk))
                if change is None:
                    messages.error(request, problem)
                    return self.to_list()
            else:
                if done:
                    messages.success(request, done)
                    return redirect(admin_address(Pathway._meta, "change", change.pathway_id))
        waiting = change.state == State.WAITING
        return self.render(
            str(change),
            change=change,
            diff=point_diff(change.before, change.after),
            try_it=point_of(change.after).href if change.after else "",
            problem=problem,
            confirming=confirming,
            refusing=refusing,
            waiting=waiting,
            own=own,
            decides=waiting and may_verify,
            may_correct=waiting and request.user.has_perm("contacts.change_pathway"),
        )

    def _decide(self, may_verify, confirming, refusing):
        """Do what the button says; return the sentence that says so, or None when a field has to be corrected first."""
        post, by = self.request.POST, self.request.user
        edition = whole_number(post.get("edition")) or 0
        if "withdraw" in post:
            withdraw(change=self.record, by=by)
            return "Withdrawn. The public still sees what it saw before."
        if not ({"confirm", "refuse"} & post.keys()):
            raise CannotChangeContact("Choose whether to confirm or to refuse it.")
        if not may_verify:
            raise PermissionDenied
        if "confirm" in post:
            if self.record.action != Action.REMOVE and not confirming.is_valid():
                return None
            next_check = (
                confirming.cleaned_data["next_check"] if self.record.action != Action.REMOVE else None
            )
            confirm(change=self.record, edition=edition, by=by, next_check=next_check)
            return "Confirmed. The public can see it now."
        if not refusing.is_valid():
            return None
        refuse(change=self.record, edition=edition, by=by, reason=refusing.cleaned_data["reason"])
        return (
            "Refused. The public still sees what it saw before, and the person who proposed it can read why."
        )


@admin.register(ContactChange)
class ContactChangeAdmin(DecisionAdmin):
    """What was proposed, by whom, and who decided it. Nothing here is edited or deleted."""

    change_page = DecisionPage
    list_display = [
        "what",
        "pathway",
        "state_tag",
        "proposed_by",
        "proposed_at",
        "decided_by",
        "decided_at",
        "reason",
    ]
    list_filter = ["state", WhoseFilter, "action"]
    list_select_related = ["pathway", "proposed_by", "decided_by"]
    list_per_page = ADMIN_LISTS
    search_fields = ["pathway__title", "proposed_by__username"]
    ordering = ["-proposed_at", "-pk"]

    @admin.display(description="change")
    def what(self, change):
        return str(change)

    @admin.display(description="state", ordering="state")
    def state_tag(self, change):
        return format_html(
            '<span class="admin-tag admin-tag--{}">{}</span>', change.state, change.get_state_display()
        )

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        title = "Changes to numbers and addresses"
        return super().changelist_view(request, {"title": title, **(extra_context or {})})
