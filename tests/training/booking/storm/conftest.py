"""The figures of a storm: kept in build/storm-<database>.json and printed as a table when the run ends."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

_FIGURES = pytest.StashKey[dict]()


@pytest.fixture
def figures(request):
    """Return a dictionary for the figures of this test. They are written down even if the test then fails."""
    kept = request.config.stash.setdefault(_FIGURES, {})
    return kept.setdefault(request.node.name.removeprefix("test_"), {})


def pytest_terminal_summary(terminalreporter, config):
    """Write the figures of all storms of this run into one file and print them."""
    kept = config.stash.get(_FIGURES, {})
    if not kept:
        return
    path = Path(settings.BASE_DIR) / "build" / f"storm-{connection.vendor}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(kept, indent=2) + "\n")
    terminalreporter.section(f"figures, kept in build/{path.name}")
    for name, values in kept.items():
        terminalreporter.write_line(name.replace("_", " "))
        for key, value in values.items():
            terminalreporter.write_line(f"    {key:<42} {value:>10}")
