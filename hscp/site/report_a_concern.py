"""The page for anyone who is worried about a child now."""

from django.conf import settings
from django.template.response import TemplateResponse

from contacts.models import Pathway
from contacts.output.cards import answers_out_of_hours, urgent


def report_a_concern(request):
    """Show 999, then the urgent contacts for the public and for professionals, then the other contacts by name."""
    pathways = list(Pathway.objects.live().in_order().with_numbers())
    first = urgent(pathways)
    return TemplateResponse(
        request,
        "site/report_a_concern.html",
        {
            "page_title": "Report a concern about a child",
            "breadcrumbs": [],
            "sensitive": True,
            "for_public": [pathway for pathway in first if pathway.for_public],
            "for_professionals": [pathway for pathway in first if pathway.for_professionals],
            "out_of_hours_known": any(answers_out_of_hours(pathway) for pathway in first),
            "helplines": settings.HSCP_EMERGENCY_NUMBERS[1:],
            "others": [pathway for pathway in pathways if pathway not in first],
        },
    )
