"""Every address of the sitemap, with the starter content, in a reader's browser."""

import re
from collections import defaultdict
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.looks import faults_of_looks

WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# Of each kind, axe reads as many pages.
LOOKED_AT = 3
WIDTHS = {"phone": 360, "tablet": 768, "desk": 1280}
# A stylesheet's `display` outweighs what browsers do with the attribute; within a closed fold too.
SHOWN_THOUGH_HIDDEN = """
    [...document.querySelectorAll("[hidden]:not([hidden=until-found])")]
        .filter((each) => getComputedStyle(each).display !== "none").map((each) => each.outerHTML)
"""
ONE_OF_EACH_KIND = [
    "/",
    "/themes/",
    "/themes/domestic-abuse/",
    "/processes/",
    "/toolkits/",
    "/toolkits/?audience=parents_and_carers&q=abuse",
    "/resources/",
    "/resources/?q=nothing-has-this-word",
    "/training/",
    "/contacts/",
    "/report-a-concern/",
    "/contacts/sheet/",
    "/contacts/sheet/?contact=hampshire-camhs",
    "/thresholds/",
    "/glossary/",
    "/brochure/",
    "/search/",
    "/search/?q=neglect",
    "/professionals/",
    "/parents-and-carers/",
    "/children-and-young-people/",
    "/accessibility/",
    "/hide-your-visit/",
    "/offline/",
    "/keep-on-this-phone/",
    "/privacy/",
    "/cookies/",
    "/no-such-page/",
]


def violations(page):
    """Return what axe finds on the page as it is now, one short line for each kind of problem."""
    found = Axe().run(page, options=WCAG).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:150]}" for fault in found]


def scrolls_sideways(page):
    """Return whether the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def sitemap(site):
    return [address for part in _listed(f"{site.address}/sitemap.xml") for address in _listed(part)]


def _listed(address):
    with urlopen(address) as response:  # noqa: S310  (our own server)
        return re.findall(r"<loc>(.*?)</loc>", response.read().decode())


def kind_of(address):
    """Return what pages of one kind share: where they stand in the tree, without their own name."""
    room, *rest = address.split("/")[3:]
    return (room, rest[0] if len(rest) > 2 else "", len(rest))


def test_every_address_of_the_sitemap_is_sound(page, site):
    addresses = sitemap(site)
    faults = []
    kinds = defaultdict(list)
    for address in addresses:
        response = page.goto(address)
        if response.status != 200:
            faults.append(f"{address} answered {response.status}")
        if (headings := page.locator("h1").count()) != 1:
            faults.append(f"{address} has {headings} main headings")
        faults += [f"{address} shows {element}" for element in page.evaluate(SHOWN_THOUGH_HIDDEN)]
        kinds[kind_of(address)].append((len(response.body()), address))
    # Pages of one kind share a template: those that say most have all that the others have.
    for pages in kinds.values():
        longest = [address for _, address in sorted(pages, reverse=True)[:LOOKED_AT]]
        for address in longest:
            page.goto(address)
            faults += [f"{address} {violation}" for violation in violations(page)]
        page.goto(longest[0])
        faults += [f"{longest[0]} {fault}" for fault in faults_of_looks(page)]

    assert faults == []
    assert len(addresses) > 300
    assert page.watched.problems == []
    assert page.context.cookies() == []


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_each_kind_of_page_is_accessible_at_each_width(page, width):
    faults = []
    for path in ONE_OF_EACH_KIND:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(path)
        faults += [f"{path} {violation}" for violation in violations(page)]
        faults += [f"{path} {fault}" for fault in faults_of_looks(page)]
        # 1280 px at 400 % is a window of 320 px (WCAG 1.4.10).
        page.set_viewport_size({"width": 320, "height": 256})
        if width == WIDTHS["phone"] and scrolls_sideways(page):
            faults.append(f"{path} scrolls sideways at 320 px")

    assert faults == []


def test_pages_work_with_scripts_off(browser, site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    page = context.new_page()

    page.goto("/toolkits/")
    before = page.locator("main").inner_text()
    page.goto("/toolkits/?audience=parents_and_carers")
    after = page.locator("main").inner_text()

    assert "Radicalisation" in after
    assert "Modern Slavery" in before
    assert "Modern Slavery" not in after
    context.close()


def test_what_only_a_script_can_work_is_not_shown_without_one(browser, site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    page = context.new_page()
    shown = []

    for path in [*ONE_OF_EACH_KIND, "/a-child-has-told-me/", "/contacts/hampshire-camhs/"]:
        page.goto(path)
        shown += [(path, element) for element in page.evaluate(SHOWN_THOUGH_HIDDEN)]

    context.close()
    assert shown == []
