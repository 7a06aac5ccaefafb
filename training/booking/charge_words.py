"""What a booking costs its organisation, in the words of mails."""

from django.utils import timezone

from hscp.web.wording import date_and_time
from training.booking.prices import FREE, pounds
from training.enums import BookingState


def charges_in_words(prices, booking, at=None):
    """Return what a mail may say of the cost of `booking`, as {name: str}; "" where there is nothing to say.

    `charge` is what its place costs; `late_charge` what has to be paid for having cancelled late; `absence` what cancelling late
    or not coming will cost, with the last moment at which cancelling is free.
    """
    if booking.session.is_example:
        return {"charge": "", "late_charge": "", "absence": ""}
    course = prices.course
    fee, late = prices.fee(booking.organisation_type), course.late_charge or FREE
    if booking.state == BookingState.LATE_CANCELLED:
        return {"charge": "", "late_charge": pounds(late) if late else "", "absence": ""}
    until = booking.late_from
    said = []
    if fee or late or course.no_show_charge:
        if until > (at or timezone.now()):
            said.append(f"Cancelling costs nothing until {date_and_time(until)}.")
        if late:
            said.append(f"Cancelling later costs {pounds(late)}.")
        absent = max(course.no_show_charge or FREE, fee)
        if absent:
            said.append(f"Not coming without cancelling costs {pounds(absent)}.")
    return {"charge": pounds(fee) if fee else "", "late_charge": "", "absence": " ".join(said)}
