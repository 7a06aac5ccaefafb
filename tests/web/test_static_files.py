"""Static files: pages ask for those with hashed names, so only these are compressed."""

from django.core.files.base import ContentFile

from hscp.web.static_files import StaticStorage


def test_only_files_with_hashed_names_are_compressed(tmp_path):
    storage = StaticStorage(location=tmp_path, base_url="/static/")
    for name in ("a.css", "a.0123456789ab.css"):
        (tmp_path / name).write_text("p { margin: 0 }\n" * 100)
    storage.hashed_files = {"a.css": "a.0123456789ab.css"}

    made = sorted(storage.compress_files({"a.css", "a.0123456789ab.css"}))

    assert made == [
        ("a.0123456789ab.css", "a.0123456789ab.css.br"),
        ("a.0123456789ab.css", "a.0123456789ab.css.gz"),
    ]


def test_the_proxy_may_read_them(tmp_path):
    storage = StaticStorage(location=tmp_path, base_url="/static/")

    storage.save("a.css", ContentFile(b"p {}"))

    assert (tmp_path / "a.css").stat().st_mode & 0o777 == 0o644
