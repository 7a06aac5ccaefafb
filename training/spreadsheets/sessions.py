"""The sheet of sessions."""

from hscp.admin.spreadsheets import RecordSheet, Shown
from training.enums import SessionState
from training.models.session_times import load_days


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

    def load(self, keys, lock):
        found = super().load(keys, lock)
        load_days(found.values())
        return found

    def check(self, record, given, *, is_new):
        """Leave the times of a session of several days alone: a row has room for one."""
        if not is_new and len(record.parts) > 1:
            for name in ("starts_at", "ends_at"):
                moment = given.pop(name, None)
                if moment and abs((moment - getattr(record, name)).total_seconds()) >= 60:
                    self.refuse(("", "It takes several days. Change its times in its form."))
        return super().check(record, given, is_new=is_new)

    def why_locked(self, record):
        if record.state == SessionState.CANCELLED:
            return "It is cancelled, and its people have been told. Copy it to a new session."
        return super().why_locked(record)
