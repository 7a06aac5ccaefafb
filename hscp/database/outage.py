"""What the parts of the portal say to each other of a database that is away."""

# In the environment of a request: the database is known to be away, so that nothing need try to reach it.
DATABASE_AWAY = "hscp.database_away"


def is_away(request):
    """Return whether the database was known to be away when `request` came in."""
    return bool(request.META.get(DATABASE_AWAY))


def works_without_database(view):
    """Decorate a view that answers while the database is away; the others answer 503 then, before they try."""
    view.works_without_database = True
    return view
