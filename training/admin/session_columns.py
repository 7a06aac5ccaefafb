"""The columns of the list of dated sessions."""

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst

from training.admin.session_days import as_lines
from training.enums import SCHEDULED, SessionState


class SessionColumns:
    """What the list says of each session, and the days after the first for those who may only read."""

    @admin.display(description="when", ordering="starts_at")
    def when(self, session):
        start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        same_day = start.date() == end.date()
        if len(parts := session.parts) > 1:
            first = timezone.localtime(parts[0].ends_at)
            others = ", ".join(f"{timezone.localtime(part.starts_at):%-d %b}" for part in parts[1:])
            return f"{start:%a %-d %b %Y, %H:%M} to {first:%H:%M}, and {others}"
        return f"{start:%a %-d %b %Y, %H:%M} to {end:%H:%M}" + ("" if same_day else f" on {end:%-d %b}")

    def further_days(self, session):
        """The days after the first, for those who may only read."""
        return as_lines(session.parts) or "–"

    @admin.display(description="course", ordering="course__title")
    def course_title(self, session):
        example = format_html(' <span class="admin-tag">{}</span>', "Example") if session.is_example else ""
        return format_html("{}{}", session.course.title, example)

    @admin.display(description="state", ordering="state")
    def state_tag(self, session):
        state, words = session.state, session.get_state_display()
        if session.ends_at <= timezone.now() and state in SCHEDULED:
            state, words = "over", "Over"
        return format_html('<span class="admin-tag admin-tag--{}">{}</span>', state, words)

    @admin.display(description="places")
    def numbers(self, session):
        """Say how many places are taken, and what is out of the ordinary about that."""
        if not session.is_ours:
            return "Booked elsewhere"
        parts = [f"{session.held} of {session.capacity}"]
        if session.waiting:
            parts.append(f"{session.waiting} waiting")
        text = ", ".join(parts)
        flags = []
        if session.held > session.capacity:
            flags.append(f"over by {session.held - session.capacity}")
        coming = session.starts_at > timezone.now() and session.state != SessionState.CANCELLED
        if coming and session.minimum_places and session.held < session.minimum_places:
            flags.append(f"below {session.minimum_places}, its minimum")
        return (
            format_html('{}<br><strong class="admin-overdue">{}</strong>', text, capfirst(", ".join(flags)))
            if flags
            else text
        )

    @admin.display(description="where", ordering="place")
    def where(self, session):
        return session.place or session.get_setting_display()

    @admin.display(description="trainers")
    def given_by(self, session):
        return ", ".join(trainer.name for trainer in session.trainers.all()) or "–"
