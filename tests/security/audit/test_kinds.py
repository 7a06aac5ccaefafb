"""No kind of event is there in name alone."""

import re
from pathlib import Path

from django.conf import settings

from hscp.security.audit.enums import AuditKind
from tests.architecture.import_graph import modules


def test_every_kind_is_written_somewhere():
    code = "".join(path.read_text() for path in modules().values())

    assert [kind.name for kind in AuditKind if f"AuditKind.{kind.name}" not in code] == []


def test_every_kind_is_told_in_the_document_and_there_are_at_least_25():
    text = (Path(settings.BASE_DIR) / "docs" / "operations.md").read_text()
    table = text.split("These are the kinds of event:")[1].split("\n\n")[1]
    codes = re.findall(r"`([a-z_]+)`", table)

    assert sorted(code for code in codes if code != "sync_roles") == sorted(AuditKind.values)
    assert len(AuditKind) >= 25
