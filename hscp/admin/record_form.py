"""The form of every content record: what must stay visible stays, and what is published will show."""

from copy import copy
from datetime import datetime

from django.utils import timezone

from hscp.admin.alike import AsksAboutAlike
from hscp.admin.visibility import DECIDED_ELSEWHERE, is_on_site
from hscp.editing.admin.review_forms import SecondPersonForm
from hscp.records.saving import SHOWN_BY
from hscp.records.state import State


class RecordForm(AsksAboutAlike, SecondPersonForm):
    """The form of a Publishable in the admin. `PublishableAdmin.get_form` hands in `withdrawal_problems`.

    `shown_by` names the fields that decide whether and to whom the public is shown the record.
    """

    shown_by = SHOWN_BY
    brings_back_deleted = False

    def clean(self):
        """Refuse a state or dates that would take away what the public must go on seeing."""
        cleaned = super().clean()
        if is_on_site(self.instance) and not self.brings_back_deleted:
            self._refuse_what_is_decided_elsewhere(cleaned)
        elif cleaned.get("state") == State.PUBLISHED and {"state", "expire_at"} & {*self.changed_data}:
            self._refuse_to_publish_unseen(cleaned.get("expire_at"))
        if self.instance.pk and not self.errors and not {*self.shown_by}.isdisjoint(self.changed_data):
            record = copy(self.instance)
            for name in self.shown_by:
                setattr(record, name, cleaned.get(name, getattr(record, name)))
            for problem in self.withdrawal_problems([record]).values():
                self.add_error(None, problem)
        return cleaned

    def _refuse_what_is_decided_elsewhere(self, cleaned):
        """Refuse to take off the site, in a spreadsheet say, what is on it. The record's own form does not offer it."""
        for name in DECIDED_ELSEWHERE:
            if name in self.changed_data and _by_the_minute(cleaned.get(name)) != _by_the_minute(
                getattr(self.instance, name)
            ):
                self.add_error(
                    name, "The public sees this record. Use “Take offline or change dates” beside its form."
                )

    def _refuse_to_publish_unseen(self, expire_at):
        if expire_at is not None and expire_at <= timezone.now():
            self.add_error(
                "expire_at",
                f"It would not show: this ended on {timezone.localtime(expire_at):%-d %B %Y}. "
                "Empty the date to show it again, or choose a later one.",
            )


def _by_the_minute(value):
    """Return a moment without its seconds, which forms do not show; any other value as it is."""
    return value.replace(second=0, microsecond=0) if isinstance(value, datetime) else value
