"""The bulk actions of every list of content records. Each leaves its work to `hscp.records.publishing`."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst

from hscp.admin.visibility import is_on_site, tell, what_depends_on
from hscp.admin.visibility_form import BulkForm
from hscp.editing.freshness.review_dates import next_review
from hscp.editing.review.following import follow
from hscp.editing.review.four_eyes import own_words
from hscp.editing.withdrawing.ended import has_ended, show_without_end
from hscp.editing.withdrawing.taking_offline import CannotTakeOffline, Step, Taken, take_offline
from hscp.records.publishing import change_state, mark_reviewed
from hscp.records.saving import CannotPublish
from hscp.records.state import OPEN_STATES, State
from hscp.web.wording import counted

# The names of the buttons on the pages between a bulk action and what it does.
CONFIRMED, EMPTY, LEAVE_OUT = "confirmed", "empty_dates", "leave_out"


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

    def _withdraw(self, request, queryset, action, state):
        """Move the records to `state`, in which the public does not see them; leave out, and name, those that must stay.

        If the public sees some of them, show first what depends on these, with the bulk `action` to be confirmed.
        """
        records = list(self._plain(queryset))
        if not records:
            return None
        form = BulkForm(request.POST if CONFIRMED in request.POST else None, records=records)
        if any(is_on_site(record) for record in records):
            if not form.is_valid():
                return self._ask(request, records, action, state, form)
            step = form.step(state)
        else:
            step = Step(state)
        self._carry_out(request, records, step)
        return None

    def _ask(self, request, records, action, state, form):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Change {self._counted(len(records))} to {State(state).label.lower()}?",
            "records": records,
            "on_site": [record for record in records if is_on_site(record)],
            "action": action,
            "state": state,
            "form": form,
            "checkbox": ACTION_CHECKBOX_NAME,
            "confirmed": CONFIRMED,
            **what_depends_on(self, request, records),
        }
        return TemplateResponse(request, "admin/visibility/records.html", context)

    def _carry_out(self, request, records, step):
        label = State(step.state).label.lower()
        problems = {}
        try:
            with transaction.atomic():
                taken, problems = self._take_all_that_may_go(records, step, request.user)
        except CannotPublish as error:
            messages.error(request, f"Nothing was changed. {error}")
            return
        for record in records:
            if record.pk in problems:
                messages.error(request, f"Not changed to {label}: {record}. {problems[record.pk]}")
        if taken.changed:
            messages.success(request, f"{self._counted(taken.changed)} changed to {label}.")
        else:
            messages.info(request, f"Nothing was changed to {label}.")
        tell(request, taken)

    def _take_all_that_may_go(self, records, step, by):
        """Return (what was Taken, {primary key: why it must stay}): one that must stay may be what another one rests on."""
        problems = {}
        while going := [record for record in records if record.pk not in problems]:
            try:
                taken = take_offline(going, step=step, by=by, refusals=self.withdrawal_problems)
            except CannotTakeOffline as error:
                problems |= error.problems
            else:
                follow(list(self.model._default_manager.filter(pk__in=[each.pk for each in going])), by=by)
                return taken, problems
        return Taken(), problems

    def _name_refused(self, request, queryset, problems, what):
        for record in queryset.filter(pk__in=problems):
            messages.error(request, f"{what}: {record}. {problems[record.pk]}")

    def _move(self, request, queryset, state):
        queryset = self._plain(queryset)
        with transaction.atomic():
            changed = change_state(queryset=queryset, state=state, by=request.user)
            follow(list(queryset), by=request.user)
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
        ended = [record for record in self._plain(queryset) if has_ended(record)]
        if ended and not {EMPTY, LEAVE_OUT} & {*request.POST}:
            context = {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": "Some would not show",
                "records": list(queryset),
                "ended": ended,
                "checkbox": ACTION_CHECKBOX_NAME,
                "empty": EMPTY,
                "leave_out": LEAVE_OUT,
            }
            return TemplateResponse(request, "admin/visibility/ended.html", context)
        with transaction.atomic():
            if EMPTY in request.POST:
                show_without_end(ended, by=request.user)
            queryset = self._plain(queryset)
            if LEAVE_OUT in request.POST:
                queryset = queryset.exclude(pk__in=[record.pk for record in ended])
            problems = self.publishing_problems(queryset) | own_words(request.user, self.model, queryset)
            self._name_refused(request, queryset, problems, "Not published")
            self._move(request, queryset.exclude(pk__in=problems), State.PUBLISHED)
        return None

    @admin.action(description="Submit for review", permissions=["change"])
    def submit_for_review(self, request, queryset):
        others = queryset.exclude(state=State.DRAFT).count()
        if others:
            messages.warning(request, f"{capfirst(self._counted(others))} not submitted: only drafts can be.")
        self._move(request, queryset.filter(state=State.DRAFT), State.IN_REVIEW)

    @admin.action(description="Back to draft", permissions=["change"])
    def back_to_draft(self, request, queryset):
        return self._withdraw(request, self._within_reach(request, queryset), "back_to_draft", State.DRAFT)

    @admin.action(description="Archive", permissions=["publish"])
    def archive(self, request, queryset):
        return self._withdraw(request, queryset, "archive", State.ARCHIVED)

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
