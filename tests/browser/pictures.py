"""Takes the pictures of docs/editors.md: `make pictures`. No test, so its name keeps it out of the suite.

It works as an editor and a publisher would, on a portal of its own with the starter content, and writes small PNG files.
"""

import io

import pytest
from django.conf import settings
from PIL import Image

from hscp.brochure.reading.reader import read_brochure
from tests.brochure.converting.pdf_files import PdfFile
from tests.brochure.converting.writing import write
from tests.brochure.read_brochures import TEXT
from tests.browser.conftest import PASSWORD

FOLDER = settings.BASE_DIR / "docs" / "images"
MOST_BYTES = 60_000
SIZE = {"width": 1280, "height": 760}
SEARCH = "neglect"
PEOPLE = f"""
from django.contrib.auth.models import Group
from hscp.models import User
for name, first, last, role in (("ada", "Ada", "Lowe", "Editor"), ("priya", "Priya", "Shah", "Publisher")):
    user = User.objects.create_user(name, f"{{name}}@example.org", "{PASSWORD}", first_name=first, last_name=last, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
from resources.models import Toolkit
Toolkit.objects.filter(pk__in=list(Toolkit.objects.order_by("title").values_list("pk", flat=True)[:9])).update(owner=User.objects.get(username="ada"))
"""  # fmt: skip


def keep(page, name, height=SIZE["height"]):
    """Write the first `height` pixels of `page` as docs/images/<name>.png in as few colours as it can be read in."""
    page.set_viewport_size(SIZE | {"height": height})
    whole = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for colours in (128, 64, 32, 16):
        target = io.BytesIO()
        whole.quantize(colours, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)
        if target.tell() <= MOST_BYTES:
            break
    (FOLDER / f"{name}.png").write_bytes(target.getvalue())
    assert target.tell() <= MOST_BYTES, name


def signed_in(browser, site, name):
    """Return a page in which the person `name` has signed in."""
    page = browser.new_context(base_url=site.address, viewport=SIZE).new_page()
    page.goto("/admin/login/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", PASSWORD)
    page.locator("input[type=submit]").click()
    page.wait_for_url("**/admin/")
    # The menu of all kinds, open on a wide window, is on every page: a picture is of what is beside it.
    page.evaluate("localStorage.setItem('django.admin.navSidebarIsOpen', 'false')")
    return page


@pytest.fixture(scope="session")
def people(site):
    site.manage("shell", "-c", PEOPLE)


def test_pictures(browser, site, people):
    editor, publisher = signed_in(browser, site, "ada"), signed_in(browser, site, "priya")

    editor.goto("/admin/resources/toolkit/")
    keep(editor, "editors-list", 600)

    editor.goto(f"/admin/resources/toolkit/?q={SEARCH}")
    editor.locator("#result_list tbody th a").first.click()
    editor.wait_for_url("**/change/**")
    form = editor.url.split("?")[0]
    editor.fill("#id_title", f"{editor.input_value('#id_title')}: with a page for each visit")
    slug = editor.input_value("#id_slug")
    editor.click("[name=_draft]")
    editor.wait_for_load_state("networkidle")
    editor.goto(form)
    keep(editor, "editors-form")
    editor.goto(form.replace("/change/", "/draft/"))
    keep(editor, "editors-comparison")

    editor.goto(form.replace("/change/", "/review/send/"))
    editor.fill("[name=note]", "The partnership added a page for each visit. Is the new title clear?")
    editor.locator("#send_form [type=submit]").click()
    editor.wait_for_load_state("networkidle")
    publisher.goto(form.replace("/change/", "/review/"))
    keep(publisher, "editors-review")

    publisher.goto(form.replace("/change/", "/visibility/"))
    keep(publisher, "editors-take-offline", 1180)
    publisher.goto("/admin/find/?q=neglect")
    keep(publisher, "editors-find")
    publisher.goto("/admin/")
    keep(publisher, "editors-start")
    publisher.goto("/admin/brochure/importrun/add/")
    brochure = write(read_brochure(TEXT), PdfFile())
    chosen = {"name": "lake-safety.pdf", "mimeType": "application/pdf", "buffer": brochure}
    publisher.set_input_files("input[type=file]", chosen)
    publisher.locator("#content-main input[type=submit]").click()
    publisher.wait_for_url("**/change/")
    publisher.goto(publisher.url.replace("/change/", "/account/?part=page-3"))
    publisher.wait_for_load_state("networkidle")
    keep(publisher, "editors-account")

    editor.goto(f"/toolkits/{slug}/")
    editor.locator(".portal-staff").wait_for()
    keep(editor, "editors-bar", 420)
