"""What review adds to the form of a record: its pages, what the form says of it, and that a second person publishes."""

from django.shortcuts import redirect

from hscp.admin.extra_pages import admin_address
from hscp.editing.admin.review_pages import REVIEW_PAGES, SendPage, about_review
from hscp.editing.review.following import follow
from hscp.editing.review.four_eyes import needs_second_person, why_not_published_by
from hscp.records.state import OPEN_STATES, State

# The button that saves the form and goes on to the page on which it is sent.
SAVE_AND_SEND = "_send"


class Reviewed:
    """Mixin for the ModelAdmin of a Publishable: it is sent for review, decided and commented on, under four eyes where a rule says so."""

    def needs_second_person(self, request):
        """Whether nobody publishes what they wrote of this kind. Asked once a request."""
        known = request.__dict__.setdefault("four_eyes", {})
        if self.model not in known:
            known[self.model] = needs_second_person(self.model)
        return known[self.model]

    def why_not_own(self, request, record):
        """Return why four eyes keep this person from publishing what waits of `record`; "" where they do not."""
        return why_not_published_by(request.user, record) if self.needs_second_person(request) else ""

    def get_pages(self):
        return [*REVIEW_PAGES, *super().get_pages()]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.needs_second_person = self.has_publish_permission(request) and self.needs_second_person(request)
        return form

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change or "state" in form.changed_data:
            follow([obj], by=request.user)

    def _refuse_out_of_reach(self, request, version):
        """Let a version that was published come back as a draft, where a second person publishes: its form may change it."""
        if self.has_publish_permission(request) and self.needs_second_person(request):
            rows = self.model._base_manager.filter(pk=version.object_id, state=State.PUBLISHED)
            rows.update(state=State.DRAFT)
        super()._refuse_out_of_reach(request, version)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and obj.pk:
            context |= about_review(self, request, obj)
            is_waiting = context["review"] is not None and context["review"].decided_at is None
            is_open = obj.state in OPEN_STATES and not is_waiting
            context["may_send"] = is_open and self.has_change_permission(request, obj)
        else:
            context["may_send"] = self.has_add_permission(request)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_change(self, request, obj):
        return self._on_to_sending(request, obj, super().response_change(request, obj))

    def response_add(self, request, obj, post_url_continue=None):
        return self._on_to_sending(request, obj, super().response_add(request, obj, post_url_continue))

    def _on_to_sending(self, request, record, response):
        if SAVE_AND_SEND in request.POST and response.status_code == 302:
            return redirect(admin_address(self.opts, SendPage.name, record.pk))
        return response
