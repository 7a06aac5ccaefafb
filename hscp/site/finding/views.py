"""The page of the editors' search.

Records are found by an address that can be kept, /admin/find/?q=…. Whoever may see people with bookings asks by post: names and
addresses of people are in no address of a page, and so in no history and no log. The audit trail says who looked.
"""

from django.contrib import admin
from django.template.response import TemplateResponse

from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.site.finding.asked import asked
from hscp.site.finding.finding import find
from hscp.site.finding.kinds import PEOPLE

PEOPLE_PERMISSION = "training.view_booking"


def find_page(request):
    """Show what the words of the address, or of the form that was sent, find for this member of staff."""
    may_see_people = request.user.has_perm(PEOPLE_PERMISSION)
    looks_for_people = request.method == "POST" and may_see_people
    what = asked(request.POST.get("q") if request.method == "POST" else request.GET.get("q"))
    results = find(what, request.user, people=looks_for_people)
    if looks_for_people and what:
        record(AuditKind.PEOPLE_SEEN, by=request.user, about="search", what=_people_in_numbers(results))
    return TemplateResponse(
        request,
        "admin/find.html",
        {
            **admin.site.each_context(request),
            "title": "Find",
            "results": results,
            "find_text": what.text,
            "looks_for_people": looks_for_people,
            "may_see_people": may_see_people,
        },
    )


def _people_in_numbers(results):
    parts = [
        f"{kind.name} {', '.join(map(str, keys))}" for kind in PEOPLE if (keys := results.keys_of(kind.model))
    ]
    return "; ".join(parts) or "nobody found"
