import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch):
    """Leave the test's connection open between requests: it is in a transaction."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
