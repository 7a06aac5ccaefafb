"""The pages of review beside a record: sending it, deciding it, and what was said about its fields."""

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.timezone import localtime

from hscp.admin.extra_pages import RecordPage, admin_address
from hscp.editing.admin.draft_page import MomentForm
from hscp.editing.admin.review_forms import CommentForm, SendBackForm, SendForm
from hscp.editing.comparison import compare_snapshots
from hscp.editing.drafts.keeping import as_drafted, draft_of
from hscp.editing.models import Comment, ReviewRequest
from hscp.editing.review.closing import latest_review
from hscp.editing.review.commenting import add_comment, resolve
from hscp.editing.review.deciding import (
    CannotReview,
    approve,
    has_something_to_review,
    seen,
    send,
    send_back,
    waiting_for,
    withdraw,
)
from hscp.editing.snapshots import snapshot
from hscp.records.saving import CannotPublish
from hscp.web.typed_numbers import whole_number
from hscp.web.wording import full_name

_GONE = "somebody whose account is gone"

_EARLIER = 10


class SendPage(RecordPage):
    """Asks to whom to send the record for review, and with which note. A POST sends it."""

    route = "review/send/"
    name = "review_send"
    template = "admin/review/send.html"

    def handle(self):
        if not self.admin.has_change_permission(self.request, self.record):
            raise PermissionDenied
        if not has_something_to_review(self.record):
            messages.info(
                self.request, "There is nothing to review: it has no draft. Change it, and save a draft."
            )
            return self.to_page()
        given = self.request.POST if self.request.method == "POST" else None
        form = SendForm(given, record=self.record, by=self.request.user)
        if given is not None and form.is_valid():
            to = form.cleaned_data["to"]
            try:
                send(self.record, by=self.request.user, note=form.cleaned_data["note"], to=to)
            except CannotReview as error:
                form.add_error(None, str(error))
            else:
                whom = full_name(to, f"everybody who publishes {self.admin.opts.verbose_name_plural}")
                messages.success(
                    self.request, f"Sent to {whom}. The start page shows you what becomes of it."
                )
                return self.to_page()
        return self.render(f"Send for review: {self.record}", form=form, waiting=waiting_for(self.record))


class ReviewPage(RecordPage):
    """What waits for review, with what it changes. A POST approves it, now or for later, sends it back or takes it back."""

    route = "review/"
    name = "review"
    template = "admin/review/review.html"

    def handle(self):
        self.moment, self.sending_back, self.problem = MomentForm(), SendBackForm(), ""
        if self.request.method == "POST" and (response := self._decide()) is not None:
            return response
        return self._show()

    def _decide(self):
        """Do what was chosen and return where that leads; None if the page must say why it cannot be done."""
        post = self.request.POST
        what = next((each for each in ("approve", "schedule", "send_back", "withdraw") if each in post), None)
        decides = self.admin.has_publish_permission(self.request)
        if not decides and (
            what != "withdraw" or not self.admin.has_change_permission(self.request, self.record)
        ):
            raise PermissionDenied
        try:
            match what:
                case "approve":
                    return self._approve()
                case "schedule":
                    self.moment = MomentForm(post)
                    return self._approve(self.moment.cleaned_data["at"]) if self.moment.is_valid() else None
                case "send_back":
                    return self._send_back()
                case "withdraw":
                    withdraw(self.record, by=self.request.user)
                    messages.success(self.request, "You took it back from review. What you wrote is kept.")
                    return self.to_page()
            self.problem = "Choose what to do with it."
        except (CannotReview, CannotPublish) as error:
            self.problem = str(error)
        # What is shown next is what is stored now.
        self.record = self.find(str(self.record.pk))
        return None if self.record is not None else self.to_list()

    def _approve(self, at=None):
        with transaction.atomic():
            if draft_of(self.record) is None:
                one = self.admin.model._default_manager.filter(pk=self.record.pk)
                if problem := self.admin.publishing_problems(one).get(self.record.pk):
                    raise CannotPublish(problem)
            seen_text = self.request.POST.get("seen", "")
            approve(self.record, by=self.request.user, as_seen=seen_text, at=at)
        when = (
            f"Readers will see it from {date_format(localtime(at), 'j F Y, H:i')}"
            if at
            else "It is published"
        )
        return self._decided(f"Approved. {when}", self.record)

    def _send_back(self):
        self.sending_back = SendBackForm(self.request.POST)
        if not self.sending_back.is_valid():
            return None
        request = send_back(self.record, by=self.request.user, words=self.sending_back.cleaned_data["words"])
        return self._decided(f"Sent back to {full_name(request.sent_by, _GONE)}", self.record)

    def _decided(self, what, record):
        page = admin_address(self.admin.opts, "change", record.pk)
        messages.success(self.request, format_html('{}: <a href="{}">{}</a>', what, page, record))
        return redirect("admin:index")

    def _show(self):
        waiting, draft = waiting_for(self.record), draft_of(self.record)
        changes, conflicts = [], []
        if draft is not None:
            wanted, conflicts = as_drafted(self.record, draft)
            changes = compare_snapshots(snapshot(self.record), wanted, self.admin.part_names())
        earlier = ReviewRequest.objects.of(self.record).exclude(decided_at=None)
        return self.render(
            f"Review: {self.record}",
            waiting=waiting,
            is_mine=waiting is not None and waiting.sent_by_id == self.request.user.pk,
            draft=draft,
            changes=changes,
            conflicts=conflicts,
            seen=seen(self.record),
            decides=self.admin.has_publish_permission(self.request),
            why_not=self.admin.why_not_published_by(self.request, self.record),
            may_send=waiting is None
            and has_something_to_review(self.record)
            and self.admin.has_change_permission(self.request, self.record),
            moment=self.moment,
            sending_back=self.sending_back,
            problem=self.problem,
            earlier=earlier.select_related("sent_by", "sent_to", "decided_by")[:_EARLIER],
            comments=comments_on(self.admin, self.request, self.record, open_only=True),
            shows_preview=self.admin.page_view is not None,
        )


