"""What the tests of the starter content share."""

import pytest

from hscp.documents import compiler
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


@pytest.fixture(scope="package", autouse=True)
def patient_compiler():
    """Give documents a minute: how long one takes depends on what else the machine does. Tests of the limit set their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiler, "SECONDS", 60)
        yield
