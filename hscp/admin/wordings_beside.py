"""On the form of a record: in which languages it is there, how each stands, and the way to one more."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from hscp.languages.models import Translatable, Wording


class ShowsWordings:
    """Mixin for the ModelAdmin of a Publishable: the form says what there is in other words, and leads to each."""

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        may_look = request.user.has_perm("languages.view_wording")
        if obj is not None and obj.pk and isinstance(obj, Translatable) and may_look:
            context |= wordings_beside(request.user, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)


def wordings_beside(user, record):
    """Return what the form of `record` says about its wordings: `wordings`, (wording, its state in words, its address), and how to add one."""
    found = [
        (each, _state(each), reverse("admin:languages_wording_change", args=[each.pk]))
        for each in Wording.objects.of(record).by_name()
    ]
    why_not = record.why_not_worded()
    may_add = user.has_perm("languages.add_wording") and not why_not
    begun = urlencode({"english_page": record.get_absolute_url()})
    return {
        "wordings": found,
        "wordings_why_not": why_not,
        "add_wording_url": f"{reverse('admin:languages_wording_add')}?{begun}" if may_add else "",
    }


def _state(wording):
    words = wording.get_state_display()
    if wording.outdated_since:
        words = f"{words}, behind the English since {timezone.localdate(wording.outdated_since):%-d %B %Y}"
    return words
