"""Who did not come more than once, people and organisations, within a period: on a page, and as a file."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from hscp.admin.extra_pages import ListPage
from hscp.admin.spreadsheets.files import table_file
from hscp.documents.spreadsheets import CONTENT_TYPES
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.web.wording import counted
from training.admin.date_fields import DayField
from training.desk.no_shows import as_sheets, no_shows


class PeriodForm(forms.Form):
    """The period, and how often is often."""

    first = DayField(label="From")
    last = DayField(label="To")
    least = forms.IntegerField(label="At least so many times", min_value=1, max_value=50)

    def clean(self):
        cleaned = super().clean()
        if not self.errors and cleaned["last"] < cleaned["first"]:
            self.add_error("last", "The last day must not be before the first.")
        return cleaned


class NoShowsPage(ListPage):
    """Lists those who did not come; a POST gives the same as a file."""

    route = "no-shows/"
    name = "no_shows"
    template = "admin/training/desk/no_shows.html"
    permissions = ("training.view_booking",)
    shows_people = True

    def handle(self):
        today = timezone.localdate()
        usual = {"first": today - timedelta(days=365), "last": today, "least": 2}
        typed = self.request.POST if self.request.method == "POST" else self.request.GET
        given = {name: typed[name] for name in usual if name in typed}
        form = PeriodForm(
            {name: f"{value:%d/%m/%Y}" if name != "least" else value for name, value in usual.items()} | given
        )
        found = None
        if form.is_valid():
            data = form.cleaned_data
            found = no_shows(data["first"], data["last"], data["least"])
            kind = self.request.POST.get("file")
            if kind in CONTENT_TYPES:
                record(
                    AuditKind.EXPORTED,
                    by=self.request.user,
                    about="training.booking",
                    what=f"no-shows: {counted(len(found.people), 'person', 'people')} as {kind.upper()}",
                )
                return table_file(as_sheets(found), kind, f"did-not-come-{data['first']}-{data['last']}")
        return self.render("Who did not come", form=form, found=found, tab="no_shows")
