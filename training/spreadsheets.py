"""The sheets of training: sessions, and past bookings of a partnership that kept its own lists."""

from hscp.admin.spreadsheets import RecordSheet
from training.enums import SessionState


class SessionSheet(RecordSheet):
    """Sessions. Who has booked hears of a change as if it had been made in the form."""

    def why_locked(self, record):
        if record.state == SessionState.CANCELLED:
            return "It is cancelled, and its people have been told. Copy it to a new session."
        return super().why_locked(record)
