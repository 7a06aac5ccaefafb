"""The editors' form of the brochure. Django looks here for the admin of its imports, duplicates and editions too."""

from django.contrib import admin

from hscp.admin import PublishableAdmin
from hscp.brochure.duplicates import admin as duplicates_admin
from hscp.brochure.editions import admin as editions_admin
from hscp.brochure.editions.brochure_pages import FreezePage, PdfPage
from hscp.brochure.importing import admin as importing_admin
from hscp.brochure.models import Brochure

__all__ = ["duplicates_admin", "editions_admin", "importing_admin"]


@admin.register(Brochure)
class BrochureAdmin(PublishableAdmin):
    """A year's brochure: the words around the packs."""

    pages = [PdfPage, FreezePage, *PublishableAdmin.pages]
    own_columns = ("edition",)
    merges = False  # each is one year's, and its editions are frozen
    content_fieldsets = (
        (
            "The brochure",
            {
                "fields": ["edition", "introduction", "how_to_use"],
                "description": "What comes before the packs. The packs themselves are the published themes.",
            },
        ),
    )

    def about(self, request, record):
        return {**super().about(request, record), "may_publish": self.has_publish_permission(request)}
