"""The editors' pages in a real browser: they pass axe, keep to their policy, and work by mouse and by keyboard."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_every_page import scrolls_sideways

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
LISTS = [
    "themes/theme",
    "themes/process",
    "themes/term",
    "themes/audience",
    "resources/toolkit",
    "resources/resource",
    "resources/publisher",
    "contacts/pathway",
    "contacts/thresholdlevel",
    "training/course",
    "hscp/user",
    "auth/group",
]


def faults(page):
    """Return what axe finds on the page as it is now, one short line for each kind of problem.

    The bar of buttons is set below the form: axe counts what it covers while it floats as a target too close to it.
    """
    page.evaluate(
        "document.querySelectorAll('.submit-row').forEach(row => { row.style.position = 'static' })"
    )
    found = Axe().run(page, options=WCAG).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:150]}" for fault in found]


def look(page, address):
    """Open a page; return what is wrong with it. Console errors are read first: axe itself breaks the policy."""
    page.problems.clear()
    response = page.goto(address)
    page.wait_for_load_state("networkidle")
    wrong = list(page.problems)
    if response.status != 200:
        wrong.append(f"answered {response.status}")
    if (headings := page.locator("h1").count()) != 1:
        wrong.append(f"{headings} main headings")
    if scrolls_sideways(page):
        wrong.append("wider than the window")
    return [f"{address} {each}" for each in [*wrong, *faults(page)]]


@pytest.mark.parametrize("width", [360, 1280])
def test_every_list_and_form_is_sound(editor, width):
    editor.set_viewport_size({"width": width, "height": 900})
    wrong = look(editor, "/admin/")
    for name in LISTS:
        wrong += look(editor, f"/admin/{name}/")
        link = editor.locator("#result_list tbody th a").first
        wrong += look(editor, link.get_attribute("href")) if link.count() else [f"{name} has no record"]
        if name not in {"auth/group"}:
            wrong += look(editor, f"/admin/{name}/add/")

    assert wrong == []


def test_the_pages_around_a_record_are_sound(editor):
    editor.goto("/admin/themes/theme/")
    change = editor.locator("#result_list tbody th a").first.get_attribute("href").split("?")[0]
    base = change.removesuffix("change/")
    editor.goto(change)
    editor.fill("input[name=short_title]", "Shown in lists")
    editor.locator("input[name=_look]").click()
    wrong = look(editor, base + "draft/")
    editor.goto(base + "draft/")
    editor.locator("button[name=publish]").click()
    for page in ("history/", "delete/", "preview/"):
        wrong += look(editor, base + page)
    editor.goto(base + "history/")
    for link in ("What changed", "Bring back"):
        editor.goto(base + "history/")
        found = editor.get_by_role("link", name=re.compile(link)).first
        wrong += look(editor, found.get_attribute("href"))
    wrong += look(editor, "/admin/themes/theme/recover/")

    assert wrong == []


def test_the_page_of_ones_own_sessions_is_sound(editor):
    assert look(editor, "/admin/sessions/") == []


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/password_reset/", "/admin/reset/MQ/none/"])
def test_the_pages_before_signing_in_are_sound(page, address):
    page.problems = page.watched.problems

    assert look(page, address) == []


def test_a_row_is_dragged_to_its_place_and_stays_there(editor):
    editor.goto("/admin/themes/theme/?q=neglect")
    editor.locator("#result_list tbody th a").first.click()
    rows = editor.locator("#themetoolkit_set-group tr.has_original")
    rows.nth(2).wait_for()
    names = [row.locator("option[selected]").inner_text() for row in rows.all()]
    start, end = (rows.nth(n).locator(".admin-handle") for n in (0, 2))
    start.scroll_into_view_if_needed()
    at, to = start.bounding_box(), end.bounding_box()
    editor.mouse.move(at["x"] + 8, at["y"] + 8)
    editor.mouse.down()
    editor.mouse.move(to["x"] + 8, to["y"] + 4, steps=15)
    editor.mouse.move(to["x"] + 8, to["y"] + 14, steps=5)
    editor.wait_for_timeout(300)
    editor.mouse.up()
    editor.locator("input[name=_draft]").click()
    editor.wait_for_load_state("networkidle")

    after = [row.locator("option[selected]").inner_text() for row in rows.all()]
    assert after == [names[1], names[2], names[0], *names[3:]]
    assert editor.problems == []


def test_what_scripts_build_has_a_name(editor):
    editor.goto("/admin/themes/theme/add/")
    editor.wait_for_load_state("networkidle")
    editor.locator("#themecourse_set-group .add-row a").click()

    assert editor.get_by_role("textbox", name="Introduction").is_visible()
    assert editor.get_by_role("combobox", name=re.compile("^Lead toolkit")).is_visible()
    # The row was added after the page had loaded.
    assert (
        editor.locator("#themecourse_set-0").get_by_role("combobox", name=re.compile("^Course")).is_visible()
    )


@pytest.mark.parametrize("width", [320, 820, 1366])
def test_the_pages_of_a_spreadsheet_are_sound(editor, width):
    editor.set_viewport_size({"width": width, "height": 900})
    wrong = look(editor, "/admin/themes/term/spreadsheet/")
    editor.locator("summary").first.click()
    rows = b"ID,Title,Explanation,Colour\n,A word,What it means,red\n9999,Another,,\n"
    editor.set_input_files("input[name=file]", {"name": "terms.csv", "mimeType": "text/csv", "buffer": rows})
    editor.get_by_role("button", name="Show the plan").click()
    editor.wait_for_selector("#refused")

    assert [*wrong, *faults(editor)] == []
    assert editor.locator("#created").count() == 1


@pytest.mark.parametrize("width", [820, 1366])
def test_no_list_scrolls_sideways_on_a_tablet_or_a_laptop(editor, width):
    editor.set_viewport_size({"width": width, "height": 900})
    wide = []
    for name in [*LISTS, "themes/situation", "contacts/finderquestion", "training/session", "links/link"]:
        editor.goto(f"/admin/{name}/")
        results = editor.locator("#changelist .results").first
        if scrolls_sideways(editor) or results.evaluate("box => box.scrollWidth > box.clientWidth"):
            wide.append(name)
        folded = editor.locator(".admin-filters:not([open])").count()
        if editor.locator(".admin-filters").count() and bool(folded) != (width < 1024):
            wide.append(f"{name}: the filters are {'folded' if folded else 'open'}")

    assert wide == []


def test_the_buttons_that_save_stay_above_the_tools_of_a_text(editor):
    editor.set_viewport_size({"width": 820, "height": 700})
    editor.goto("/admin/languages/wording/add/?english_page=/toolkits/neglect/")
    editor.locator(".prose-menubar").first.wait_for()

    covered = editor.evaluate(
        """async () => {
            const bar = document.querySelector('.submit-row'), tools = document.querySelector('.prose-menubar');
            scrollBy(0, tools.getBoundingClientRect().top - bar.getBoundingClientRect().top);
            await new Promise(requestAnimationFrame);
            const one = tools.getBoundingClientRect(), other = bar.getBoundingClientRect();
            if (one.bottom <= other.top || one.top >= other.bottom) return ['they do not meet'];
            return [...bar.querySelectorAll('[type=submit]')].filter(button => {
                const box = button.getBoundingClientRect();
                return [box.left + 4, box.right - 4].some(x => [box.top + 4, box.bottom - 4].some(y => !button.contains(document.elementFromPoint(x, y))));
            }).map(button => button.value);
        }"""
    )

    assert covered == []


@pytest.mark.parametrize("path", ["/admin/languages/wording/add/", "/admin/themes/theme/add/"])
def test_no_field_runs_out_of_its_form_on_a_tablet(editor, path):
    editor.set_viewport_size({"width": 820, "height": 1000})
    editor.goto(path)
    editor.wait_for_load_state("networkidle")

    outside = editor.evaluate(
        """() => [...document.querySelectorAll('.form-row :is(input, select, textarea, .select2-container, .tiptap)')]
            .filter(field => field.checkVisibility() && !field.closest('.tabular, .collapsed') && !field.matches('.select2-hidden-accessible')
                && field.getBoundingClientRect().right > document.querySelector('#content-main').getBoundingClientRect().right + 1)
            .map(field => field.outerHTML.slice(0, 100))"""
    )

    assert outside == []


def test_the_ring_around_a_field_leaves_its_explanation_legible(editor):
    editor.goto("/admin/languages/language/add/")
    editor.locator("#id_code").focus()

    between = editor.evaluate(
        """() => {
            const field = document.activeElement, words = document.createRange();
            words.selectNodeContents(document.getElementById(field.getAttribute('aria-describedby')));
            return words.getBoundingClientRect().top - field.getBoundingClientRect().bottom;
        }"""
    )

    assert between >= 5
