"""The page for anyone who is worried about a child now."""

from django.conf import settings
from django.template.response import TemplateResponse

from contacts.enums import ANSWERED
from contacts.models import Pathway
from contacts.output.cards import for_any_worry, urgent


def report_a_concern(request):
    """Show 999, then who answers now, then what to do, then the contacts for one case each, then the others by name."""
    pathways = list(Pathway.objects.live().in_order().with_numbers())
    helplines = settings.HSCP_EMERGENCY_NUMBERS[1:]
    first = for_any_worry(pathways)
    in_one_case = [pathway for pathway in urgent(pathways) if pathway.case]
    return TemplateResponse(
        request,
        "site/report_a_concern.html",
        {
            "page_title": "Report a concern about a child",
            "breadcrumbs": [],
            "sensitive": True,
            "pathways": first,
            "in_one_case": in_one_case,
            "helplines": helplines,
            "others": [
                pathway
                for pathway in pathways
                if pathway not in first and pathway not in in_one_case and not _is_one_of(helplines, pathway)
            ],
        },
    )


def _is_one_of(helplines, pathway):
    """Return whether a pathway has no number but those of the `helplines`, which the page gives already."""
    numbers = {point.value for point in pathway.contact_points.all() if point.kind in ANSWERED}
    return bool(numbers) and numbers <= {entry["number"] for entry in helplines}
