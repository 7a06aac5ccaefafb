"""Hostile texts and files in a real browser: on every kind of page nothing of them runs, and no other site is asked for anything.

Django's test client answers for all pages beforehand, with the headers of the portal; Chromium is given these answers.
"""

import re

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from hscp.search.index.documents import refresh_all
from tests.admin.pages import address
from tests.admin.test_access import addresses
from tests.browser.answers import ORIGIN, Answers, as_given
from tests.factories import make_resource, make_theme, put_file
from tests.links.uploads.hostile import HOSTILE
from tests.security.sweeps.markup import CANARY
from tests.security.sweeps.test_stored_markup import content, poison  # noqa: F401 (a fixture)
from tests.site.sitemaps import sitemap_addresses
from themes.models import Theme

pytestmark = [pytest.mark.django_db]
# Runs before anything of a page does, and notes all that should not happen.
WATCH = f"""
  window.seen = [];
  window.{CANARY} = () => window.seen.push('a payload ran');
  for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = () => window.seen.push(name);
  document.addEventListener('securitypolicyviolation', event => window.seen.push(
    `${{event.effectiveDirective}} ${{event.blockedURI}} ${{event.sample}}`));
"""


@pytest.fixture
def shown(browser):
    """Return a function that opens answers ({path: response}) one after the other and returns {path: what happened}."""
    context = browser.new_context(base_url=ORIGIN, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    answers = Answers(page)
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    def show(responses):
        answers.given.update(responses)
        happened = {}
        for path in responses:
            dialogs.clear()
            answers.elsewhere.clear()
            page.goto(path, wait_until="load")
            # What waits for the reader: fields take the focus, parts open, things are pointed at.
            page.evaluate(
                """() => document.querySelectorAll('main *').forEach(each => {
                  for (const name of ['focus', 'mouseover', 'toggle', 'error', 'animationstart', 'pointerenter'])
                    each.dispatchEvent(new Event(name));
                })"""
            )
            found = [*page.evaluate("window.seen || []"), *dialogs, *answers.elsewhere]
            found += page.evaluate(
                f"document.title.includes('{CANARY}()') && window.seen.length ? ['title'] : []"
            )
            if found:
                happened[path] = found[:3]
        return happened

    yield show
    context.close()


def answers_of(client, paths):
    """Return {path: (status, headers, body)} of what the portal answers at `paths`."""
    return {path: as_given(client.get(path)) for path in paths}


def test_payloads_in_every_text_do_nothing_on_any_kind_of_page(shown, content, signed_in):  # noqa: F811
    readers, editors = Client(), signed_in("superuser")
    paths = [*sitemap_addresses(readers), "/search/?q=canary7", f"/training/dates/{content.pk}/book/"]
    poison(clean=True)
    refresh_all()
    theme = Theme.objects.get()
    of_editors = ["/admin/", "/admin/themes/theme/", "/admin/contacts/pathway/", "/admin/training/session/"]
    of_editors += [address(theme, page) for page in ("change", "history", "delete", "preview")]
    of_editors += [address(content.course, "change"), address(content, "bookings")]
    responses = answers_of(readers, paths) | answers_of(editors, of_editors)

    assert shown(responses) == {}
    assert len(responses) > 40


def test_the_forms_of_all_kinds_of_record_keep_to_the_policy(shown, signed_in):
    """T52: lists, new forms and forms of everything in the admin, with what scripts build in them."""
    kinds = re.compile(r"/admin/\w+/\w+/((add|[^/]+/change)/)?")
    editors = signed_in("superuser")
    found = answers_of(editors, sorted({where for where, _ in addresses() if kinds.fullmatch(where)}))
    pages = {path: each for path, each in found.items() if each[0] == 200}

    assert shown(pages) == {}
    assert len(pages) > 110


def test_a_page_without_the_policy_would_run_them(shown):
    """Were this not so, the silence above would say nothing."""
    body = f"<title>x</title><main><img src=x onerror={CANARY}()></main>"

    [found] = shown({"/": (200, {"Content-Type": "text/html"}, body)}).values()

    assert found[0] == "a payload ran"


def test_hostile_files_run_nothing_even_if_they_had_been_kept(shown):
    """Files that an upload refuses, put into the library past its rules, and opened at their own address."""
    theme, paths = make_theme(), []
    for number, (name, make, code) in enumerate(HOSTILE.values()):
        body = make() if code in ("type", "wrong_type", None) else b""
        if not 0 < len(body) < 1_000_000 or code not in ("type", "wrong_type", None):
            continue
        suffix = "".join(sign for sign in name.rpartition(".")[2] if sign.isalnum())[:5]
        stored = put_file(make_resource(title=f"File {number}"), ContentFile(body, f"file-{number}.{suffix}"))
        paths.append(stored.get_absolute_url())
    answers = answers_of(Client(), paths)
    attached = {
        path
        for path, (_, headers, _) in answers.items()
        if headers["Content-Disposition"].startswith("attach")
    }

    assert shown({path: each for path, each in answers.items() if path not in attached}) == {}
    assert {headers["X-Content-Type-Options"] for _, headers, _ in answers.values()} == {"nosniff"}
    assert len(paths) > 20
    assert theme.pk
