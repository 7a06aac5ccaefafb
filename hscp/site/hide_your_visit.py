"""The page about what "Exit this page" does, what it leaves behind, and how to clear it."""

from django.template.response import TemplateResponse


def safety(request):
    """Show how to hide a visit. The page is itself sensitive: being seen reading it reveals as much as a visit does."""
    return TemplateResponse(
        request, "site/safety.html", {"page_title": "Hide your visit", "breadcrumbs": [], "sensitive": True}
    )
