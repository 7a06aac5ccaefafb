"""No text that somebody stored is markup on any page (T35): every text field of every model, with all payloads, behind any form.

The texts are written into the tables themselves, so that what a form or a save would clean is still there: pages must not
rely on it. What is cleaned on the way in is asserted apart.
"""

import re
from contextlib import suppress

import pytest
from django.apps import apps
from django.core import mail
from django.db import DatabaseError, connection, models, transaction

from hscp.brochure.models import ImportRun
from hscp.brochure.printing.catalogue import listed
from hscp.records.rich_text.cleaning import TAGS
from hscp.records.rich_text.field import RichTextField
from hscp.search.index.documents import refresh_all
from tests.admin.test_access import addresses
from tests.factories import (
    make_booking,
    make_brochure,
    make_contact_point,
    make_course,
    make_pathway,
    make_process,
    make_process_section,
    make_resource,
    make_session,
    make_situation,
    make_term,
    make_theme,
    make_threshold_level,
    make_toolkit,
    put_in_pack,
)
from tests.security.sweeps.markup import CANARY, PAYLOADS, hostile, what_runs
from tests.site.sitemaps import sitemap_addresses
from training.mail.delivery import send_due
from training.models import Message

pytestmark = pytest.mark.django_db
# Of a text without a limit. The next field takes the payloads after these.
LONGEST = 1000
# Pages that show what another one shows, by the same template, or nothing of a record.
SAME_AS_ANOTHER = re.compile(
    r"/(add|recover|export|empty|csv|spreadsheet|visibility|edit-list|keeping|draft|send|history/\d+)/|/\d+/$"
)
OURS = ("hscp", "brochure", "search", "links", "editing", "themes", "resources", "contacts", "training")
# Codes, hashes and addresses: nobody types them, or they are checked as what they are.
NO_WORDS = re.compile(
    r"password|username|digest|sha256|seal|.*_hash|key|.*_key|once|etag|epoch|token|version|qualifier|reading|was|field|what|kind|"
    r".*_path|upload|preview|certificate|reminder_days|edition|.*address|.*link|last_modified|means|needs|source_id|slug|calendar.*"
)


