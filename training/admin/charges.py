"""What is owed for bookings, for staff: the list, letting somebody off, and the lists that finance invoices from."""

from datetime import timedelta
from decimal import Decimal

from django import forms
from django.contrib import admin, messages
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.timezone import localtime

from hscp.admin.extra_pages import DecisionAdmin, ListPage, RecordPage
from hscp.admin.people_seen import PeopleSeen
from hscp.admin.spreadsheets.files import table_file
from hscp.documents.spreadsheets import CONTENT_TYPES, Plain, Sheet
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.web.typed_numbers import whole_number
from hscp.web.wording import counted
from training.booking.charges import CannotWaive, charge_after_all, waive
from training.booking.invoicing import NothingToInvoice, make_list, signed, to_invoice, undo_list
from training.booking.prices import pounds
from training.enums import ChargeState
from training.models import Charge, InvoiceList

COLUMNS = (
    "Organisation",
    "Kind of organisation",
    "Course",
    "Date",
    "Person",
    "For",
    "Amount (£)",
    "Purchase order",
    "Email for the invoice",
    "Invoice address",
    "Booking",
)


class WaiveForm(forms.Form):
    """Why somebody need not pay."""

    because = forms.CharField(
        label="Why it is waived",
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )


class ChargePage(RecordPage):
    """One charge: what it is for, and letting somebody off it for a reason, or charging it after all."""

    template = "admin/training/charge/change_form.html"
    shows_people = True
    permissions = ("training.view_charge",)

    def handle(self):
        request, charge = self.request, self.record
        may_change = request.user.has_perm("training.change_charge")
        form = WaiveForm(request.POST if "waive" in request.POST else None)
        if request.method == "POST" and may_change:
            if "again" in request.POST:
                charge_after_all(charge)
                messages.success(request, "It is to be invoiced again.")
                return self.to_list()
            if form.is_valid():
                try:
                    waive(charge, because=form.cleaned_data["because"], by=request.user)
                except CannotWaive as error:
                    form.add_error("because", str(error))
                else:
                    messages.success(request, f"{pounds(charge.amount)} waived.")
                    return self.to_list()
        return self.render(
            f"{charge.get_reason_display()}: {pounds(charge.amount)}",
            charge=charge,
            amount=pounds(charge.amount),
            details=getattr(charge.booking, "invoice_details", None),
            may_waive=may_change and charge.state == ChargeState.DUE,
            may_charge=may_change and charge.state == ChargeState.WAIVED,
            form=form,
        )


class InvoicesForm(forms.Form):
    """The sessions of which days are to be invoiced, and to whom."""

    first_day = forms.DateField(label="Sessions from", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))  # fmt: skip
    last_day = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    organisation = forms.CharField(
        label="Organisation",
        max_length=160,
        required=False,
        help_text="As the bookings have it. Empty: all.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The last date must not be before the first.")
        return cleaned


class InvoicesPage(ListPage):
    """Shows what is to be invoiced for the sessions of some days, makes a list of it once, and takes a list back."""

    route = "invoices/"
    name = "invoices"
    template = "admin/training/charge/invoices.html"
    shows_people = True
    permissions = ("training.view_charge", "training.change_charge")

    def handle(self):
        request = self.request
        if request.method == "POST" and (number := whole_number(request.POST.get("undo"))):
            undone = undo_list(get_object_or_404(InvoiceList, pk=number))
            messages.success(
                request, f"The list is undone: {counted(undone, 'charge')} to be invoiced again."
            )
            return self.to_list(self.name)
        today = timezone.localdate()
        month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
        given = request.POST if request.method == "POST" else request.GET
        form = InvoicesForm(given if "first_day" in given else {"first_day": month, "last_day": today})
        charges = []
        if form.is_valid():
            if request.method == "POST":
                return self._make(form)
            charges = list(to_invoice(**form.cleaned_data))
        return self.render(
            "Invoices",
            form=form,
            rows=[(charge, pounds_signed(charge)) for charge in charges],
            total=pounds_of(charges),
            lists=[
                (each, pounds_of(each.charges.all()))
                for each in InvoiceList.objects.select_related("made_by").prefetch_related("charges")[:30]
            ],
        )

    def _make(self, form):
        try:
            made = make_list(**form.cleaned_data, by=self.request.user)
        except NothingToInvoice as error:
            messages.warning(self.request, str(error))
        else:
            number = made.charges.count()
            messages.success(
                self.request, f"{counted(number, 'charge')} on list {made.pk}: download it below."
            )
        return self.to_list(self.name)


