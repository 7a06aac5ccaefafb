"""The page on which a manager agrees to a colleague’s booking, by the link in their email and without an account."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hscp.web.wording import date_and_time
from training.booking.locking import CannotBook
from training.booking.places import approval_for, decide
from training.enums import ApprovalState
from training.forms.approving import ApprovalForm
from training.views.booking_access import gone, private_page, status_of


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def approve(request, token):
    """Say who asks for what, and keep the manager’s answer. Opening the link decides nothing: programs that check links do."""
    approval = approval_for(token)
    if approval is None:
        return gone(request)
    form = ApprovalForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            decide(
                approval_id=approval.pk,
                agrees=form.cleaned_data["answer"] == ApprovalForm.AGREE,
                reason=form.cleaned_data["reason"],
            )
        except CannotBook as refused:
            form.add_error(None, str(refused))
            status = status_of(refused)
        else:
            approval = approval_for(token)
    booking, now = approval.booking, timezone.now()
    session = booking.session
    context = {
        "page_title": "A colleague asks to take part in training",
        "approval": approval,
        "booking": booking,
        "session": session,
        "when": session.when,
        "decide_by": date_and_time(approval.decide_by),
        "is_open": approval.state == ApprovalState.PENDING and booking.is_live and session.starts_at > now,
        "form": form,
    }
    return render(request, "training/approve.html", context, status=status)
