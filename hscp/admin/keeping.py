"""Who keeps records and when they are looked at, set for many at once: those chosen in a list, or all that have none."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404

from hscp.admin.extra_pages import ListPage, admin_address
from hscp.editing.freshness.review_dates import dates_of, without_review_date
from hscp.models import User
from hscp.records.housekeeping import KEEP, set_keeping
from hscp.web.typed_dates import NotADate, read_full_date
from hscp.web.typed_numbers import whole_number
from hscp.web.wording import counted, full_name

CHOSEN, NO_OWNER, NO_DATE = "chosen", "no-owner", "no-date"
_LEAVE, _NOBODY = "", "nobody"
_BY_KIND, _ON, _NONE = "by-kind", "on", "none"


class KeepingForm(forms.Form):
    """An owner, a review date, or both, for many records."""

    owner = forms.ChoiceField(required=False)
    review = forms.ChoiceField(
        label="Next review",
        required=False,
        help_text="By the rule of the kind, the days are spread so that not all fall due on one.",
        choices=[
            (_LEAVE, "Leave as it is"),
            (_BY_KIND, "By the rule of the kind"),
            (_ON, "On the day below"),
            (_NONE, "No date"),
        ],
    )
    day = forms.CharField(
        label="Day of the review", required=False, help_text="Such as 3 March 2027 or 3/3/2027."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_staff=True, is_active=True).order_by("username")
        named = [(str(each.pk), full_name(each)) for each in people]
        self.fields["owner"].choices = [(_LEAVE, "Leave as it is"), (_NOBODY, "Nobody"), *named]

    def clean(self):
        cleaned = super().clean()
        day = cleaned.get("day", "")
        if day and cleaned.get("review") in (_LEAVE, _ON):
            try:
                cleaned["review"], cleaned["day"] = _ON, read_full_date(day)
            except NotADate:
                self.add_error("day", "Write the day with its month and year, such as 3 March 2027.")
        elif cleaned.get("review") == _ON:
            self.add_error("day", "Write the day of the review.")
        if not self.errors and not cleaned["owner"] and not cleaned["review"]:
            raise forms.ValidationError("Choose an owner, a review date, or both.")
        return cleaned

    @property
    def owner_chosen(self):
        """The owner to set: KEEP, None, or a User."""
        chosen = self.cleaned_data["owner"]
        if chosen == _LEAVE:
            return KEEP
        return None if chosen == _NOBODY else User.objects.get(pk=chosen)

    def date_chosen(self, records):
        """Return the review date for `records` (a queryset): KEEP, a date, None, or a function of a record."""
        chosen = self.cleaned_data["review"]
        if chosen == _BY_KIND:
            dates = dates_of(records)
            return lambda record: dates.get(record.pk, record.review_date)
        return {_LEAVE: KEEP, _NONE: None, _ON: self.cleaned_data["day"]}[chosen]


class KeepingPage(ListPage):
    """Sets owner and review date of the records that the address names: `?which=no-owner`, `?which=no-date`, or those chosen."""

    route = "keeping/"
    name = "keeping"
    template = "admin/keeping.html"

    def handle(self):
        if not self.admin.has_change_permission(self.request):
            raise PermissionDenied
        which = self.request.POST.get("which") or self.request.GET.get("which", NO_OWNER)
        keys = self.request.POST.get("chosen", "")
        records = self._records(which, keys)
        if self.request.method != "POST":
            return self._ask(which, keys, records, KeepingForm())
        form = KeepingForm(self.request.POST)
        if not form.is_valid():
            return self._ask(which, keys, records, form)
        pks = list(records.values_list("pk", flat=True))
        number = set_keeping(
            queryset=self.admin.model._default_manager.filter(pk__in=pks),
            by=self.request.user,
            owner=form.owner_chosen,
            review_date=form.date_chosen(records),
        )
        messages.success(self.request, f"{self._counted(number)} changed.")
        return self.to_list()

    def ask(self, queryset):
        """Return the page about the records of `queryset`, which somebody has chosen in the list."""
        keys = ",".join(str(pk) for pk in queryset.values_list("pk", flat=True))
        return self._ask(CHOSEN, keys, self._records(CHOSEN, keys), KeepingForm())

    def _records(self, which, keys):
        model = self.admin.model
        if which == CHOSEN:
            return model._default_manager.filter(pk__in=filter(None, map(whole_number, keys.split(","))))
        if which == NO_OWNER:
            return model._default_manager.planned().filter(owner=None)
        if which == NO_DATE:
            return without_review_date(model)
        raise Http404

    def _ask(self, which, keys, records, form):
        number = records.count()
        words = {
            CHOSEN: f"The {self._counted(number)} that you chose.",
            NO_OWNER: f"All {self._counted(number)} without an owner of their own. Archived ones are left out.",
            NO_DATE: f"All {self._counted(number)} without a review date. Archived ones are left out.",
        }
        address = admin_address(self.admin.opts, self.name)
        others = [
            (label, f"{address}?which={each}")
            for each, label in ((NO_OWNER, "All without an owner"), (NO_DATE, "All without a review date"))
            if each != which
        ]
        return self.render(
            "Set owner and review date",
            form=form,
            which=which,
            chosen=keys,
            number=number,
            about=words[which],
            some=[str(each) for each in records.order_by("title", "pk")[:10]],
            others=others,
            address=address,
        )

    def _counted(self, number):
        return counted(number, self.admin.opts.verbose_name, self.admin.opts.verbose_name_plural)


class SetsKeeping:
    """Mixin for the ModelAdmin of a Publishable: the page above, its button, and its action in the list."""

    def get_pages(self):
        return [KeepingPage, *super().get_pages()]

    def sheet_buttons(self, request):
        buttons = super().sheet_buttons(request)
        if self.has_change_permission(request):
            buttons.append(("Owners and review dates", admin_address(self.opts, KeepingPage.name)))
        return buttons

    @admin.action(description="Set owner and review date…", permissions=["change"])
    def set_keeping(self, request, queryset):
        return KeepingPage(self, request).ask(queryset)
