"""No word of a draft reaches the public: by page, list, search, JSON, calendar, sitemap, document or mail."""

import io
import json

import pytest
from django.contrib import admin
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from hscp.brochure.editions.contents import contents_of
from hscp.brochure.editions.current import current_brochure
from hscp.brochure.printing.catalogue import listed
from hscp.brochure.writing.brochure_text import write_brochure
from hscp.editing.drafts.keeping import draft_of
from hscp.editing.drafts.publishing import fingerprint, publish
from hscp.records.rich_text import RichTextField
from hscp.search.index.documents import refresh_all
from tests.admin.pages import address
from tests.editing.test_drafts import drafted, row_of
from tests.factories import (
    make_audience,
    make_brochure,
    make_contact_point,
    make_course,
    make_pathway,
    make_process,
    make_resource,
    make_session,
    make_situation,
    make_term,
    make_theme,
    make_threshold_level,
    make_toolkit,
    make_wording,
    put_in_pack,
)
from tests.site.sitemaps import sitemap_addresses
from tests.site.test_every_page import public_names

pytestmark = pytest.mark.django_db
WORD, NEW_IN_PACK = "Unpublishedword", "A toolkit that only the draft lists"


@pytest.fixture
def records():
    """A live record of each kind, in use."""
    theme = make_theme(introduction="<p>What it is.</p>", key_message="<p>Do this.</p>")
    pathway = make_pathway(urgency="same_day", for_public=True, for_young_people=True)
    make_contact_point(pathway)
    course = make_course()
    make_session(course)
    situation = make_situation()
    situation.pathways.add(pathway)
    records = [theme, make_process(), make_toolkit(), make_resource(), course, pathway, situation]
    for record in records[2:6]:
        put_in_pack(theme, record)
    make_audience()
    wording = make_wording(theme, summary="Czym to jest.", message="Poproś o pomoc.")
    return [
        *records,
        make_term(),
        make_threshold_level(number=1),
        wording,
        make_brochure(edition="2098-2099"),
    ]


def text_fields(record):
    """Return the names of the fields of a record in which an editor writes words of any sort."""
    return [
        field.name
        for field in record._meta.concrete_fields
        if type(field).__name__ in {"CharField", "TextField", "RichTextField", "SlugField"}
        and not field.choices
        and field.name not in {"state", "edition"}
    ]


@pytest.fixture
def drafts(records, person):
    """A draft of each, in which every text has the word; and a toolkit that only the draft of the theme puts in its pack."""
    editor = person("editor")
    for record in records:
        fields = record._meta
        words = {
            name: f"<p>{WORD}</p>" if isinstance(fields.get_field(name), RichTextField) else WORD.lower()
            for name in text_fields(record)
        }
        drafted(record, editor, **{**words, "title": WORD})
    theme, extra = records[0], make_toolkit(title=NEW_IN_PACK)
    drafted(theme, editor, {"themes.themetoolkit:9000": row_of(theme, extra, 9)})
    return records


def answers(client, records):
    """Yield (address, what the public is answered there) for every page, feed and file that takes no choice."""
    paths = {reverse(name) for name in public_names()} | {*sitemap_addresses(client)}
    paths |= {record.get_absolute_url().partition("#")[0] for record in records}
    paths |= {f"{reverse('site:search')}?q={WORD}", f"/api/search?q={WORD}", f"/api/suggest?q={WORD[:6]}"}
    paths |= {f"{reverse('api:search')}?q={WORD}", f"{reverse('api:suggest')}?q={WORD[:6]}"}
    kinds = ("theme", "process", "toolkit", "resource", "course", "pathway")
    paths |= {reverse(f"api:{kind}", args=[each.slug]) for kind, each in zip(kinds, records, strict=False)}
    paths |= {reverse(name, args=[records[5].slug]) for name in ("contacts:api_pathway", "embeds:contact")}
    paths |= {reverse("embeds:toolkits", args=[records[0].slug])}
    for path in sorted(paths):
        if not path.endswith(".pdf"):
            response = client.get(path)
            yield path, b"".join(response).decode(errors="replace")


def documents():
    """Yield (name, content) of everything that is made of the records on paper or as text."""
    for each in listed():
        document = each.document()
        yield document.name, json.dumps(document.data)
    yield "contents", json.dumps(contents_of(current_brochure()))
    yield "text", write_brochure()


def leaks(found):
    """Return the addresses at which the word is said, but for what a reader typed into the search."""
    typed = f"q={WORD}"
    return [
        name
        for name, text in found
        if WORD.lower() in text.lower() and typed not in name and f"={WORD[:6]}" not in name
    ]


def test_no_word_of_a_draft_reaches_the_public(client, drafts, publisher):
    # Staff look at drafts, which must leave nothing in what is kept for readers.
    for record in drafts:
        assert publisher.get(address(record, "draft")).status_code == 200
        if admin.site.get_model_admin(type(record)).page_view is not None:
            assert WORD in publisher.get(address(record, "preview")).text
    refresh_all()

    found = dict([*answers(client, drafts), *documents()])

    assert len(found) > 60
    assert leaks(found.items()) == []
    # What only a draft puts into the pack of a theme.
    assert NEW_IN_PACK not in found[drafts[0].get_absolute_url()]


def test_a_search_finds_nothing_of_a_draft(client, drafts):
    refresh_all()

    results = client.get(reverse("site:search"), {"q": WORD}).context["results"]

    assert results.hits == []


def test_no_mail_says_a_word_of_a_draft(drafts):
    call_command("owners_due", stdout=io.StringIO())

    assert [message.subject for message in mail.outbox if WORD in message.body + message.subject] == []


def test_these_pages_would_show_the_word_if_it_were_published(client, drafts, person):
    """The sweep would prove nothing if it looked where the texts do not stand."""
    by = person("publisher")
    for record in drafts:
        publish(record, by=by, seen=fingerprint(draft_of(record)))
        record.refresh_from_db()
    refresh_all()

    found = leaks([*answers(client, drafts), *documents()])

    assert len(found) > 20
