"""What an editor says of how lines are read: on the page of the account, in the plan, and in later documents."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from PIL import Image

from hscp.brochure.importing import import_runs
from hscp.brochure.importing.applying import Choices, StalePlan
from hscp.brochure.importing.plan_as_data import fingerprint
from hscp.brochure.models import ImportedPdf, ImportRun, LineCorrection
from hscp.brochure.reading.values import Became
from resources.models import Resource, Toolkit
from tests.brochure.converting.pdf_files import PdfFile
from tests.brochure.importing.test_admin import (
    agree,
    plan_page,
    said,
    upload,
)
from tests.brochure.read_brochures import TEXT
from training.models import Course

pytestmark = pytest.mark.django_db
# Two themes with a heading that no brochure had before, and a course among the resources of one.
STRANGE = TEXT.replace(
    "STRATEGY, GUIDANCE & PROCEDURES\n\n- [Harbour Rules](#)\n",
    "BOOKS AND FILMS\n\n- Moby Dick\n- Jaws\n\nSTRATEGY, GUIDANCE & PROCEDURES\n\n- [Harbour Rules](#)\n- Mooring at Night\n",
)


def address(run, part=""):
    return reverse("admin:brochure_importrun_account", args=[run.pk]) + (f"?part={part}" if part else "")


def line_of(run, words, nth=0):
    """Return the number of the line of a run that has these words, the first or the nth after it."""
    found = [number for number, text in enumerate(run.text.split("\n"), start=1) if words in text]
    return found[nth]


def shown(client, run, part=""):
    """Return what the form of a part holds when it is opened."""
    rows = client.get(address(run, part)).context["rows"]
    return {f"initial-line-{line.number}": line.reading for line, *_ in rows}


def correct(client, run, corrections, part="", opened=None):
    """Choose readings in a part, on a page that was opened just now, or as `opened` has it."""
    data = shown(client, run, part) if opened is None else opened
    chosen = {name.removeprefix("initial-"): value for name, value in data.items()}
    chosen |= {f"line-{number}": code for number, code in corrections.items()}
    return client.post(address(run, part), data | chosen, follow=True)


def account(run):
    run.refresh_from_db()
    return {line.number: line for line in import_runs.document_of(run).account}


@pytest.fixture
def run(publisher):
    upload(publisher, STRANGE)
    return ImportRun.objects.get()


def test_the_plan_names_a_heading_that_is_not_known_once_with_its_lines(publisher, run):
    page = publisher.get(plan_page(run))

    lines = [line_of(run, "BOOKS AND FILMS"), line_of(run, "BOOKS AND FILMS", 1)]
    assert run.plan["unknown_headings"] == [{"text": "BOOKS AND FILMS", "lines": lines}]
    assert f"(lines {lines[0]}, {lines[1]})" in page.text
    assert f'href="{address(run, "unplaced")}"' in page.text


def test_a_heading_is_said_once_and_read_in_every_theme(publisher, run):
    number = line_of(run, "BOOKS AND FILMS")

    response = correct(publisher, run, {number: "section"}, "unplaced")

    assert said(response)[0].startswith("2 lines are read as you said")
    run.refresh_from_db()
    assert run.plan["unknown_headings"] == run.plan["unplaced"] == []
    assert {"Moby Dick", "Jaws", "BOOKS AND FILMS"} <= {each["title"] for each in run.plan["created"]}
    agree(publisher, run)
    group = Resource.objects.get(title="BOOKS AND FILMS")
    assert sorted(Resource.objects.filter(collection=group).values_list("title", flat=True)) == [
        "Jaws",
        "Moby Dick",
    ]


def test_a_record_is_corrected_only_in_its_place(publisher, run):
    number = line_of(run, "Mooring at Night")

    correct(publisher, run, {number: "course-webinar"}, "theme-1")

    other = line_of(run, "Mooring at Night", 1)
    assert account(run)[number].became == Became.COURSE
    assert account(run)[other].became == Became.RESOURCE
    agree(publisher, run)
    assert Course.objects.filter(title="Mooring at Night", format="webinar").exists()


def test_a_later_document_is_read_as_the_earlier_was_corrected(publisher, run):
    correct(publisher, run, {line_of(run, "BOOKS AND FILMS"): "heading-professionals"}, "unplaced")
    correct(publisher, run, {line_of(run, "Mooring at Night"): "course-video"}, "theme-1")

    later = STRANGE.replace("A boat needs a captain.", "A boat needs a captain.\n\nAnd a crew.")
    upload(publisher, later, "later.md")

    again = ImportRun.objects.latest("pk")
    became = account(again)
    assert became[line_of(again, "Mooring at Night")].became == Became.COURSE
    assert became[line_of(again, "Jaws", 1)].became == Became.TOOLKIT
    assert again.plan["notices"][0] == "3 lines are read as an editor said."


def test_the_command_reads_as_editors_said(publisher, run, tmp_path):
    correct(publisher, run, {line_of(run, "BOOKS AND FILMS"): "heading-professionals"}, "unplaced")
    path = tmp_path / "later.md"
    path.write_text(STRANGE)

    call_command("import_brochure", str(path), stdout=io.StringIO())

    assert Toolkit.objects.filter(title="Jaws").exists()


def test_a_correction_is_taken_back_and_forgotten(publisher, run):
    number = line_of(run, "BOOKS AND FILMS")
    correct(publisher, run, {number: "section"}, "unplaced")

    correct(publisher, run, {number: ""}, "theme-1")

    assert account(run)[number].became == Became.UNPLACED
    assert account(run)[line_of(run, "BOOKS AND FILMS", 1)].reading == ""
    assert not LineCorrection.objects.exists()


def test_a_correction_is_changed(publisher, run):
    number = line_of(run, "BOOKS AND FILMS")
    correct(publisher, run, {number: "section"}, "unplaced")
    correct(publisher, run, {number: "heading-case_studies"}, "theme-1")

    assert account(run)[line_of(run, "Jaws", 1)].became == Became.RESOURCE
    assert list(LineCorrection.objects.values_list("reading", flat=True)) == ["heading-case_studies"]


def test_pages_with_nothing_chosen_change_nothing(publisher, run):
    plan = run.plan

    response = correct(publisher, run, {}, "theme-1")

    run.refresh_from_db()
    assert said(response) == ["Nothing was corrected."]
    assert (run.plan, LineCorrection.objects.exists()) == (plan, False)


def test_what_is_not_offered_is_refused_and_what_was_chosen_stays(publisher, run):
    first, second = line_of(run, "Moby Dick"), line_of(run, "Jaws")

    page = correct(publisher, run, {first: "toolkit-professionals", second: "junk"}, "unplaced")

    assert page.context["form"].errors == {f"line-{second}": ["Choose one of the readings that are offered."]}
    assert page.context["form"][f"line-{first}"].value() == "toolkit-professionals"
    assert not LineCorrection.objects.exists()


def test_corrections_that_leave_no_brochure_are_refused(publisher):
    upload(publisher, "# Boats\n\n## Training\n\n- Knots\n\n## Case studies\n\n- Ann\n\n# Ice\n\nCold.\n")
    run = ImportRun.objects.get()
    numbers = {line_of(run, words): "nothing" for words in ("# Boats", "## Training", "## Case", "# Ice")}

    response = correct(publisher, run, numbers, "theme-1")
    for part in ("theme-2", "theme-0"):
        response = correct(publisher, run, numbers, part)

    assert any("not a brochure" in each for each in said(response)) or account(run)


def test_a_decided_import_and_a_text_of_our_own_are_only_looked_at(publisher, run):
    agree(publisher, run)
    number = line_of(run, "BOOKS AND FILMS")

    page = publisher.get(address(run, "unplaced"))
    answer = publisher.post(address(run, "unplaced"), {f"line-{number}": "section"}, follow=True)

    assert ("<select" in page.text, said(answer)) == (
        False,
        ["This import was applied already. Nothing was changed."],
    )
    upload(
        publisher, "<!-- Written by the portal. -->\n# Lakes 2031\n\n# Boats\n\n## Case studies\n\n- Ann\n"
    )
    own = ImportRun.objects.latest("pk")
    assert "This site wrote the document" in publisher.get(address(own)).text


def test_the_account_shows_every_line_once_by_theme(publisher, run):
    page = publisher.get(address(run, "theme-2"))

    parts = page.context["parts"]
    assert [part.label for part in parts] == ["Lines not placed", "Front pages", "BOATS", "ICE"]
    shown = sorted(line.number for part in parts[1:] for line in part.lines)
    assert shown == [number for number, text in enumerate(run.text.split("\n"), 1) if text.strip()]
    assert [line.text for line, *_ in page.context["rows"]][:2] == ["ICE", "Ice can break."]


def test_the_account_opens_at_what_is_to_be_settled(publisher, run):
    assert publisher.get(address(run)).context["part"].key == "unplaced"
    assert publisher.get(address(run, "junk")).context["part"].key == "unplaced"


def test_a_very_long_part_is_shown_in_pieces(publisher):
    upload(publisher, TEXT.replace("- [Anchors](#)", "\n".join(f"- Anchor {n}" for n in range(200))))
    run = ImportRun.objects.get()

    parts = publisher.get(address(run)).context["parts"]
    page = publisher.get(address(run, "theme-1-2"))

    assert [(part.label, len(part.lines)) for part in parts][1:3] == [("BOATS", 150), ("BOATS (2)", 67)]
    assert page.context["part"].label == "BOATS (2)"
    correct(publisher, run, {line_of(run, "Anchor 199"): "nothing"}, "theme-1-2")
    assert account(run)[line_of(run, "Anchor 199")].became == Became.LEFT_OUT


def test_what_a_colleague_has_said_meanwhile_stays(publisher, run):
    heading, mooring = line_of(run, "BOOKS AND FILMS"), line_of(run, "Mooring at Night")
    opened = shown(publisher, run, "theme-1")
    correct(publisher, run, {heading: "section"}, "theme-1")

    correct(publisher, run, {mooring: "course-video"}, "theme-1", opened=opened)

    assert account(run)[heading].reading == "section"
    assert account(run)[mooring].reading == "course-video"
    assert LineCorrection.objects.count() == 2


def test_what_is_said_last_counts_for_later_documents(publisher, run):
    number = line_of(run, "BOOKS AND FILMS")
    correct(publisher, run, {number: "resource-additional"}, "theme-1")
    correct(publisher, run, {number: "heading-case_studies"}, "theme-1")

    upload(publisher, STRANGE, "later.md")

    again = ImportRun.objects.latest("pk")
    assert account(again)[number].reading == "heading-case_studies"
    correct(publisher, again, {number: ""}, "theme-1")
    assert not LineCorrection.objects.exists()


def test_a_plan_that_nobody_has_seen_is_not_applied(publisher, run):
    seen = fingerprint(run.plan)
    correct(publisher, run, {line_of(run, "BOOKS AND FILMS"): "section"}, "unplaced")

    with pytest.raises(StalePlan):
        import_runs.apply_run(
            run_id=run.pk, agreed=seen, by=publisher.person, state="draft", choices=Choices()
        )

    assert Resource.objects.count() == 0


def test_a_page_of_toolkits_takes_no_corrections(publisher):
    upload(publisher, "# Toolkits\n\n## Toolkits for professionals\n\n- Ropes\n- Knots\n")
    run = ImportRun.objects.get()

    assert "<select" not in publisher.get(address(run)).text


@pytest.fixture
def pdf(publisher):
    from hscp.brochure.reading.reader import read_brochure
    from tests.brochure.converting.writing import write

    content = write(read_brochure(STRANGE), PdfFile())
    publisher.post(reverse("admin:brochure_importrun_add"), {"file": SimpleUploadedFile("b.pdf", content)})
    return ImportRun.objects.get()


def test_a_pdf_is_shown_by_page_with_boxes_on_its_picture(publisher, pdf):
    pages = [part for part in publisher.get(address(pdf)).context["parts"] if part.key != "unplaced"]
    part = next(part for part in pages if any("Anchors" in line.text for line in part.lines))
    page = publisher.get(address(pdf, part.key))

    anchors = next(line for line in part.lines if "Anchors" in line.text)
    box = next(box for box in page.context["boxes"] if box.number == anchors.number)
    picture = publisher.get(reverse("admin:brochure_importrun_pdf_page", args=[pdf.pk, part.page]))
    image = Image.open(io.BytesIO(picture.content)).convert("L")
    across, down = image.width / 1000, image.height / 1000
    inside = image.crop(
        (
            round(box.left * across),
            round(box.top * down),
            round((box.left + box.width) * across),
            round((box.top + box.height) * down),
        )
    )
    assert picture["Content-Type"] == "image/png"
    assert box.kind == "record"
    # There is ink in the box of a line, and none in the margin beside the page's text.
    assert inside.getextrema()[0] < 100
    assert image.crop((0, 0, round(20 * across), image.height)).getextrema()[0] > 200


def test_pages_that_are_not_there_are_not_found(publisher, pdf):
    for page in (0, 99):
        where = reverse("admin:brochure_importrun_pdf_page", args=[pdf.pk, page])
        assert publisher.get(where).status_code == 404


def test_only_the_newest_pdfs_are_kept(publisher, pdf, monkeypatch):
    monkeypatch.setattr(import_runs, "PDFS_KEPT", 1)
    content = bytes(ImportedPdf.objects.get().content)

    publisher.post(reverse("admin:brochure_importrun_add"), {"file": SimpleUploadedFile("c.pdf", content)})

    newest = ImportRun.objects.latest("pk")
    assert [each.run for each in ImportedPdf.objects.all()] == [newest] != [pdf]
    # The account of the older is still there, by theme.
    assert publisher.get(address(pdf, "theme-1")).context["part"].page == 0
