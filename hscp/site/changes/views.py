"""The pages of the site's history: what changed, and the records of one large save."""

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst

from hscp.models import User
from hscp.site.changes.kinds import models_for
from hscp.site.changes.reading import Wanted, changes, lines, records_of
from hscp.web.page_sizes import ADMIN_LISTS
from hscp.web.wording import full_name

PERIODS = (
    ("1", "Last 24 hours"),
    ("7", "Last 7 days"),
    ("30", "Last 30 days"),
    ("365", "Last year"),
    ("", "Any time"),
)
USUAL_PERIOD = "7"
# A page of a large save names so many of its records.
MOST_OF_A_SAVE = 1000


class ChangesForm(forms.Form):
    """Which changes to show. What is unknown or missing is left out of account."""

    days = forms.ChoiceField(label="When", choices=PERIODS, required=False)
    who = forms.ModelChoiceField(
        User.objects.filter(is_staff=True).order_by("username"),
        label="Who",
        required=False,
        empty_label="Anybody",
    )
    kind = forms.ChoiceField(label="What", required=False)

    def __init__(self, data, *, models):
        super().__init__({"days": USUAL_PERIOD, **data.dict()})
        names = sorted(
            (capfirst(model._meta.verbose_name_plural), model._meta.label_lower) for model in models
        )
        self.fields["kind"].choices = [("", "Everything"), *((label, name) for name, label in names)]
        self.fields["who"].label_from_instance = full_name


def changes_page(request):
    """Show the changes that the address asks for, of the last week if it says nothing, the latest first."""
    wanted, form = _wanted(request)
    page = Paginator(changes(wanted), ADMIN_LISTS).get_page(request.GET.get("page"))
    return _render(
        request,
        "admin/changes/list.html",
        title="What changed",
        form=form,
        page=page,
        lines=lines(list(page.object_list), wanted),
    )


def save_page(request, key):
    """Show every record of one save: an import, a merge, a bulk action."""
    kept, _ = models_for(request.user)
    wanted = Wanted(kept, [], save=key)
    keys = list(changes(wanted)[:1])
    if not kept:
        raise PermissionDenied
    if not keys:
        raise Http404
    [line] = lines(keys, wanted)
    line.records = records_of(key, wanted, MOST_OF_A_SAVE)
    return _render(request, "admin/changes/save.html", title="What one save changed", line=line)


def _wanted(request):
    kept, logged = models_for(request.user)
    form = ChangesForm(request.GET, models=[*kept, *logged])
    form.is_valid()
    asked = form.cleaned_data
    if kind := asked.get("kind"):
        kept, logged = (
            [model for model in models if model._meta.label_lower == kind] for models in (kept, logged)
        )
    days = asked.get("days", USUAL_PERIOD)
    since = timezone.now() - timedelta(days=int(days)) if days else None
    who = asked.get("who")
    return Wanted(kept, logged, since=since, by=who.pk if who else None), form


def _render(request, template, **context):
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context})
