"""What the bar on a public page offers the member of staff who reads it: the ways from the page to its record in the admin.

`static/js/staff-bar.js` asks for it, and only in a browser with the hint of `hscp.security.staff_hint`. The public page itself
is the same for everybody, and this answer is stored nowhere.
"""

from django.contrib import admin
from django.http import JsonResponse
from django.templatetags.static import static
from django.urls import Resolver404, resolve, reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_GET

from hscp.admin.extra_pages import admin_address
from hscp.editing.models import Draft
from hscp.records.publishable import Publishable
from hscp.web.cache_headers import NOT_STORED_OR_SHARED, cached_as


@require_GET
@cached_as(NOT_STORED_OR_SHARED)
def staff_bar(request):
    """Answer with {"what": the kind of the page's record, "links": [{"text", "url"}], "style": address of the bar's styles}.

    `path` is the path of the page. Any text is taken: for what is no page of a record there is the start page alone.
    """
    model, record = page_of(request.GET.get("path", ""))
    links = links_to(request, model, record) if model in admin.site._registry else []
    what = capfirst(model._meta.verbose_name if record else model._meta.verbose_name_plural) if links else ""
    start = {"text": "What waits for you", "url": reverse("admin:index")}
    return JsonResponse({"what": what, "links": [*links, start], "style": static("css/staff-bar.css")})


def page_of(path):
    """Return (model, record) of the public page at `path`: no record for a list, and (None, None) for any other page."""
    try:
        match = resolve(path)
    except Resolver404:
        return None, None
    view = getattr(match.func, "view_class", None)
    model = getattr(view, "model", None)
    if model is None:
        return None, None
    if hasattr(view, "record_at"):
        return model, view.record_at(**match.kwargs)
    key = {name: match.kwargs[name] for name in ("slug", "pk") if name in match.kwargs}
    record = model._base_manager.filter(**key).first() if key else None
    return model, record


def links_to(request, model, record):
    """Return the links to `record`, or to the list of `model` where it is None, that this person may follow."""
    model_admin = admin.site._registry[model]
    if not model_admin.has_view_permission(request, record):
        return []
    opts = model._meta
    if record is None:
        return [{"text": f"Edit {opts.verbose_name_plural}", "url": admin_address(opts, "changelist")}]
    form = admin_address(opts, "change", record.pk)
    edit = "Edit this" if model_admin.has_change_permission(request, record) else "Open this"
    links = [{"text": edit, "url": form}]
    if isinstance(record, Publishable):
        if model_admin.page_view and Draft.objects.of(record).exists():
            links.append({"text": "Preview draft", "url": admin_address(opts, "preview", record.pk)})
        links += [
            {"text": "History", "url": admin_address(opts, "history", record.pk)},
            {"text": "Where used", "url": f"{form}#where-used"},
        ]
    return links
