"""Two people changed one record: both changes side by side, and nothing is saved until somebody has decided."""

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction

from hscp.admin.extra_pages import RecordPage
from hscp.editing.changes import are_same, merge
from hscp.editing.comparison import compare_snapshots, decisions
from hscp.editing.drafts.keeping import as_drafted, keep_draft, lock
from hscp.editing.snapshots import stored_links
from hscp.records.saving import CannotPublish

_SALT = "hscp.editing.differences"
MINE, THEIRS = "mine", "theirs"


def chosen(request, side):
    """Return the names of the decisions for which the person chose a `side` (MINE or THEIRS) in templates/admin/drafts/decisions.html."""
    return [
        name.removeprefix("choice:")
        for name, value in request.POST.items()
        if name.startswith("choice:") and value == side
    ]


class DifferencesPage(RecordPage):
    """Shows what was saved elsewhere since a form was opened beside what was typed; a POST saves both.

    What only one of the two changed is taken from each. For a field that both changed, the person at the form chooses. The page
    carries what was typed, signed for that person, until then.
    """

    route = "differences/"
    name = "differences"
    template = "admin/drafts/differences.html"
    methods = ("POST",)

    def load(self, kwargs):
        super().load(kwargs)
        if not self.admin.has_change_permission(self.request, self.record):
            raise PermissionDenied

    def handle(self):
        try:
            carried = signing.loads(
                self.request.POST.get("carried", ""), salt=self._salt(), max_age=24 * 60 * 60
            )
        except signing.BadSignature:
            messages.error(
                self.request, "That page was too old to be saved. Open the record again and make your change."
            )
            return self.to_page()
        with transaction.atomic():
            lock(self.record)
            return self._decide(**carried)

    def _decide(self, changes, seen, now, is_draft):
        draft, stored = self._now()
        merged, conflicts = merge(changes, {**stored_links(changes), **stored}, chosen(self.request, THEIRS))
        undecided = {conflict.name for conflict in conflicts} - {
            *chosen(self.request, THEIRS),
            *chosen(self.request, MINE),
        }
        is_stale = not are_same(stored, now)
        if is_stale or undecided:
            problem = (
                "It has been changed once more since. Look again, then save."
                if is_stale
                else "Choose for each field which of the two stays."
            )
            return self.show(self.record, changes, seen=seen, is_draft=is_draft, problem=problem)
        opened_as_draft = is_draft or draft is not None
        if opened_as_draft:
            return self.admin.kept(
                self.request, self.record, keep_draft(self.record, merged, by=self.request.user)
            )
        try:
            self.admin.store_both(self.request, self.record, merged)
        except CannotPublish as error:
            return self.show(self.record, changes, seen=seen, is_draft=is_draft, problem=str(error))
        messages.success(self.request, "Saved, with what had been changed meanwhile.")
        return self.to_page()

    def _now(self):
        draft = self.admin.draft_of(self.record)
        return draft, as_drafted(self.record, draft)[0]

    def show(self, record, changes, *, seen, is_draft, problem=""):
        """Return the page. `changes` is what was typed, compared with `seen`, the snapshot that the form was opened with.

        With `is_draft` it will be kept as a draft.
        """
        self.record = record
        draft, now = self._now()
        mine, _ = merge(changes, {**stored_links(changes), **seen})
        _, conflicts = merge(changes, {**stored_links(changes), **now})
        names = self.admin.part_names()
        carried = {"changes": changes, "seen": seen, "now": now, "is_draft": is_draft}
        return self.render(
            f"Changed by two people: {record}",
            problem=problem,
            draft=draft,
            who=draft.changed_by if draft else getattr(record, "updated_by", None),
            when=draft.changed_at if draft else getattr(record, "updated_at", None),
            decisions=decisions(conflicts, {**now, **seen}, mine, names),
            theirs=compare_snapshots(seen, now, names),
            mine=compare_snapshots(seen, mine, names),
            chosen_theirs=chosen(self.request, THEIRS),
            chosen_mine=chosen(self.request, MINE),
            carried=signing.dumps(carried, salt=self._salt(), compress=True),
        )

    def _salt(self):
        return f"{_SALT}:{self.admin.opts.label_lower}:{self.request.user.pk}"
