"""A web officer's walk: from the foot of the home page to contacts, dates and news of the portal on a site of their own."""

import importlib
import re
import time
from urllib.request import urlopen

import feedparser

from tests.api.generated_client import generated_client
from tests.browser.other_site import code_of, other_site

CONTACT = "hampshire-camhs"
NUMBER = "0300 304 0050"
# An editor says of the contact when to use it in other words, and later in the old ones again.
REWORDED = """
from contacts.models import Pathway
from hscp.records.saving import content_change
pathway = Pathway.objects.get(slug={slug!r})
print(pathway.purpose)
pathway.purpose = {purpose!r}
with content_change() as change:
    change.save(pathway)
"""


def reword(site, purpose):
    """Let an editor write `purpose` for the contact, and return what was there before."""
    return site.manage("shell", "-c", REWORDED.format(slug=CONTACT, purpose=purpose)).splitlines()[-1]


def next_of(feed, etag):
    """Return the feed as soon as it is another than that of `etag`: a busy site shows what it has and makes it again behind."""
    for _ in range(20):
        news = feedparser.parse(feed, etag=etag)
        if news.status != 304:
            break
        time.sleep(0.5)
    return news


def test_a_web_officer_finds_all_they_need_from_the_foot_of_the_home_page(page, browser, site, tmp_path):
    page.goto("/")
    page.locator("footer").get_by_role("link", name="Developers", exact=True).click()
    assert page.url == f"{site.address}/developers/"

    # Follow a feed, as a feed reader does: only what is new is sent, and said to be so.
    page.get_by_role("link", name="/updates/feed/", exact=True).click()
    feed = page.url
    first = feedparser.parse(feed)
    assert (first.bozo, first.version, first.status) == (False, "atom10", 200)
    assert feedparser.parse(feed, etag=first.etag).status == 304
    before = reword(
        site,
        "Help with feelings and behaviour that do not get better by themselves, from a team of several trades.",
    )
    try:
        news = next_of(feed, first.etag)
    finally:
        reword(site, before)
    known = {entry.id for entry in first.entries}
    [entry] = [entry for entry in news.entries if entry.id not in known]
    assert (news.status, entry.title) == (200, "Hampshire CAMHS: reworded")
    with urlopen(entry.link) as answer:  # noqa: S310 (our own server)
        assert answer.url == f"{site.address}/contacts/{CONTACT}/"

    # The next dates, by a client that a generator makes of the OpenAPI document in which it finds no fault.
    page.goto("/developers/")
    page.get_by_role("link", name="/api/v1/", exact=True).click()
    page.get_by_role("link", name="openapi.json").click()
    with urlopen(page.url) as answer:  # noqa: S310 (our own server)
        document = answer.read()
    page.goto("/training/dates/")
    shown = [link.get_attribute("href") for link in page.locator(".portal-session-card h3 a").all()]
    with generated_client(document, tmp_path) as made, made.Client(base_url=site.address) as client:
        dates = importlib.import_module("made_client.api.sessions.list_sessions").sync(
            client=client, per_page=5
        )
    assert [each.url for each in dates.results] == [f"{site.address}{path}" for path in shown[:5]]
    assert len(dates.results) == 5

    # A contact in a frame of another site: the number is to be seen there, and on no page that is not made to be framed.
    page.goto(f"/contacts/{CONTACT}/")
    frame_code = code_of(page.url, "embed-frame")
    [address] = re.findall(r'src="([^"]+)"', frame_code)
    refused_code = frame_code.replace(address, page.url)
    assert refused_code != frame_code
    with other_site(site.address, frame_code, refused_code) as school:
        window = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        problems = []
        window.on("console", lambda message: message.type == "error" and problems.append(message.text))
        window.goto(school)
        framed, refused = window.locator("iframe").all()
        number = framed.content_frame.get_by_role("link", name=NUMBER)
        number.wait_for()
        assert number.get_attribute("href") == f"tel:{NUMBER.replace(' ', '')}"
        assert number.bounding_box()["width"] > 0
        assert NUMBER not in refused.content_frame.locator("body").inner_text()
        assert [each for each in problems if "frame-ancestors" in each or "X-Frame-Options" in each] != []
        assert window.context.cookies() == []
        window.context.close()
    assert [each for each in page.watched.problems if "other host" in each] == []
