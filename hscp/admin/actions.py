"""The bulk actions of every list of content records. Each leaves its work to `hscp.records.publishing`."""

from django.contrib import admin, messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst

from hscp.editing.freshness.review_dates import next_review
from hscp.records.publishing import change_state, mark_reviewed
from hscp.records.state import State
from hscp.web.wording import counted

# The states in which an editor who may not publish can work on a record.
OPEN_STATES = (State.DRAFT, State.IN_REVIEW)


def merge_address(opts, first, second=None):
    """Return the address of the page that merges the record `first` with `second`, or with one to be chosen there."""
    chosen = {"first": first} if second is None else {"first": first, "second": second}
    page = reverse("admin:brochure_possibleduplicate_merge", args=[opts.label_lower])
    return f"{page}?{urlencode(chosen)}"


class PublishingActions:
    """Mixin for a ModelAdmin of a Publishable: publish, submit for review, back to draft, archive, mark as reviewed."""

    actions = ["publish", "submit_for_review", "back_to_draft", "archive", "mark_reviewed", "merge_two"]
    # Whether two records of this kind can become one.
    merges = True

    def has_publish_permission(self, request):
        """Whether this person may decide what the public sees of this kind of record."""
        return request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}")

    def may_edit(self, request, record):
        """Whether this person may work on the record: a live or archived one takes the right to publish."""
        return record.state in OPEN_STATES or self.has_publish_permission(request)

    def publishing_problems(self, queryset):
        """Return {primary key: why the record cannot be published} for the records of `queryset` that cannot.

        Asked in the transaction that publishes the others.
        """
        return {}

    def withdrawal_problems(self, records):
        """Return {primary key: why the public must go on seeing the record} for those of `records` that must stay.

        `records` are as they are to be: with another state, or with other dates. Asked in the transaction that saves them.
        """
        return {}

    def _within_reach(self, request, queryset):
        """Leave out, and name, the records that this person may not work on in their present state."""
        if self.has_publish_permission(request):
            return queryset
        refused = [str(record) for record in queryset.exclude(state__in=OPEN_STATES)]
        if refused:
            messages.warning(
                request, f"Only a publisher can change what is published or archived: {'; '.join(refused)}."
            )
        return queryset.filter(state__in=OPEN_STATES)

    def _withdraw(self, request, queryset, state):
        """Move the records to `state`, in which the public does not see them; leave out, and name, those that must stay."""
        with transaction.atomic():
            records = list(queryset)
            for record in records:
                record.state = state
            problems = self.withdrawal_problems(records)
            self._name_refused(request, queryset, problems, f"Not changed to {State(state).label.lower()}")
            self._move(request, queryset.exclude(pk__in=problems), state)

    def _name_refused(self, request, queryset, problems, what):
        for record in queryset.filter(pk__in=problems):
            messages.error(request, f"{what}: {record}. {problems[record.pk]}")

    def _move(self, request, queryset, state):
        changed = change_state(queryset=self._plain(queryset), state=state, by=request.user)
        label = State(state).label.lower()
        if changed:
            messages.success(request, f"{self._counted(changed)} changed to {label}.")
        else:
            messages.info(request, f"Nothing was changed to {label}.")

    def _plain(self, queryset):
        """Return the same records without the list's joins: PostgreSQL cannot lock the far side of an outer join."""
        return self.model._default_manager.filter(pk__in=list(queryset.values_list("pk", flat=True)))

    def _counted(self, number):
        return counted(number, self.opts.verbose_name, self.opts.verbose_name_plural)

    @admin.action(description="Publish", permissions=["publish"])
    def publish(self, request, queryset):
        with transaction.atomic():
            problems = self.publishing_problems(queryset)
            self._name_refused(request, queryset, problems, "Not published")
            self._move(request, queryset.exclude(pk__in=problems), State.PUBLISHED)

    @admin.action(description="Submit for review", permissions=["change"])
    def submit_for_review(self, request, queryset):
        others = queryset.exclude(state=State.DRAFT).count()
        if others:
            messages.warning(request, f"{capfirst(self._counted(others))} not submitted: only drafts can be.")
        self._move(request, queryset.filter(state=State.DRAFT), State.IN_REVIEW)

    @admin.action(description="Back to draft", permissions=["change"])
    def back_to_draft(self, request, queryset):
        self._withdraw(request, self._within_reach(request, queryset), State.DRAFT)

    @admin.action(description="Archive", permissions=["publish"])
    def archive(self, request, queryset):
        self._withdraw(request, queryset, State.ARCHIVED)

    @admin.action(description="Mark as reviewed today", permissions=["change"])
    def mark_reviewed(self, request, queryset):
        day = next_review(self.model)
        reviewed = mark_reviewed(queryset=self._plain(queryset), by=request.user, next_review=day)
        messages.success(
            request, f"{self._counted(reviewed)} marked as reviewed. Next review: {day:%-d %B %Y}."
        )

    @admin.action(description="Merge two…", permissions=["merge"])
    def merge_two(self, request, queryset):
        """Lead to the page on which the two are seen side by side."""
        chosen = list(queryset.values_list("pk", flat=True)[:3])
        if len(chosen) != 2:
            messages.error(
                request, f"Choose the two {self.opts.verbose_name_plural} that are one, and only those."
            )
            return None
        return redirect(merge_address(self.opts, *sorted(chosen)))

    def has_merge_permission(self, request):
        """Whether this person may make one record of two of this kind: it changes what the public sees of both."""
        return self.merges and self.has_publish_permission(request) and super().has_change_permission(request)
