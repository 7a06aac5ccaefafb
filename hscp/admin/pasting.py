"""What was pasted into a rich text editor, as its text can hold it: the browser asks here before it puts it in."""

from django.http import JsonResponse
from django.views.decorators.http import require_POST

from hscp.records.rich_text import clean_rich_text
from hscp.records.rich_text.pasted import read_pasted


@require_POST
def pasted(request):
    """Answer with the cleaned `html` of what was posted as `html`, and with `notes`: what was left out or changed."""
    read = read_pasted(request.POST.get("html", ""))
    return JsonResponse({"html": clean_rich_text(read.html), "notes": read.notes})
