"""What the web server in front answers with by itself."""

import pytest
from django.core.management import CommandError, call_command


def test_static_files_and_pages_are_copied_and_older_files_stay(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "collected"
    (settings.STATIC_ROOT / "css").mkdir(parents=True)
    (settings.STATIC_ROOT / "css" / "new.css").write_text("p {}")
    (settings.STATIC_ROOT / "css" / "new.css").chmod(0o600)
    folder = tmp_path / "proxy"
    (folder / "static" / "css").mkdir(parents=True)
    (folder / "static" / "css" / "old.css").write_text("p {}")

    call_command("copy_for_proxy", folder)

    assert sorted(path.name for path in (folder / "static" / "css").iterdir()) == ["new.css", "old.css"]
    assert sorted(path.name for path in folder.iterdir()) == ["static", "too-large.html", "unavailable.html"]
    assert "0808 800 5000" in (folder / "unavailable.html").read_text()
    for name in ("unavailable.html", "static/css/new.css"):
        assert (folder / name).stat().st_mode & 0o777 == 0o644


def test_it_says_what_has_to_be_done_first(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "none"

    with pytest.raises(CommandError, match="collectstatic"):
        call_command("copy_for_proxy", tmp_path)


def test_a_folder_that_cannot_be_written_is_named(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "file").touch()

    with pytest.raises(CommandError, match="file could not be written"):
        call_command("copy_for_proxy", tmp_path / "file")
