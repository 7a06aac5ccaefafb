"""A page of the admin that answers a search and says why: how its words were read, and what answered it."""

from hscp.admin.extra_pages import ListPage
from hscp.search.query.explaining import explain
from hscp.search.query.parsing import MAX_TEXT


class TryPage(ListPage):
    """Try a search: what it finds, and which spelling, synonyms, everyday phrases, places and cards had a part in it."""

    route = "try/"
    name = "try"
    template = "admin/search/everydayphrases/try.html"
    methods = ("GET", "HEAD")

    def handle(self):
        typed = self.request.GET.get("q", "")[:MAX_TEXT]
        return self.render("Try a search", typed=typed, answer=explain(typed) if typed.strip() else None)
