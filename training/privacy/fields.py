"""What each field of training's tables holds, and the rule by which it goes or stays."""

from hscp.privacy.personal_fields import PUBLIC, SPECIAL, STAFF, Kept, personal

_PUBLIC, _STAFF = Kept(PUBLIC), Kept(STAFF)
FIELDS = {
    "training.Course": _PUBLIC,
    "training.Trainer": personal("account"),
    "training.Session": _PUBLIC,
    "training.Session.joining_link": _STAFF,
    "training.Session.reminder_days": _STAFF,
    "training.Booking.state": personal("figures"),
    "training.Booking.key": _STAFF,
    "training.Booking.source": _STAFF,
    "training.Booking.name": personal("attendance"),
    "training.Booking.email": personal("attendance"),
    "training.Booking.organisation": personal("figures"),
    "training.Booking.organisation_type": personal("figures"),
    "training.Booking.role": personal("figures"),
    "training.Booking.phone": personal("access_needs"),
    "training.Booking.access_needs": Kept(SPECIAL, "access_needs"),
    "training.Booking.manager_email": personal("attendance"),
    "training.Booking.booked_by": personal("attendance"),
    "training.Booking.attendance": personal("figures"),
    "training.Booking.certificate": personal("attendance"),
    "training.BookingEvent.what": personal("audit"),
    "training.BookingEvent.reason": personal("audit"),
    "training.ManageLink.token_hash": personal("manage_links"),
    "training.RecordLink": personal("record_links"),
    "training.Evaluation": _STAFF,
    # Not tied to a person, but people may write what tells who they are.
    "training.Evaluation.comment": personal("comments"),
    "training.Interest": personal("interest"),
    "training.Message.kind": _STAFF,
    "training.Message.once": _STAFF,
    "training.Message.to": personal("emails"),
    "training.Message.subject": personal("emails"),
    "training.Message.body": personal("emails"),
    "training.Message.calendar": personal("emails"),
    "training.Message.calendar_out": personal("emails"),
    "training.Message.message_id": _STAFF,
    "training.Message.state": _STAFF,
    "training.Message.problem": personal("emails"),
}
