"""Whether and until when the public sees a record: a step of its own for what is on the site, and never a slip in the form."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.html import format_html

from hscp.admin.extra_pages import RecordPage, admin_address
from hscp.admin.visibility_form import VisibilityForm
from hscp.editing.models import Draft
from hscp.editing.withdrawing.taking_offline import CannotTakeOffline, take_offline
from hscp.records.saving import SHOWN_BY, CannotPublish
from hscp.records.short_addresses import codes_of, short_address
from hscp.records.state import State
from hscp.web.wording import counted

DECIDED_ELSEWHERE = (*SHOWN_BY, "superseded_by")


@dataclass(frozen=True)
class Affected:
    """Something beside pages that depends on records: a sentence, and its details (list of str) for whoever may see them."""

    text: str
    details: tuple[str, ...] = ()


def is_on_site(record):
    """Whether a record is on the site, or will be by its dates alone, so that only the step of this module may take it off."""
    return record is not None and record.pk is not None and record.is_in_force()


class VisibilityPage(RecordPage):
    """Take a published record off the site, or give it dates: says what depends on it and what readers will see."""

    route = "visibility/"
    name = "visibility"
    template = "admin/visibility/record.html"

    def load(self, kwargs):
        super().load(kwargs)
        if not self.admin.has_publish_permission(self.request):
            raise PermissionDenied

    def handle(self):
        if self.record.state != State.PUBLISHED:
            messages.info(self.request, f"It is not published: change its state here. {self.record}")
            return self.to_page()
        form = VisibilityForm(self.request.POST or None, record=self.record)
        if form.is_valid() and self._carry_out(form):
            return self.to_page()
        return self.render(
            f"Take offline or change dates: {self.record}",
            form=form,
            record=self.record,
            draft=Draft.objects.of(self.record).select_related("changed_by").first(),
            **what_depends_on(self.admin, self.request, [self.record]),
        )

    def _carry_out(self, form):
        """Do what was filled in. Return whether it was done; what is in the way is said on the form."""
        try:
            taken = take_offline(
                [self.record],
                step=form.step(),
                by=self.request.user,
                refusals=self.admin.withdrawal_problems,
            )
        except (CannotTakeOffline, CannotPublish) as error:
            form.add_error(None, str(error))
            return False
        tell(self.request, taken)
        self.record.refresh_from_db()
        messages.success(self.request, f"{self.record}: {self.admin.what_readers_see(self.record)}")
        return True


def what_depends_on(admin, request, records):
    """Return what the pages of the step say of `records`, for their template: uses, codes on paper, and what else is affected."""
    return {
        "uses": admin.grouped_uses(request, records),
        "codes": [short_address(code) for code in codes_of(records).values()],
        "affected": admin.affected_by_withdrawal(request, records),
    }


def what_readers_see(record, at=None):
    """Return in a sentence what readers find at the address of a record as it is stored at `at` (default now)."""
    if record.is_live(at):
        return f"readers see it{_until(record)}."
    at = at or timezone.now()
    if record.state == State.PUBLISHED and record.publish_at and record.publish_at > at:
        return f"readers see it from {_moment(record.publish_at)}{_until(record)}."
    successor = None if record.state == State.DRAFT else record.superseded_by
    if successor is not None and successor.is_live(at):
        return f"its address leads to “{successor}” now."
    return "its address says that it was withdrawn, and where to look."


def tell(request, taken):
    """Say in messages where the successor was put, and where it could not be."""
    if taken.replaced_in:
        places = counted(len(taken.replaced_in), "record", "records")
        messages.success(
            request, f"{places} name the replacement now.".replace("1 record name", "1 record names")
        )
    for record, why in taken.left.items():
        messages.warning(request, f"Not replaced in {record}: {why}")


def _until(record):
    return f" until {_moment(record.expire_at)}" if record.expire_at else ""


def _moment(moment):
    return f"{timezone.localtime(moment):%-d %B %Y at %H:%M}"


class HoldsVisibility:
    """Mixin for the ModelAdmin of a Publishable: what is on the site leaves it by a page of its own, not by the form."""

    def get_pages(self):
        return [VisibilityPage, *super().get_pages()]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        held = is_on_site(obj) and not self.brings_back_deleted(request)
        return [*fields, *DECIDED_ELSEWHERE] if held else fields

    def brings_back_deleted(self, request):
        """Whether the form is that of a deleted record, which nobody sees until it is saved: its state may be changed first."""
        return request.resolver_match is not None and request.resolver_match.url_name.endswith("_recover")

    def affected_by_withdrawal(self, request, records):
        """Return what else depends on `records`, as a list of Affected: people who are booked, say. Names only for whoever may see them."""
        return []

    def what_readers_see(self, record):
        """Return in a sentence what readers find now at the address of a stored record."""
        return what_readers_see(record)

    def about_visibility(self, request, record):
        """Return the description of the form's part on publishing, with the way to the step; "" for a record not on the site."""
        if not is_on_site(record) or self.brings_back_deleted(request):
            return ""
        if not self.has_publish_permission(request):
            return "The public sees it, or will by its dates. A publisher can take it off the site."
        return format_html(
            'The public sees it, or will by its dates. <a class="button" href="{}">Take offline or change dates</a>',
            admin_address(self.opts, VisibilityPage.name, record.pk),
        )
