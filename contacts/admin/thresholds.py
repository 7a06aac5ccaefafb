"""The editors' forms of the levels of need."""

from django.contrib import admin

from contacts.models import ThresholdLevel
from hscp.admin import PublishableAdmin


@admin.register(ThresholdLevel)
class ThresholdLevelAdmin(PublishableAdmin):
    """One of the four levels of need."""

    ordering = ["number"]
    own_columns = ["number"]
    autocomplete_fields = ["pathways"]
    content_fieldsets = [
        (
            "The level",
            {
                "fields": ["number", "description", "examples", "services", "what_to_do", "pathways"],
                "description": "The title is the level's name. All four stand on the page of threshold levels.",
            },
        )
    ]
