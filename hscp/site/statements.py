"""The statements about the site itself: accessibility, privacy, cookies."""

from django.conf import settings
from django.shortcuts import render

from hscp.site import accessibility


def statement(request, name, title):
    """Show one of the pages about the site itself. The route gives its template's name and its title."""
    return render(
        request,
        f"site/{name}.html",
        {
            "page_title": title,
            "breadcrumbs": [],
            "contact_email": settings.HSCP_CONTACT_EMAIL,
            "controller": settings.HSCP_CONTROLLER,
            "officer_email": settings.HSCP_DPO_EMAIL,
            "accessibility": {
                "tests": accessibility.TESTS,
                "not_yet": accessibility.NOT_YET,
                "prepared": accessibility.PREPARED,
                "reviewed": accessibility.REVIEWED,
                "last_tested": accessibility.last_tested(),
            },
        },
    )