class InvoiceFilePage(ListPage):
    """One list as a file; the audit trail keeps who made it."""

    route = "invoices/<int:number>/<str:kind>/"
    name = "invoice_file"
    methods = ("GET",)
    permissions = ("training.view_charge", "training.change_charge")

    def handle(self, number, kind):
        made = get_object_or_404(InvoiceList, pk=number)
        kind = kind if kind in CONTENT_TYPES else "csv"
        charges = made.charges.select_related(
            "booking__session__course", "booking__invoice_details"
        ).order_by("organisation", "booking__session__starts_at", "pk")
        rows = [row_of(charge) for charge in charges]
        record(
            AuditKind.EXPORTED,
            by=self.request.user,
            about=made,
            what=f"invoices: {counted(len(rows), 'charge')} as {kind.upper()}",
        )
        return table_file([Sheet("Invoices", [list(COLUMNS), *rows])], kind, f"invoices-{made.pk}")


def row_of(charge):
    """Return a charge as a row of COLUMNS."""
    booking = charge.booking
    details = getattr(booking, "invoice_details", None)
    return [
        charge.organisation,
        booking.get_organisation_type_display(),
        booking.session.course.title,
        localtime(booking.session.starts_at).date(),
        booking.name,
        charge.get_reason_display(),
        signed(charge),
        details.purchase_order if details else "",
        details.email if details else "",
        details.address if details else "",
        Plain(booking.pk),
    ]


def pounds_of(charges):
    """Return the sum of charges in words, credits taken off."""
    total = sum(map(signed, charges), Decimal(0))
    return f"−{pounds(-total)}" if total < 0 else (pounds(total) if total else "£0")


def pounds_signed(charge):
    """Return the amount of one charge in words, a credit with a minus."""
    amount = signed(charge)
    return f"−{pounds(-amount)}" if amount < 0 else pounds(amount)


@admin.register(Charge)
class ChargeAdmin(PeopleSeen, DecisionAdmin):
    """What is owed. The site writes it as bookings change; staff waive and hand on."""

    pages = [InvoicesPage, InvoiceFilePage]
    change_page = ChargePage
    change_list_template = "admin/training/charge/change_list.html"
    list_display = ["organisation", "amount_in_words", "reason", "state", "course", "day", "asks"]
    list_filter = ["state", "reason", ("booking__session__course", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["booking__session__course", "booking__invoice_details"]
    search_fields = ["organisation", "booking__invoice_details__purchase_order"]
    search_help_text = "Looks in organisations and purchase orders, not in names."
    ordering = ["-booking__session__starts_at", "-pk"]

    def has_add_permission(self, request):
        return False

    def get_queryset(self, request):
        related = ["booking__session__course", "booking__invoice_details"]
        return super().get_queryset(request).select_related(*related)

    @admin.display(description="amount", ordering="amount")
    def amount_in_words(self, charge):
        return pounds(charge.amount)

    @admin.display(description="course")
    def course(self, charge):
        return charge.booking.session.course.title

    @admin.display(description="date", ordering="booking__session__starts_at")
    def day(self, charge):
        return f"{localtime(charge.booking.session.starts_at):%-d %b %Y}"

    @admin.display(description="asks to be exempt", boolean=True)
    def asks(self, charge):
        details = getattr(charge.booking, "invoice_details", None)
        return bool(details and details.exemption)