class CommentsPage(RecordPage):
    """What was said about the record's fields. A POST writes a comment, or resolves the one that it names."""

    route = "comments/"
    name = "comments"
    template = "admin/review/comments.html"

    def handle(self):
        fields = commented_fields(self.admin, self.request, self.record)
        form = CommentForm(fields=fields)
        if self.request.method == "POST":
            if not self.admin.has_change_permission(self.request, self.record):
                raise PermissionDenied
            if "resolve" in self.request.POST:
                return self._resolve()
            form = CommentForm(self.request.POST, fields=fields)
            if form.is_valid():
                add_comment(self.record, by=self.request.user, **form.cleaned_data)
                messages.success(self.request, "Comment saved. It stands above the form of the record.")
                return self.to_page(self.name)
        comments = comments_on(self.admin, self.request, self.record, open_only=False)
        return self.render(
            f"Comments: {self.record}",
            form=form,
            comments=[each for each in comments if each["comment"].resolved_at is None],
            resolved=[each for each in comments if each["comment"].resolved_at is not None],
            may_comment=self.admin.has_change_permission(self.request, self.record),
        )

    def _resolve(self):
        pk = whole_number(self.request.POST["resolve"])
        if pk is not None and resolve(self.record, pk=pk, by=self.request.user):
            messages.success(self.request, "Comment resolved.")
        else:
            messages.info(self.request, "This comment was resolved already.")
        return self.to_page(self.name)


def commented_fields(model_admin, request, record):
    """Return [(name, label)] of what can be commented on: the fields of the form, then the parts below it."""
    names = flatten_fieldsets(model_admin.get_fieldsets(request, record))
    known = {field.name: field for field in model_admin.opts.get_fields() if hasattr(field, "verbose_name")}
    fields = [(name, str(known[name].verbose_name)) for name in names if name in known]
    parts = [
        (f"rows-{model._meta.model_name}", str(label)) for model, label in model_admin.part_names().items()
    ]
    return [*fields, *parts]


def comments_on(model_admin, request, record, *, open_only):
    """Return the comments on `record`, each as a dictionary: `comment`, `label` of its field, `anchor` of it in the form."""
    comments = Comment.objects.of(record).select_related("written_by", "resolved_by")
    comments = list(comments.open() if open_only else comments)
    labels = dict(commented_fields(model_admin, request, record)) if comments else {}
    return [
        {
            "comment": comment,
            "label": capfirst(labels.get(comment.field, comment.field)),
            "anchor": f"id_{comment.field}"
            if comment.field and not comment.field.startswith("rows-")
            else "",
        }
        for comment in comments
    ]


# The pages in the order in which their addresses are tried.
REVIEW_PAGES = [SendPage, ReviewPage, CommentsPage]


def about_review(model_admin, request, record):
    """Return what the form of a record says of its review: `review`, what waits or was sent back last, and its comments."""
    return {
        "review": latest_review(record),
        "comments": comments_on(model_admin, request, record, open_only=True),
        "comments_url": admin_address(model_admin.opts, CommentsPage.name, record.pk),
        "review_url": admin_address(model_admin.opts, ReviewPage.name, record.pk),
        "send_url": admin_address(model_admin.opts, SendPage.name, record.pk),
    }
