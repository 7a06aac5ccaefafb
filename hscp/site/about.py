"""The pages that say who runs the site and whom to write to, and the file for those who find a fault in its security."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from hscp.london_time import midnight
from hscp.page_cache.rendering import changes_at

# RFC 9116, 2.5.5, recommends less than a year, so that nobody trusts a file that was forgotten.
SECURITY_FILE_DAYS = 180


def about(request):
    """Say what this is, who runs it, and by which rules it is kept right."""
    return render(request, "site/about.html", {"page_title": "About this site", "breadcrumbs": []})


def contact_us(request):
    """Say whom to write to for what. It is never the place to report a concern, and says so first."""
    context = {
        "page_title": "Contact us about this site",
        "breadcrumbs": [],
        "contact_email": settings.HSCP_CONTACT_EMAIL,
        "has_security_file": bool(security_contact()),
        "officer_email": settings.HSCP_DPO_EMAIL,
    }
    return render(request, "site/contact_us.html", context)


def security_contact():
    """Return the address for faults in security as a URI: HSCP_SECURITY_CONTACT, else the mailbox; "" if neither is set."""
    contact = settings.HSCP_SECURITY_CONTACT or settings.HSCP_CONTACT_EMAIL
    return f"mailto:{contact}" if contact and not contact.startswith("https://") else contact


def security_txt(request):
    """Answer /.well-known/security.txt (RFC 9116): whom to tell of a fault. 404 while no address is set."""
    contact = security_contact()
    if not contact:
        raise Http404("No address for faults in security is set.")
    today = timezone.localdate()
    # The page cache makes it anew each day.
    changes_at(midnight(today + timedelta(days=1)))
    lines = [
        f"Contact: {contact}",
        f"Expires: {today + timedelta(days=SECURITY_FILE_DAYS):%Y-%m-%d}T00:00:00Z",
        "Preferred-Languages: en",
        f"Canonical: {settings.HSCP_ADDRESS}{reverse('site:security_txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
