"""A person at the desk: what the page's forms hold, and what they send."""

DESK = "/admin/links/desk/"


def lines(client, query=""):
    """Return the lines of the desk as `client` sees them, as a list of Line."""
    return [each["line"] for each in client.get(f"{DESK}{query}").context["lines"]]


def line_of(client, record):
    """Return the Line that holds `record`."""
    return next(line for line in lines(client) if any(each.record == record for each in line.records))


def sent(line, decision, *, untick=(), **typed):
    """Return what the form of a Line sends for `decision`; the records `untick` are not ticked."""
    return {
        "line": line.key,
        "next": "",
        "offered": [each.key for each in line.records],
        "seen": [each.seen for each in line.records],
        "link": [each.link.pk for each in line.suggestions],
        "record": [each.key for each in line.records if each.record not in untick],
        "decision": decision,
        **typed,
    }


def decide(client, line, decision, **fields):
    """Send a decision about a Line and return the response."""
    return client.post(DESK, sent(line, decision, **fields))


def undo_last(client):
    """Press Undo at the foot of the desk; return what the editor is told."""
    latest = client.get(DESK).context["latest"]
    client.post(f"{DESK}undo/", {"id": latest["id"]})
    return client.get(DESK).context["told"]["text"]
