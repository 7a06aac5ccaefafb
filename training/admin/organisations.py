"""The register of organisations, and the desk where staff settle the names that it does not have."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.shortcuts import redirect

from hscp.admin import HistoryAdmin
from hscp.admin.extra_pages import ListPage, admin_address
from hscp.admin.inlines import PartInline
from hscp.web.typed_numbers import whole_number
from hscp.web.wording import counted
from training.enums import District, OrganisationType
from training.models import NotAnOrganisation, Organisation, OrganisationAlias
from training.organisations.names import organisation_key
from training.organisations.reconciling import (
    link_bookings,
    make_alias,
    make_new,
    merge,
    say_no_organisation,
    unlisted,
)
from training.organisations.register import organisation_of

NAMES_ON_A_PAGE = 50
NEW, NONE, OTHER = "new", "none", "other"


class AliasInline(PartInline, admin.TabularInline):
    """The other names of an organisation."""

    model = OrganisationAlias
    fields = ["name"]
    verbose_name_plural = "other names"


class DecisionForm(forms.Form):
    """What one name that people typed is: an organisation of the register, a new one, or none."""

    name = forms.CharField(max_length=160, widget=forms.HiddenInput)
    decision = forms.ChoiceField(label="It is", required=False)
    other = forms.CharField(label="Name on the register", required=False, max_length=160)
    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "As people choose"), *OrganisationType.choices]
    )
    district = forms.ChoiceField(
        label="District", required=False, choices=[("", "Not known"), *District.choices]
    )

    def __init__(self, *args, unlisted=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.unlisted = unlisted
        likely = unlisted.likely if unlisted else ()
        self.fields["decision"].choices = [
            ("", "Decide later"),
            *((f"is-{each.pk}", f"Another name of “{each}”") for each in likely),
            (OTHER, "Another name of …"),
            (NEW, "A new organisation"),
            (NONE, "Not an organisation"),
        ]
        for name, field in self.fields.items():
            if name != "name" and unlisted:
                field.widget.attrs["aria-label"] = f"{field.label}: {unlisted.name}"
        self.fields["other"].widget.attrs |= {"list": "register", "autocomplete": "off"}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == OTHER:
            cleaned["organisation"] = organisation_of(cleaned.get("other", ""))
            if cleaned["organisation"] is None:
                self.add_error(
                    "other", "The register has no organisation of this name. Type it as it stands there."
                )
        elif cleaned.get("other") and not self.errors:
            self.add_error("decision", "Choose “Another name of …”, or take the name away.")
        return cleaned

    def apply(self, by):
        """Do what is decided in a valid form. Raises ValidationError. Return whether anything was decided."""
        data = self.cleaned_data
        decision = data["decision"]
        if decision == NEW:
            make_new(name=data["name"], kind=data["kind"], district=data["district"], by=by)
        elif decision == NONE:
            say_no_organisation(name=data["name"], by=by)
        elif decision:
            organisation = data.get("organisation") or Organisation.objects.get(
                pk=decision.removeprefix("is-")
            )
            make_alias(name=data["name"], organisation=organisation, by=by)
        return bool(decision)


class NamesPage(ListPage):
    """The names that people typed and the register does not have, most used first: each is settled in a row of its own."""

    route = "names/"
    name = "names"
    template = "admin/training/organisation/names.html"
    permissions = ("training.add_organisation", "training.change_organisation", "training.view_booking")
    shows_people = True

    def handle(self):
        total, names = unlisted(NAMES_ON_A_PAGE)
        data = self.request.POST if self.request.method == "POST" else None
        rows = [
            DecisionForm(
                data,
                prefix=organisation_key(each.name),
                unlisted=each,
                initial={"name": each.name, "kind": each.kind},
            )
            for each in names
        ]
        if data is not None and self._applied([row for row in rows if f"{row.prefix}-name" in data]):
            return self.to_list(self.name)
        return self.render("Names to settle", rows=rows, total=total, register=_names_of_the_register())

    def _applied(self, rows):
        """Do what the rows say, all or nothing, and return whether it is done."""
        # Every row is checked, so that the page shows all that is wrong.
        if sum(row.is_valid() for row in rows) < len(rows):
            return False
        done = 0
        with transaction.atomic():
            for row in rows:
                try:
                    done += row.apply(self.request.user)
                except ValidationError as error:
                    row.add_error(None, error.messages)
            if any(row.errors for row in rows):
                transaction.set_rollback(True)
                return False
        messages.success(self.request, f"{counted(done, 'name')} settled.")
        return True


class MergePage(ListPage):
    """Asks which of several organisations stays; the others’ names and bookings become its own."""

    route = "merge/"
    name = "merge"
    template = "admin/training/organisation/merge.html"
    permissions = ("training.change_organisation", "training.delete_organisation")

    def handle(self):
        numbers = filter(None, map(whole_number, self.request.GET.get("ids", "").split(",")))
        found = list(Organisation.objects.filter(pk__in=numbers).annotate(number=Count("bookings")))
        if len(found) < 2:
            messages.warning(self.request, "Tick two organisations or more to make them one.")
            return self.to_list()
        kept = next((each for each in found if str(each.pk) == self.request.POST.get("kept")), None)
        if self.request.method == "POST" and kept is not None:
            with transaction.atomic():
                for other in found:
                    if other != kept:
                        merge(kept=kept, other=other, by=self.request.user)
            messages.success(self.request, f"{counted(len(found), 'organisation')} are now “{kept}”.")
            return self.to_list()
        problem = "Choose which one stays." if self.request.method == "POST" else ""
        return self.render("Make them one", found=found, problem=problem)


def _names_of_the_register():
    return Organisation.objects.order_by("name").values_list("name", flat=True)


@admin.register(Organisation)
class OrganisationAdmin(HistoryAdmin):
    """An organisation with its other names."""

    pages = [NamesPage, MergePage, *HistoryAdmin.pages]
    list_display = ["name", "kind", "district", "other_names", "number_of_bookings", "is_suggested"]
    list_filter = ["kind", "district", "is_suggested"]
    search_fields = ["name", "aliases__name"]
    ordering = ["name", "pk"]
    fields = ["name", "kind", "district", "is_suggested"]
    inlines = [AliasInline]
    actions = ["make_one"]
    delete_confirmation_template = "admin/training/delete.html"
    delete_selected_confirmation_template = "admin/records_delete.html"

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(number=Count("bookings")).prefetch_related("aliases")

    @admin.display(description="other names")
    def other_names(self, organisation):
        return ", ".join(alias.name for alias in organisation.aliases.all()) or "–"

    @admin.display(description="bookings", ordering="number")
    def number_of_bookings(self, organisation):
        return organisation.number or "–"

    def sheet_buttons(self, request):
        buttons = super().sheet_buttons(request)
        if request.user.has_perms(NamesPage.permissions):
            buttons = [("Names to settle", admin_address(self.opts, NamesPage.name)), *buttons]
        return buttons

    @admin.action(description="Make them one", permissions=["delete"])
    def make_one(self, request, queryset):
        ids = ",".join(str(pk) for pk in queryset.values_list("pk", flat=True))
        return redirect(f"{admin_address(self.opts, MergePage.name)}?ids={ids}")

    def save_related(self, request, form, formsets, change):
        """Save its other names too. A name that it had before stays one of them, and bookings follow the names."""
        super().save_related(request, form, formsets, change)
        organisation, before = form.instance, form.initial.get("name", "")
        if change and organisation_key(before) != organisation.key and organisation_of(before) is None:
            OrganisationAlias.objects.create(organisation=organisation, name=before)
        number = link_bookings(organisation)
        if number:
            messages.success(
                request, f"{counted(number, 'booking')} follow{'s' if number == 1 else ''} its names."
            )


@admin.register(NotAnOrganisation)
class NotAnOrganisationAdmin(admin.ModelAdmin):
    """The names that are no organisation: taken away, they are asked about again."""

    list_display = ["name", "decided_by", "decided_at"]
    search_fields = ["name"]
    fields = ["name"]
    actions = None

    def has_change_permission(self, request, obj=None):
        return False
