"""Saving the form of a record: never over somebody else's change, and of what is live into a draft."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core import signing
from django.db import models, transaction
from django.shortcuts import redirect
from django.utils.html import format_html

from hscp.admin.extra_pages import admin_address
from hscp.editing.admin.differences_page import DifferencesPage
from hscp.editing.changes import are_same, diff, with_new_numbered
from hscp.editing.drafts.keeping import as_drafted, keep_draft, lock
from hscp.editing.drafts.publishing import write
from hscp.editing.models import Draft
from hscp.editing.snapshots import CannotPut, put, snapshot, stored_links
from hscp.records.saving import taken_back

_SALT = "hscp.editing.seen"
BOTH = "Saved together with a change made meanwhile."
_READING = {"GET", "HEAD", "OPTIONS"}
# The names of the buttons that keep a draft: one stays at the form, the other leads to the page of the draft.
KEEP, KEEP_AND_LOOK = "_draft", "_look"


@dataclass(frozen=True)
class Opened:
    """What a form works on: the stored `record`, its `draft` or None, and `target`, the snapshot that the form shows."""

    record: models.Model
    draft: Draft | None
    target: dict


class SavesSafely:
    """Mixin for a HistoryAdmin: what a form holds is saved only over what it was opened with."""

    def saves_draft(self, request, opened):
        """Whether saving the form keeps a draft, instead of changing the stored record. Records with a state override it."""
        return False

    def draft_of(self, record):
        """Return the Draft of `record` or None. Records with a state override it."""
        return None

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show the record, or its draft, in a form; or save that without losing anything, mine or anybody else's."""
        show = partial(super().change_view, request, object_id, form_url, extra_context)
        record = self.get_object(request, unquote(object_id))
        if record is None or not self.has_change_permission(request, record):
            return show()
        try:
            if request.method in _READING:
                return self._show(request, record, show)
            with transaction.atomic():
                lock(record)
                return self._save(request, record, show)
        except CannotPut as error:
            messages.error(request, f"The draft cannot be opened. {error}")
            return redirect(admin_address(self.opts, "draft", record.pk))

    def _open(self, request, record):
        draft = self.draft_of(record)
        request.opened = Opened(record, draft, as_drafted(record, draft)[0])
        return request.opened

    def _show(self, request, record, show):
        opened = self._open(request, record)
        if opened.draft is None:
            return show()
        with taken_back():
            put(record, opened.target)
            response = show()
            return response.render() if hasattr(response, "render") else response

    def _save(self, request, record, show):
        opened = self._open(request, record)
        seen = self._seen(request) or opened.target
        is_draft = self.saves_draft(request, opened)
        is_stale = not are_same(seen, opened.target)
        if not is_stale and not is_draft:
            return show()
        response, mine = self._tried(request, record, seen, show)
        if mine is None:
            return response
        list(messages.get_messages(request))  # takes away what the form said of a change that is undone
        if is_stale:
            before = {**seen, **{key: row for key, row in stored_links(mine).items() if key not in seen}}
            changes = diff(before, with_new_numbered(before, mine))
            return DifferencesPage(self, request).show(record, changes, seen=seen, is_draft=is_draft)
        return self.kept(request, record, keep_draft(record, mine, by=request.user))

    def _tried(self, request, record, base, show):
        """Save the form over the snapshot `base` and undo it. Return (the response, the snapshot saved; None if it was refused)."""
        mine = None
        request.is_tried = True
        with taken_back():
            put(record, base)
            response = show()
            if getattr(request, "is_saved", False):
                mine = snapshot(record)
            elif hasattr(response, "render"):
                response.render()
        return response, mine

    def store_both(self, request, record, wanted):
        """Make the stored `record` what the snapshot `wanted` says: two people's changes. Kinds that save in their own way override it."""
        write(record, wanted, by=request.user, comment=BOTH)

    def message_user(self, request, *args, **kwargs):
        """Say nothing of a change that is undone."""
        if not getattr(request, "is_tried", False):
            super().message_user(request, *args, **kwargs)

    def response_change(self, request, obj):
        request.is_saved = True
        return super().response_change(request, obj)

    def kept(self, request, record, draft):
        """Return the response once a form was kept as `draft`, which is None if it says what is live already."""
        page = admin_address(self.opts, "draft", record.pk)
        if draft is None:
            messages.info(request, "Nothing differs from what is live, so there is no draft.")
            return redirect(admin_address(self.opts, "change", record.pk))
        if KEEP_AND_LOOK in request.POST:
            return redirect(page)
        messages.success(
            request,
            format_html(
                'Draft saved. Readers still see what was published. <a href="{}">Compare, preview and go on</a>',
                page,
            ),
        )
        return redirect(admin_address(self.opts, "change", record.pk))

    # What the form was opened with

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        opened = getattr(request, "opened", None)
        if opened is not None and opened.record.pk == obj.pk:
            context["seen"] = request.POST.get("_seen") or self._signed(request, opened.target)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _salt(self, request):
        return f"{_SALT}:{self.opts.label_lower}:{request.user.pk}"

    def _signed(self, request, seen):
        return signing.dumps(seen, salt=self._salt(request), compress=True)

    def _seen(self, request):
        """Return the snapshot that the form was opened with; None if it does not say."""
        try:
            return signing.loads(request.POST.get("_seen", ""), salt=self._salt(request))
        except signing.BadSignature:
            return None
