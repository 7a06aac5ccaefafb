"""The import rules of docs/architecture.md, read from the code."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ["themes", "resources", "contacts", "training"]
FOUNDATION = [
    "hscp.admin",
    "hscp.documents",
    "hscp.models",
    "hscp.privacy",
    "hscp.records",
    "hscp.search",
    "hscp.security",
    "hscp.templatetags",
    "hscp.vocabulary",
    "hscp.web",
]
# What puts search together of all apps, and its pages; the list of what all apps declare of personal data.
COMPOSITION = {
    "hscp.privacy.declarations",
    *(f"hscp.search.{name}" for name in ("apps", "sources", "starter", "urls", "views")),
}
ALLOWED = {
    "themes": {"hscp", "themes"},
    "resources": {"hscp", "themes", "resources"},
    "contacts": {"hscp", "themes", "contacts"},
    "training": {"hscp", "themes", "training"},
}
OURS = {"hscp", *APPS}


def imported(path):
    """Return the full names that the module at `path` imports, in any form, at any depth."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names |= {f"{module}.{alias.name}" for alias in node.names} | {module}
    return {name for name in names if name.split(".")[0] in OURS}


def is_foundation(name):
    if any(name == module or name.startswith(f"{module}.") for module in COMPOSITION):
        return False
    return any(name == module or name.startswith(f"{module}.") for module in FOUNDATION)


def modules(*folders):
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]


@pytest.mark.parametrize("app", APPS)
def test_an_app_imports_only_the_foundation_and_the_apps_below_it(app):
    wrong = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules(app)
        for name in imported(path)
        if name.split(".")[0] not in ALLOWED[app] or (name.startswith("hscp.") and not is_foundation(name))
    }

    assert wrong == set()


def test_the_foundation_imports_no_app_and_no_composition():
    wrong = set()
    for path in modules("hscp"):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if is_foundation(name):
            wrong |= {
                f"{name}: {other}" for other in imported(path) if other != "hscp" and not is_foundation(other)
            }

    assert wrong == set()


def test_plain_imports_and_nested_imports_are_seen(tmp_path):
    module = tmp_path / "module.py"
    module.write_text("import training.models\ndef f():\n    from hscp import site\n")

    assert imported(module) == {"training.models", "hscp.site", "hscp"}


def test_no_signal_receivers_for_our_own_models():
    hookups = [
        str(path.relative_to(ROOT))
        for path in modules("hscp", *APPS)
        if "django.db.models.signals" in path.read_text() or "@receiver" in path.read_text()
    ]

    assert hookups == []
