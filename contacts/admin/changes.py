"""The changes to numbers and addresses: their list, and the page on which a second person decides."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from contacts.admin.before_and_after import sides
from contacts.forms import ConfirmForm, RefuseForm
from contacts.models import ContactChange
from contacts.numbers.verification import CannotChangeContact, confirm, point_of, refuse, withdraw
from hscp.web.page_sizes import ADMIN_LISTS

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


@admin.register(ContactChange)
class ContactChangeAdmin(admin.ModelAdmin):
    """What was proposed, by whom, and who decided it. Nothing here is edited or deleted."""

    actions = None
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

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        title = "Changes to numbers and addresses"
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def history_view(self, request, object_id, extra_context=None):
        """A change is its own record of who decided what, and when."""
        raise Http404

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show what is now beside what is to be; on POST confirm it, refuse it or take it back."""
        change = self.get_object(request, unquote(object_id))
        if change is None:
            raise Http404
        if not self.has_view_permission(request, change):
            raise PermissionDenied
        may_verify = request.user.has_perm("contacts.verify_pathway")
        own = change.proposed_by_id == request.user.pk
        confirming = ConfirmForm(request.POST if "confirm" in request.POST else None)
        refusing = RefuseForm(request.POST if "refuse" in request.POST else None)
        problem = ""
        if request.method == "POST":
            if not (may_verify or request.user.has_perm("contacts.change_pathway")):
                raise PermissionDenied
            try:
                done = self._decide(request, change, may_verify, confirming, refusing)
            except CannotChangeContact as error:
                problem = str(error)
                change = self.get_object(request, unquote(object_id))
                if change is None:
                    messages.error(request, problem)
                    return redirect("admin:contacts_contactchange_changelist")
            else:
                if done:
                    messages.success(request, done)
                    return redirect(reverse("admin:contacts_pathway_change", args=[change.pathway_id]))
        waiting = change.state == State.WAITING
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(change),
            "original": change,
            "change": change,
            "sides": sides(change.before, change.after),
            "try_it": point_of(change.after).href if change.after else "",
            "problem": problem,
            "confirming": confirming,
            "refusing": refusing,
            "waiting": waiting,
            "own": own,
            "decides": waiting and may_verify,
            "may_correct": waiting and request.user.has_perm("contacts.change_pathway"),
        }
        return TemplateResponse(request, "admin/contacts/contactchange/decide.html", context)

    def _decide(self, request, change, may_verify, confirming, refusing):
        """Do what the button says; return the sentence that tells it, or None when a field is still to be put right."""
        edition = request.POST.get("edition", "")
        edition = int(edition) if edition.isdecimal() else 0
        if "withdraw" in request.POST:
            withdraw(change=change, by=request.user)
            return "Withdrawn. The public goes on seeing what it saw."
        if not ({"confirm", "refuse"} & request.POST.keys()):
            raise CannotChangeContact("Choose whether to confirm or to refuse it.")
        if not may_verify:
            raise PermissionDenied
        if "confirm" in request.POST:
            if change.action != Action.REMOVE and not confirming.is_valid():
                return None
            next_check = confirming.cleaned_data["next_check"] if change.action != Action.REMOVE else None
            confirm(change=change, edition=edition, by=request.user, next_check=next_check)
            return "Confirmed. The public sees it now."
        if not refusing.is_valid():
            return None
        refuse(change=change, edition=edition, by=request.user, reason=refusing.cleaned_data["reason"])
        return "Refused. The public goes on seeing what it saw, and the person who proposed it can read why."
