"""Another site frames a contact and loads the script, under a policy of its own that allows nothing it does not need."""

import pytest

from tests.browser.other_site import code_of, other_site
from tests.browser.test_every_page import scrolls_sideways, violations

CONTACT = "hampshire-camhs"


@pytest.fixture
def elsewhere(site):
    """The address of another site, with the code of the contact's page in it as it was copied."""
    page = f"{site.address}/contacts/{CONTACT}/"
    with other_site(site.address, code_of(page, "embed-frame"), code_of(page, "embed-numbers")) as address:
        yield address


@pytest.fixture
def school(browser, elsewhere):
    """A window on the page of the other site; `problems` lists what its policy or the browser refused."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    window = context.new_page()
    window.problems = []
    window.on("console", lambda message: message.type == "error" and window.problems.append(message.text))
    window.goto(elsewhere)
    yield window
    context.close()


def test_another_site_frames_a_contact_and_fills_in_its_numbers(school):
    frame = school.frame_locator("iframe")

    frame.get_by_role("heading", name="Hampshire CAMHS").wait_for()
    school.locator(".portal-embed-number").first.wait_for()

    numbers = school.locator("[data-portal-contact] li").all_inner_texts()
    assert numbers == [
        "CAMHS consultation line 0300 304 0050 Monday to Friday, 9am to 2pm. Closed on bank holidays in England."
    ]
    assert (
        school.locator(".portal-embed-checked").inner_text() == "Not every number here has been checked yet."
    )
    assert school.locator(".portal-embed-number").get_attribute("href") == "tel:+443003040050"
    # The link stays above what is filled in.
    assert school.locator("[data-portal-contact] > a").inner_text() == "Hampshire CAMHS"
    assert frame.locator('a[href="tel:03003040050"]').is_visible()
    assert (school.problems, school.context.cookies()) == ([], [])


def test_a_frame_becomes_as_high_as_what_it_shows(school):
    iframe = school.locator("iframe")

    def height_after(before):
        # The page's own policy lets nobody wait by a script of theirs.
        for _ in range(100):
            if (height := iframe.get_attribute("height")) != before:
                break
            school.wait_for_timeout(50)
        return height

    wide = height_after("380")
    school.set_viewport_size({"width": 400, "height": 900})
    narrow = height_after(wide)

    assert int(narrow) > int(wide) > 380
    assert not school.frames[1].evaluate("document.documentElement.scrollHeight > window.innerHeight + 1")


def test_a_link_in_a_frame_leaves_the_other_site(school, site):
    school.frame_locator("iframe").get_by_role("link", name="Hampshire CAMHS", exact=True).click()
    school.wait_for_url(f"{site.address}/contacts/{CONTACT}/")


def test_a_page_of_the_site_itself_is_not_framed(school, site):
    school.evaluate(
        "address => { document.querySelector('iframe').src = address }", f"{site.address}/contacts/{CONTACT}/"
    )
    school.wait_for_timeout(500)

    assert "Hampshire CAMHS" not in school.frames[1].content()
    assert any("frame" in problem.lower() for problem in school.problems)


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("path", [f"contacts/{CONTACT}/", "dates/", "themes/neglect/toolkits/"])
def test_an_embed_is_accessible_in_both_colours_and_fits_a_narrow_column(page, path, colours):
    page.set_viewport_size({"width": 280, "height": 500})
    page.goto(f"/embed/{path}?colours={colours}")

    assert (violations(page), scrolls_sideways(page), page.watched.problems) == ([], False, [])
