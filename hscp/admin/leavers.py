"""When a member of staff leaves: what they keep and have begun, who takes it over, and their account closed."""

from django import forms
from django.contrib import messages
from django.db import transaction

from hscp.admin.extra_pages import admin_address
from hscp.admin.invitations import AccountPage
from hscp.editing.freshness.handing_over import hand_over, owned_by
from hscp.editing.models import Draft, KindRule, ReviewRequest
from hscp.models import User
from hscp.security.accounts import close_account
from hscp.web.wording import full_name


class Colleagues(forms.ModelChoiceField):
    """The choice of a colleague by name."""

    def label_from_instance(self, user):
        return full_name(user)


class LeaverForm(forms.Form):
    """Who takes over; nobody is a choice too."""

    to = Colleagues(
        User.objects.none(),
        label="Who takes over the records",
        required=False,
        empty_label="Nobody yet",
        help_text="With “Nobody yet” the records have no owner, and what there is to do about them goes to this site’s own address.",
    )

    def __init__(self, data=None, *, leaver):
        super().__init__(data)
        colleagues = User.objects.filter(is_active=True, is_staff=True).exclude(pk=leaver.pk)
        self.fields["to"].queryset = colleagues.order_by("first_name", "last_name", "username")


class LeaverPage(AccountPage):
    """Shows what somebody leaves behind; a POST hands it over and closes the account."""

    route = "left/"
    name = "left"
    template = "admin/hscp/user/left.html"

    def handle(self):
        user = self.record
        if user == self.request.user:
            messages.error(self.request, "You cannot close your own account. Ask another administrator.")
            return self.to_page()
        form = LeaverForm(self.request.POST if self.request.method == "POST" else None, leaver=user)
        if form.is_valid():
            self._close(user, form.cleaned_data["to"])
            return self.to_page()
        return self.render(
            f"{full_name(user)} has left",
            form=form,
            owned=[_line(model, number, user) for model, number in owned_by(user).items()],
            kinds=[str(rule) for rule in KindRule.objects.filter(owner=user).select_related("content_type")],
            drafts=_addresses(Draft.objects.filter(authors=user), "change"),
            reviews=_addresses(ReviewRequest.objects.waiting().filter(sent_to=user), "review"),
        )

    def _close(self, user, to):
        receiver = full_name(to, "nobody yet")
        with transaction.atomic():
            number = hand_over(user, to, self.request.user)
            close_account(user)
            self.admin.log_change(
                self.request,
                user,
                f"Closed: this person has left. Records handed over to {receiver}: {number}.",
            )
        what = "1 record" if number == 1 else f"{number} records"
        messages.success(
            self.request,
            f"The account of {user} is closed, and every session ended. Handed over to {receiver}: {what}.",
        )


def _line(model, number, user):
    """Return (words, address of the list) for the records of one kind that `user` owns."""
    name = model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural
    return f"{number} {name}", f"{admin_address(model._meta, 'changelist')}?owner__id__exact={user.pk}"


def _addresses(rows, page):
    """Return (title, address of the `page`) for the record of each of `rows`, drafts or reviews."""
    records = [row.record for row in rows.prefetch_related("record") if row.record is not None]
    return [(str(record), admin_address(record._meta, page, record.pk)) for record in records]
