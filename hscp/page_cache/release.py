"""What pages are made of besides the content: the code, the templates, the static files and the settings that pages show."""

from hashlib import sha256
from pathlib import Path

from django.conf import settings

_PARTS = ("hscp", "themes", "resources", "contacts", "training", "templates", "static", "requirements")
_ENDINGS = {".py", ".html", ".css", ".js", ".svg", ".txt"}
_MANIFEST = "staticfiles.json"


def release():
    """Return a digest that is the same on all servers of one release, and differs between releases that render differently."""
    digest = sha256()
    for name, value in sorted(_settings_shown().items()):
        digest.update(f"{name}={value!r}\n".encode())
    for path in _files():
        digest.update(f"{path.name}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _settings_shown():
    """Return the portal's own settings, without secrets and without folders, which may differ between servers."""
    names = [name for name in dir(settings) if name.startswith("HSCP_") and name != "HSCP_ERASURE_KEY"]
    values = {name: getattr(settings, name) for name in (*names, "DEBUG", "HTTPS")}
    return {name: value for name, value in values.items() if not isinstance(value, Path)}


def _files():
    root = Path(settings.BASE_DIR)
    found = [path for part in _PARTS for path in (root / part).rglob("*") if path.suffix in _ENDINGS]
    manifest = Path(settings.STATIC_ROOT) / _MANIFEST
    return [*sorted(found), *([manifest] if manifest.is_file() else [])]
