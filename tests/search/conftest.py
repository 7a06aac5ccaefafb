"""The starter content, loaded once, for the tests that search in it."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from hscp.brochure.starter.synonyms import load_synonyms
from hscp.search.index.documents import refresh_all
from hscp.search.query import engine as engine_module


@pytest.fixture(scope="module")
def starter_content(django_db_setup, django_db_blocker):
    """Load the starter content and its synonyms for a module, and take them out again after it."""
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            call_command("load_starter_content", verbosity=0)
            load_synonyms(Path(settings.BASE_DIR) / "content" / "synonyms.yaml")
            refresh_all()
            yield
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@pytest.fixture
def index_directory(settings, tmp_path):
    """Give the test an index directory of its own."""
    settings.HSCP_SEARCH_INDEX = tmp_path / "index"
    yield settings.HSCP_SEARCH_INDEX
    engine_module._engines.pop(str(settings.HSCP_SEARCH_INDEX), None)
