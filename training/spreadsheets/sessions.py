"""The sheet of sessions."""

from hscp.admin.spreadsheets import RecordSheet, Shown
from training.enums import SessionState


class SessionSheet(RecordSheet):
    """Sessions. Who has booked hears of a change as if it had been made in the form: the plan says how many they are."""

    cancelled_because = Shown(
        "Why it is cancelled",
        lambda session: session.cancellation_reason,
        "What people were told when it was cancelled.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The plan has asked.
        self.form_class.asks_first = False

    def why_locked(self, record):
        if record.state == SessionState.CANCELLED:
            return "It is cancelled, and its people have been told. Copy it to a new session."
        return super().why_locked(record)
