"""The page for an adult to whom a child has just said that somebody hurts them."""

from django.template.response import TemplateResponse

from contacts.models import Pathway

TITLE = "A child has told me something"
DESCRIPTION = (
    "What to do when a child tells you about abuse or neglect: what to say, what not to say, "
    "what to write down, whom to tell, and what happens next."
)


def told_me(request):
    """Show what to do while the child talks, whom to call now, and a checklist.

    The page is sensitive: whoever sees somebody read it may be the person the child spoke of.
    """
    return TemplateResponse(
        request,
        "site/told_me.html",
        {
            "page_title": TITLE,
            "page_description": DESCRIPTION,
            "breadcrumbs": [],
            "sensitive": True,
            "pathways": list(Pathway.objects.live().in_order().with_numbers()),
        },
    )
