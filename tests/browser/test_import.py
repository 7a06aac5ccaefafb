"""The brochure comes in: a publisher looks at how it was read, corrects one line, and sees the plan change."""

from hscp.brochure.reading.reader import read_brochure
from tests.brochure.converting.pdf_files import PdfFile
from tests.brochure.converting.writing import write
from tests.brochure.read_brochures import TEXT
from tests.browser.test_every_page import scrolls_sideways, violations


def test_a_pdf_is_looked_at_page_by_page_and_a_line_corrected(editor):
    pdf = write(read_brochure(TEXT), PdfFile())
    editor.goto("/admin/brochure/importrun/add/")
    editor.set_input_files(
        "input[type=file]", {"name": "lake.pdf", "mimeType": "application/pdf", "buffer": pdf}
    )
    editor.locator("#content-main input[type=submit]").click()
    editor.get_by_role("link", name="How every line of the document was read").click()
    pages = editor.get_by_role("navigation", name="Parts of the document").get_by_role("link")
    for number in range(pages.count()):
        pages.nth(number).click()
        if editor.get_by_role("row").filter(has_text="Harbour Rules").count():
            break

    row = editor.get_by_role("row").filter(has_text="Harbour Rules")
    assert "Resource" in row.inner_text()
    row.get_by_role("combobox").select_option(label="Course: webinar")
    editor.get_by_role("button", name="Read again").click()

    assert editor.get_by_text("read as you said, and the plan was made again").is_visible()
    assert "Corrected: Course" in row.inner_text()
    picture = editor.locator(".account-picture img")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1000
    editor.locator(".account-picture a").first.focus()
    editor.keyboard.press("Enter")
    assert editor.locator("tr:target").count() == 1
    assert violations(editor) == []
    editor.set_viewport_size({"width": 820, "height": 900})
    assert not scrolls_sideways(editor)
    editor.get_by_role("link", name="Back to the plan").click()
    created = editor.get_by_role("table", name="New records").get_by_role("row")
    assert "course" in created.filter(has_text="Harbour Rules").first.inner_text()
    assert editor.problems == []
    editor.locator("input[name=cancel]").click()
