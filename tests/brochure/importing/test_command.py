"""`manage.py import_brochure`: what it prints, writes and refuses."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hscp.brochure.models import ImportRun
from resources.models import Resource, Toolkit
from tests.brochure.read_brochures import TEXT
from tests.factories import make_staff
from themes.models import Theme
from training.models import Course

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "lake.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*args, **options):
    out = StringIO()
    call_command("import_brochure", *args, stdout=out, **options)
    return out.getvalue()


def test_import_brings_the_document_in_as_drafts(file):
    out = run(file)

    assert list(Theme.objects.in_order().values_list("title", "state")) == [
        ("Boats", "draft"),
        ("Ice", "draft"),
    ]
    assert sorted(Toolkit.objects.values_list("title", flat=True)) == ["Anchors", "Boats", "Ropes"]
    assert (Resource.objects.get().title, Course.objects.get().title) == (
        "Harbour Rules",
        "Knots for Beginners",
    )
    assert out.endswith("8 records created, 0 changed.\n")


def test_import_publishes_when_told(file):
    run(file, "--state", "published")

    assert Theme.objects.live().count() == 2


def test_import_dry_run_shows_the_plan_and_changes_nothing(file):
    out = run(file, "--dry-run")

    lines = out.splitlines()
    assert "     8  created" in lines
    assert "     5  links missing" in lines
    assert "- theme: Boats (pack 1)" in lines
    assert lines[-1] == "Nothing was changed: this was a dry run."
    assert (Theme.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_import_twice_says_that_nothing_changed(file):
    run(file)

    out = run(file)

    assert "The document brings nothing new." in out.splitlines()
    assert out.splitlines()[-1] == "Nothing has changed: the document brings nothing new."


def test_import_keeps_an_editors_work_unless_the_document_is_preferred(file):
    run(file)
    Theme.objects.filter(title="Boats").update(introduction="<p>Mine.</p>")

    out = run(file)

    assert "Conflicts: changed by an editor since the last import" in out
    assert "      stands now: Mine." in out.splitlines()
    assert "The document brings nothing new." not in out.splitlines()
    assert Theme.objects.get(title="Boats").introduction == "<p>Mine.</p>"

    run(file, "--prefer-document")

    assert Theme.objects.get(title="Boats").introduction == "<p>A boat needs a captain.</p>"


def test_import_shows_changes_with_both_sides(file):
    run(file)
    file.write_text(TEXT.replace("Ice can break.", "Ice is thin."), encoding="utf-8")

    lines = run(file).splitlines()

    assert lines[lines.index("    introduction") :][:3] == [
        "    introduction",
        "      old: Ice can break.",
        "      new: Ice is thin.",
    ]


def test_import_lists_what_it_could_not_place_and_what_is_no_longer_mentioned(file):
    run(file)
    loose = "- Knots for Beginners\n\nThe pilot was late, and nobody said why."
    changed = TEXT.replace("- [Anchors](#)\n", "").replace("- Knots for Beginners", loose)
    file.write_text(changed, encoding="utf-8")

    lines = run(file, "--dry-run").splitlines()

    assert lines[lines.index("No longer mentioned: left alone") + 1] == "- toolkit: Anchors (professionals)"
    place = changed.splitlines().index("The pilot was late, and nobody said why.") + 1
    assert (
        lines[lines.index("Lines not placed") + 1]
        == f"- line {place}: The pilot was late, and nobody said why."
    )


def test_import_records_who_ran_it(file):
    person = make_staff(username="ann")

    run(file, "--user", "ann", "--state", "published")

    imported = ImportRun.objects.get()
    assert (imported.file_name, imported.decided_by, imported.state) == ("lake.md", person, "applied")
    assert imported.options == {"state": "published", "take_document": [], "archive": []}
    assert (imported.report["created"], imported.text) == (8, TEXT.removesuffix("\n"))
    assert Theme.objects.first().updated_by == person


def test_import_writes_a_report_of_the_plan_and_every_line(file, tmp_path):
    report = tmp_path / "report.json"

    run(file, "--report", report)

    content = json.loads(report.read_text(encoding="utf-8"))
    assert content["plan"]["counts"]["created"] == 8
    assert content["applied"]["created"] == 8
    assert len(content["account"]["account"]) == content["account"]["lines"] == len(TEXT.splitlines())
    assert sum(content["account"]["became"].values()) == content["account"]["lines"]


def test_import_shows_no_progress_where_there_is_no_terminal(file, capsys):
    run(file)

    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"A letter.\n\nDear all, nothing here is a brochure.\n", "not a brochure"),
        (b"\x00\x01\x02" * 99, "binary"),
        (b"x" * (50 * 1024 * 1024), "larger than"),
    ],
    ids=["empty", "no brochure", "binary", "50 MB"],
)
def test_import_refuses_what_is_no_brochure(tmp_path, content, message):
    path = tmp_path / "file.md"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=message):
        run(path)

    assert (Theme.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_import_refuses_a_missing_file_and_a_folder(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "none.md")
    with pytest.raises(CommandError, match="directory"):
        run(tmp_path)


def test_import_refuses_an_unknown_account_before_it_does_anything(file):
    with pytest.raises(CommandError, match="There is no account “nobody”"):
        run(file, "--user", "nobody")

    assert Theme.objects.count() == 0


def test_import_refuses_a_report_that_cannot_be_written_before_it_does_anything(file, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        run(file, "--report", tmp_path / "none" / "report.json")
    with pytest.raises(CommandError, match="over the document itself"):
        run(file, "--report", file)

    assert Theme.objects.count() == 0
    assert file.read_text(encoding="utf-8") == TEXT


def test_import_says_in_the_report_why_it_failed(tmp_path):
    path, report = tmp_path / "letter.md", tmp_path / "report.json"
    path.write_text("Dear all.\n", encoding="utf-8")

    with pytest.raises(CommandError):
        run(path, "--report", report)

    assert "not a brochure" in json.loads(report.read_text(encoding="utf-8"))["error"]
