"""What the tests of the starter content share."""

import pytest

from tests.brochure.starter.small_content import FILES


@pytest.fixture
def content(tmp_path):
    """A folder with small starter content; `content(name, text)` replaces a file."""

    def write(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    for name, text in FILES.items():
        write(name, text)
    write.folder = tmp_path
    return write
