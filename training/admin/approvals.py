"""What staff decide of bookings that wait for approval."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404

from hscp.web.typed_numbers import whole_number
from training.admin.session_pages import SessionPage
from training.booking import places
from training.booking.locking import CannotBook
from training.enums import ApprovalState
from training.forms.fields import NO_CHILD


class DecisionForm(forms.Form):
    """Why staff agree or not."""

    reason = forms.CharField(
        label="Why",
        max_length=300,
        help_text=f"Such as “has a certificate of another provider”. After a refusal, the person reads it. {NO_CHILD}",
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )


class ApprovalPage(SessionPage):
    """Shows whose agreement a booking waits for; staff give theirs, or the manager’s in their place, with a reason."""

    route = "bookings/<int:booking_id>/approval/"
    name = "booking_approval"
    template = "admin/training/session/booking_approval.html"
    tab = "bookings"
    shows_people = True
    permissions = ("training.change_booking",)

    def handle(self, booking_id):
        request = self.request
        booking = get_object_or_404(self.session.bookings, pk=booking_id)
        form = DecisionForm(request.POST or None)
        answer, _, number = request.POST.get("answer", "").partition("-")
        if request.method == "POST" and form.is_valid() and answer in {"agree", "refuse"}:
            approval = get_object_or_404(booking.approvals, pk=whole_number(number))
            try:
                decided = places.decide(
                    approval_id=approval.pk,
                    agrees=answer == "agree",
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                )
            except CannotBook as error:
                form.add_error("reason" if error.field else None, str(error))
            else:
                messages.success(request, f"{decided.name}: {decided.get_state_display().lower()}.")
                return self.to_page("bookings")
        approvals = list(booking.approvals.select_related("by"))
        return self.render(
            f"Approval: {booking.name}",
            booking=booking,
            approvals=approvals,
            pending=[each for each in approvals if each.state == ApprovalState.PENDING],
            form=form,
        )
