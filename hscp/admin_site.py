"""The admin's site object: its names and its start page."""

from django.contrib.admin import AdminSite


class PortalAdminSite(AdminSite):
    """The editors' side of the portal."""

    site_header = "HSCP Safeguarding Portal: editors"
    site_title = "HSCP editors"
    index_title = "What waits for you"
