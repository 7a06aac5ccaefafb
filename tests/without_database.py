"""Which tests say the same of either database, so that CI runs them once."""

# pytest-django lets a test reach the database only if it asks for one of these.
_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}
# Their tests make databases of their own, or look at how one is reached.
_ABOUT_DATABASES = {"database", "migrations"}


def is_without_database(item):
    """Say whether a collected test cannot reach the database of the run."""
    return (
        item.get_closest_marker("django_db") is None
        and _FIXTURES.isdisjoint(item.fixturenames)
        and _ABOUT_DATABASES.isdisjoint(item.path.parts)
    )
