"""The files of open data: what the lists hold, in two formats, with a manifest that fits; written in one step and served as written."""

import csv
import io
import json
from hashlib import sha256

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from hscp.api import open_data
from hscp.api.open_data import write_open_data
from hscp.database.outage import DATABASE_AWAY
from tests.api.content import NAMES, make_everything
from tests.factories import make_contact_point, make_pathway, make_theme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]


@pytest.fixture
def folder(settings, tmp_path):
    settings.HSCP_OPEN_DATA = tmp_path / "open-data"
    settings.HSCP_ADDRESS = "http://testserver"
    return settings.HSCP_OPEN_DATA


def test_the_lines_are_the_records_of_the_lists(client, folder):
    make_everything(3)
    write_open_data()

    for name in NAMES:
        lines = (folder / f"{name.replace('_', '-')}.jsonl").read_text().splitlines()
        listed = client.get(reverse(f"api:{name}"), {"per_page": 100}).json()["results"]
        assert [without_times(json.loads(line)) for line in lines] == [without_times(each) for each in listed]
        assert len(lines) == 3 * (2 if name in {"sessions", "toolkits"} else 1)


def without_times(record):
    return {
        name: value
        for name, value in record.items()
        if not name.endswith(("_at", "_date")) and name != "parts"
    }


def test_a_spreadsheet_has_a_row_for_each_record_and_no_formula(folder):
    theme = make_theme(title="=1+1", aliases="One\nTwo")
    pathway = make_pathway(title="Line")
    for number in ("01962 876364", "0800 1111"):
        make_contact_point(pathway, value=number)
    write_open_data()

    [row] = csv.DictReader(io.StringIO((folder / "themes.csv").read_text("utf-8-sig")))
    [line] = csv.DictReader(io.StringIO((folder / "pathways.csv").read_text("utf-8-sig")))

    assert (row["title"], row["other_names"], row["sensitive"]) == ("'=1+1", "One; Two", "no")
    assert row["slug"] == theme.slug
    assert (line["name"], line["phones"]) == ("Line", "'+44 1962 876364; +44 800 1111")


def test_a_file_without_records_has_its_headings(folder):
    manifest = write_open_data()

    assert (folder / "pathways.csv").read_text("utf-8-sig").startswith("id,name,")
    assert {file["rows"] for file in manifest["files"]} == {0}


def test_the_manifest_fits_the_files(client, folder):
    make_everything()
    write_open_data()

    manifest = client.get("/open-data/manifest.json").json()

    assert set(manifest) == {"made_at", "licence", "files"}
    assert manifest["licence"]["name"] == "Open Government Licence v3.0"
    for file in manifest["files"]:
        content = (folder / file["name"]).read_bytes()
        assert file == {
            "name": f"{file['kind']}.{file['format']}",
            "kind": file["kind"],
            "format": file["format"],
            "rows": file["rows"],
            "bytes": len(content),
            "sha256": sha256(content).hexdigest(),
        }
    assert len(manifest["files"]) == 2 * len(NAMES)
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["manifest.json", "licence.txt", *(file["name"] for file in manifest["files"])]
    )


def test_drafts_are_in_no_file(folder):
    make_theme(title="Unpublishedword", state="draft")

    write_open_data()

    assert [path.name for path in folder.iterdir() if b"Unpublishedword" in path.read_bytes()] == []


def test_a_file_is_sent_with_its_digest_and_not_twice(client, folder):
    make_theme()
    write_open_data()

    response = client.get("/open-data/themes.csv")
    again = client.get("/open-data/themes.csv", headers={"if-none-match": response["ETag"]})

    assert response.content == (folder / "themes.csv").read_bytes()
    assert response["ETag"] == f'"{sha256(response.content).hexdigest()}"'
    assert (response["Content-Type"], response["Access-Control-Allow-Origin"]) == (
        "text/csv; charset=utf-8",
        "*",
    )
    assert 'rel="license"' in response["Link"]
    assert response["Content-Disposition"] == 'attachment; filename="themes.csv"'
    assert (again.status_code, again.content) == (304, b"")


def test_a_file_is_only_read(client, folder):
    response = client.post("/open-data/manifest.json")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_the_files_are_there_while_the_database_is_away(client, folder):
    write_open_data()

    assert client.get("/open-data/themes.csv", **{DATABASE_AWAY: True}).status_code == 200


@pytest.mark.parametrize("name", ["themes.csv", "manifest.json"])
def test_before_the_first_night_there_is_no_file(client, folder, name):
    response = client.get(f"/open-data/{name}")

    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (404, "*")
    assert response.json()["detail"].startswith("No files have been made yet: they are made at night.")


@pytest.mark.parametrize("name", ["secret.txt", "..%2Fsecret-key", ".themes.csv.half", "%00"])
def test_no_other_file_is_sent(client, folder, name):
    write_open_data()
    for path in (folder / "secret.txt", folder / ".themes.csv.half", folder.parent / "secret-key"):
        path.write_text("secret")

    assert client.get(f"/open-data/{name}").status_code == 404


def test_a_failure_leaves_what_was_there(folder, monkeypatch):
    make_theme(title="Before")
    write_open_data()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setattr(open_data, "_files_of", fails)

    with pytest.raises(CommandError, match="cannot be written: No space left on device"):
        call_command("write_open_data")

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def fails(kind):
    raise OSError(28, "No space left on device")