def text_fields(model):
    """Return the fields of `model` in which people's words stand."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.get_internal_type() in ("CharField", "TextField")
        and not isinstance(field, models.EmailField | models.SlugField | models.FileField)
        and not field.choices
        and not NO_WORDS.fullmatch(field.name)
        # A document that is read anew on each page, and has been read before it was kept.
        and field != ImportRun._meta.get_field("text")
    ]


def poison(clean=False, text=None):
    """Write payloads into every such field of every row, past all that would clean them. Return how many fields took them.

    With `clean`, rich texts are what the field itself would have stored of them. `text` is written instead of payloads.
    """
    written = 0
    for model in apps.get_models():
        if model._meta.app_label not in OURS:
            continue
        fields = text_fields(model)
        for pk in model._base_manager.values_list("pk", flat=True) if fields else ():
            try:
                _write(model, pk, fields, clean, text)
                written += len(fields)
            except DatabaseError:
                # A rule of the table keeps some of them empty: each is tried alone.
                for field in fields:
                    with suppress(DatabaseError):
                        _write(model, pk, [field], clean, text)
                        written += 1
    return written


@transaction.atomic
def _write(model, pk, fields, clean, text):
    quote = connection.ops.quote_name
    values = [text or hostile(field.max_length or LONGEST).replace("\0", "") for field in fields]
    if clean:
        values = [
            field.get_prep_value(value) if isinstance(field, RichTextField) else value
            for field, value in zip(fields, values, strict=True)
        ]
    columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    where = f"WHERE {quote(model._meta.pk.column)} = %s"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {quote(model._meta.db_table)} SET {columns} {where}", [*values, pk])  # noqa: S608


@pytest.fixture
def content():
    """One of each live record, in use, with a booking."""
    theme = make_theme(order=1)
    pathway = make_pathway(urgency="emergency", when_to_use="<p>Now.</p>", for_young_people=True)
    make_contact_point(pathway)
    course = make_course(aims="<p>Aims.</p>")
    session = make_session(course, information="<p>Bring a pen.</p>")
    for record in (
        make_toolkit(link="https://example.org/a"),
        make_resource(summary="Words"),
        course,
        pathway,
    ):
        put_in_pack(theme, record)
    process = make_process()
    process.themes.add(theme)
    make_process_section(process)
    make_situation(advice="<p>Do this.</p>").themes.add(theme)
    make_term()
    make_threshold_level(number=1)
    make_brochure()
    make_booking(session)
    refresh_all()
    return session


def running(client, paths):
    """Return {path: what would run} of the pages at `paths`, and how many pages there were. Other answers are no pages."""
    found, pages = {}, 0
    for path in paths:
        response = client.get(path)
        if response.get("Content-Type", "").startswith("text/html"):
            pages += 1
            if runs := what_runs(response.content.decode()):
                found[path] = runs[:2]
        else:
            # Whatever it holds, no browser reads it as a page.
            assert response.status_code >= 300 or response["X-Content-Type-Options"] == "nosniff"
    return found, pages


def test_public_pages_show_payloads_as_text(client, content):
    paths = sitemap_addresses(client)
    assert poison() > 60
    refresh_all()
    paths += [
        *(
            "/search/?q=canary7",
            "/search/?q=<script>canary7()</script>",
            "/api/search?q=canary7",
            "/api/suggest?q=can",
        ),
        *(
            "/toolkits/?q=canary7",
            "/resources/?theme=<img src=x onerror=canary7()>",
            "/no/<script>canary7()</script>/",
        ),
        *(
            "/api/pathways/",
            "/training/dates.ics",
            "/brochure.md",
            "/contacts/open-now.json",
            "/contacts/sheet/",
        ),
        *(
            "/my-pack/",
            "/training/which/",
            "/training/calendar/",
            f"/training/dates/{content.pk}/book/",
            "/to-print/",
        ),
    ]

    found, pages = running(client, paths)

    assert found == {}
    assert pages > 35
    assert CANARY in client.get("/themes/").text


def test_pages_of_the_admin_show_payloads_as_text(signed_in):
    client = signed_in("superuser", username="<img src=x onerror=canary7()>")
    paths = [where for where, _ in addresses() if not SAME_AS_ANOTHER.search(where)]
    poison()

    found, pages = running(
        client, [*paths, "/admin/", "/admin/changes/", "/admin/freshness/", "/admin/links/desk/"]
    )

    assert found == {}
    assert pages > 200


def test_what_documents_are_made_of_has_no_link_that_runs(content):
    poison()
    links = []

    def look(data):
        if isinstance(data, dict):
            links.extend(
                value for name, value in data.items() if name in ("href", "url", "link", "address") and value
            )
            list(map(look, data.values()))
        elif isinstance(data, list | tuple):
            list(map(look, data))

    for each in listed():
        look(each.document().data)

    wrong = [
        link
        for link in links
        if not str(link).startswith(("https://", "http://", "mailto:", "tel:", "/", "#"))
    ]
    assert (wrong, len(links) > 5) == ([], True)


def test_mails_are_plain_text_whatever_they_say(content):
    poison()

    send_due()

    kinds = {each.content_subtype for each in mail.outbox}
    others = {other.mimetype for each in mail.outbox for other in each.alternatives}
    assert (kinds, {kind.partition(";")[0] for kind in others}) == ({"plain"}, {"text/calendar"})
    assert len(mail.outbox) == Message.objects.filter(state="sent").count() > 0


@pytest.mark.parametrize("way", ["save", "update"])
def test_rich_text_is_clean_once_it_is_stored(way):
    """Every rich text of every model, whatever writes it."""
    fields = [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, RichTextField)
    ]
    for model, field in fields:
        for payload in [*PAYLOADS, hostile()]:
            kept = field.pre_save(model(**{field.name: payload}), add=True)
            if way == "update":
                kept = field.get_prep_value(payload)
            assert what_runs(kept) == []
            assert set(re.findall(r"<([a-z0-9]+)", kept)) <= TAGS

    assert len(fields) > 15


def test_the_sweep_would_see_the_payloads_on_a_page():
    """Nearly all; what it does not see would run in no page that it reads, but breaks out of one of another kind."""
    pages = (f'<input value="{each}"><p>{each}</p><a href="{each}">x</a>' for each in PAYLOADS)

    assert sum(bool(what_runs(page)) for page in pages) == 131
    assert len(set(PAYLOADS)) >= 150
