"""The files of open data: everything that /api/v1/ lists, a file for each kind, as JSON lines and as CSV.

They are written anew each night, each in one step; the manifest, which names them all with their digests, comes last. Whoever
finds a file that its manifest does not fit has met the moment of writing and asks again.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from hscp.api.given import given
from hscp.api.kinds import KINDS
from hscp.api.open_referral import Service, shapes
from hscp.documents.spreadsheets import Sheet, as_csv
from hscp.vocabulary import PARTNERSHIP
from hscp.whole_files import write_whole

MANIFEST, LICENCE_FILE = "manifest.json", "licence.txt"
LICENCE = {
    "name": "Open Government Licence v3.0",
    "url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    "attribution": f"Contains information of the {PARTNERSHIP}, licensed under the Open Government Licence v3.0.",
}
# For the header of each answer (RFC 8288, RFC 4946).
LICENCE_LINK = f'<{LICENCE["url"]}>; rel="license"'
_LICENCE_TEXT = f"""These files are licensed under the {LICENCE["name"]}:
{LICENCE["url"]}

You may copy, publish, change and combine them, also for money. Say where they are from:
"{LICENCE["attribution"]}"

Numbers and hours change. Take them anew at least once a day, and say as of when yours are.
Documents and websites that the files lead to belong to whoever publishes them; this licence does not cover them.
"""
# Of records in a record, what a cell of a spreadsheet shows of each. Other values of that kind are JSON in their cell.
_SHOWN_IN_A_CELL = {
    "phones": "number",
    "contacts": "name",
    "schedules": "description",
    "service_areas": "name",
    "required_documents": "document",
    "ways": "url",
    "parts": "starts_at",
    "indicators": "text",
}


@dataclass(frozen=True)
class Written:
    """A file to be written: its name, the kind of record, "jsonl" or "csv", how many rows, and its content (bytes)."""

    name: str
    kind: str
    format: str
    rows: int
    content: bytes

    def described(self):
        """Return what the manifest says of the file."""
        return {
            "name": self.name,
            "kind": self.kind,
            "format": self.format,
            "rows": self.rows,
            "bytes": len(self.content),
            "sha256": sha256(self.content).hexdigest(),
        }


def write_open_data(folder=None):
    """Write all files into `folder` (a path, default HSCP_OPEN_DATA), which is made; return the manifest. Raises OSError."""
    folder = Path(folder or settings.HSCP_OPEN_DATA)
    folder.mkdir(parents=True, exist_ok=True)
    described = []
    for kind in KINDS:
        for file in _files_of(kind):
            write_whole(folder / file.name, file.content)
            described.append(file.described())
    write_whole(folder / LICENCE_FILE, _LICENCE_TEXT.encode())
    manifest = {
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "licence": LICENCE,
        "files": described,
    }
    write_whole(folder / MANIFEST, json.dumps(manifest, indent=2).encode())
    return manifest


def read_manifest():
    """Return the manifest of the files that are there, as a dictionary; None while none have been written."""
    try:
        return json.loads((settings.HSCP_OPEN_DATA / MANIFEST).read_text())
    except (OSError, ValueError):
        return None


def _files_of(kind):
    """Yield both files of a Kind."""
    records = [record for _, record in given(kind)]
    lines = "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)
    yield Written(f"{kind.name}.jsonl", kind.name, "jsonl", len(records), lines.encode())
    names = shapes()["Service"]["properties"] if kind.schema is Service else kind.schema.model_fields
    rows = [[_cell(name, record.get(name)) for name in names] for record in records]
    content = as_csv([Sheet(kind.name, [list(names), *rows])])
    yield Written(f"{kind.name}.csv", kind.name, "csv", len(records), content)


def _cell(name, value):
    """Return a value of a record as a cell of a spreadsheet: text or a number."""
    if value is None or isinstance(value, (str, int)) and not isinstance(value, bool):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_in_a_list(name, each) for each in value)
    return _of_a_record(value)


def _in_a_list(name, value):
    if isinstance(value, str):
        return value
    if name in _SHOWN_IN_A_CELL:
        return value.get(_SHOWN_IN_A_CELL[name], "")
    return _of_a_record(value)


def _of_a_record(value):
    """Return the code of a Choice, the title of a Reference, and JSON for anything else."""
    if set(value) == {"code", "name"}:
        return value["code"]
    if "json_url" in value:
        return value["title"]
    return json.dumps(value, ensure_ascii=False)
