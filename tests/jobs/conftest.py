import pytest

from tests.jobs.builders import MANAGE


@pytest.fixture
def quick_commands(settings, tmp_path):
    """Put a manage.py that starts in a moment in the place of the portal's."""
    (tmp_path / "manage.py").write_text(MANAGE)
    settings.BASE_DIR = tmp_path
    return tmp_path
