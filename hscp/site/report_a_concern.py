"""The page for anyone who is worried about a child now."""

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.template.response import TemplateResponse

from contacts.enums import ANSWERED
from contacts.models import ContactPoint, Pathway
from hscp.web.excerpts import excerpt
from hscp.web.page_sizes import CONTACTS_TO_REPORT_TO, OTHER_CONTACTS


def report_a_concern(request):
    """Show 999, then who answers now, then what to do, then the contacts for one case each, then the others by name."""
    live = Pathway.objects.live()
    urgent = list(live.urgent().without_those_elsewhere().with_numbers()[:CONTACTS_TO_REPORT_TO])
    helplines = settings.HSCP_EMERGENCY_NUMBERS[1:]
    others = live.filter(_more_than([entry["number"] for entry in helplines]))
    others = others.exclude(pk__in=[pathway.pk for pathway in urgent])
    return TemplateResponse(
        request,
        "site/report_a_concern.html",
        {
            "page_title": "Report a concern about a child",
            "breadcrumbs": [],
            "sensitive": True,
            "pathways": [pathway for pathway in urgent if not pathway.case],
            "in_one_case": [pathway for pathway in urgent if pathway.case],
            "helplines": helplines,
            "others": excerpt(others.in_order().only("title", "slug", "purpose"), OTHER_CONTACTS),
        },
    )


def _more_than(numbers):
    """Return the condition that a pathway does not just have some of these `numbers`, which the page gives already."""
    answered = ContactPoint.objects.filter(pathway=OuterRef("pk"), kind__in=ANSWERED)
    return ~Exists(answered.filter(value__in=numbers)) | Exists(answered.exclude(value__in=numbers))
