"""The page of a draft: beside what is live, previewed, and what becomes of it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from hscp.admin.extra_pages import RecordPage, admin_address
from hscp.editing.admin.differences_page import MINE, THEIRS, chosen
from hscp.editing.admin.preview_page import PreviewPage, places_of
from hscp.editing.admin.telling_form import TellingForm
from hscp.editing.comparison import compare_snapshots, decisions
from hscp.editing.drafts.keeping import as_drafted, discard, draft_of, lock
from hscp.editing.drafts.publishing import DraftChanged, approve_for, cancel_moment, fingerprint, publish
from hscp.editing.review.closing import latest_review
from hscp.editing.snapshots import CannotPut, put, snapshot
from hscp.records.saving import taken_back
from hscp.search.index.documents import found_as

PUBLISH, SCHEDULE, UNSCHEDULE, DISCARD = "publish", "schedule", "unschedule", "discard"
_PUBLISHER = {PUBLISH, SCHEDULE, UNSCHEDULE}


class MomentForm(forms.Form):
    """The moment from which the public is to see a draft, London time."""

    # It stands in one form with what needs no moment.
    use_required_attribute = False

    at = forms.SplitDateTimeField(
        label="Publish it by itself from",
        help_text="London time on the 24-hour clock, such as 09:00.",
        widget=forms.SplitDateTimeWidget(
            date_format="%Y-%m-%d",
            time_format="%H:%M",
            date_attrs={"type": "date", "aria-label": "Publish it by itself from: date"},
            time_attrs={"size": 6, "placeholder": "09:00", "aria-label": "Publish it by itself from: time"},
        ),
    )


class DraftPage(RecordPage):
    """Compares the draft with what is live, field by field. A POST publishes it, now or later, or throws it away."""

    route = "draft/"
    name = "draft"
    template = "admin/drafts/draft.html"

    def handle(self):
        draft = draft_of(self.record)
        if draft is None:
            messages.info(self.request, "There is no draft: this is what was saved last.")
            return self.to_page()
        self.moment, self.problem = MomentForm(), ""
        self.telling = TellingForm.of(self.record, draft)
        if self.request.method == "POST":
            if not self.admin.has_change_permission(self.request, self.record):
                raise PermissionDenied
            if (response := self._decide()) is not None:
                return response
            if (draft := draft_of(self.record)) is None:
                return self.to_page()  # somebody has just published it, or thrown it away
        return self._show(draft)

    def _decide(self):
        """Do what was chosen and return where that leads; None if the page must say why it cannot be done."""
        what = next((name for name in (*_PUBLISHER, DISCARD) if name in self.request.POST), None)
        if what in _PUBLISHER and self.admin.why_not_published_by(self.request, self.record):
            raise PermissionDenied
        try:
            match what:
                case "publish":
                    return self._publish()
                case "schedule":
                    return self._schedule()
                case "unschedule":
                    cancel_moment(self.record)
                    messages.success(
                        self.request, "It is not published by itself any more. The draft is kept."
                    )
                    return self.to_page(self.name)
                case "discard":
                    return self._discard()
        except DraftChanged as error:
            messages.error(self.request, str(error))
            return self.to_page(self.name)
        except ValueError as error:
            self.problem = str(error)
        return None

    def _told(self):
        """Return what the page says that readers are told, None where it says nothing. Raises ValueError with what to mend."""
        if "tell" not in self.request.POST:
            return None
        self.telling = TellingForm(self.request.POST, change=self.telling.change)
        return self.telling.line()

    def _publish(self):
        publish(
            self.record,
            by=self.request.user,
            seen=self.request.POST.get("seen", ""),
            theirs=chosen(self.request, THEIRS),
            mine=chosen(self.request, MINE),
            telling=self._told(),
        )
        record = self.find(str(self.record.pk))
        where = "Readers see it now." if record.is_live() else "Readers do not see this record at present."
        messages.success(self.request, f"Published the draft of “{record}”. {where}")
        return self.to_page()

    def _schedule(self):
        self.moment = MomentForm(self.request.POST)
        if not self.moment.is_valid():
            return None
        at = self.moment.cleaned_data["at"]
        seen = self.request.POST.get("seen", "")
        approve_for(self.record, at=at, by=self.request.user, seen=seen, telling=self._told())
        told = date_format(timezone.localtime(at), "j F Y, H:i")
        messages.success(self.request, f"Approved. Readers will see it from {told}.")
        return self.to_page(self.name)

    def _discard(self):
        with transaction.atomic():
            lock(self.record)
            # Read under the lock: somebody may have written to it while the page was made.
            draft = draft_of(self.record)
            if draft is None or self.request.POST.get("seen", "") != fingerprint(draft):
                raise DraftChanged
            discard(self.record, by=self.request.user)
        messages.success(self.request, "The draft was thrown away. What is live has not changed.")
        return self.to_page()

    def _show(self, draft):
        live, names = snapshot(self.record), self.admin.part_names()
        wanted, conflicts = as_drafted(self.record, draft)
        previews, found, broken = self._previews(wanted)
        return self.render(
            f"Draft: {self.record}",
            draft=draft,
            seen=fingerprint(draft),
            authors=draft.authors.order_by("pk"),
            changes=compare_snapshots(live, wanted, names),
            decisions=decisions(conflicts, live, wanted, names),
            chosen_theirs=chosen(self.request, THEIRS),
            chosen_mine=chosen(self.request, MINE),
            previews=previews,
            found=found,
            moment=self.moment,
            telling=self.telling,
            problem=self.problem or broken or draft.problem,
            why_not=self.admin.why_not_published_by(self.request, self.record),
            may_change=self.admin.has_change_permission(self.request, self.record),
            review=latest_review(self.record),
        )

    def _previews(self, wanted):
        """Return ([(Place, address of its preview)], what search will have of it or None, why it cannot be shown)."""
        try:
            with taken_back():
                put(self.record, wanted)
                record = self.find(str(self.record.pk))
                places = places_of(record, self.admin.page_view) if self.admin.page_view else []
                found = found_as(record) if record.is_live() else None
        except CannotPut as error:
            return [], None, str(error)
        address = admin_address(self.admin.opts, PreviewPage.name, self.record.pk) if places else ""
        return [(place, f"{address}?on={number}") for number, place in enumerate(places)], found, ""
