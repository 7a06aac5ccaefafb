"""Warnings to an editor before an edition is made, and the reason when one cannot be made."""

import time

from django.utils import timezone
from django.utils.text import Truncator

from contacts.models import ContactPoint, point_due_filter
from hscp.brochure.printing.pack_document import pack_document
from hscp.documents.cache import pdf_of
from hscp.documents.compiler import CannotCompile, TookTooLong
from hscp.documents.queue import Busy
from hscp.records.state import live_filter, planned_filter
from hscp.web.wording import counted
from themes.models import Theme

# Enough to act on; should all of these fail, it is no record's fault.
_TRIED_IN_VAIN = 3
_SECONDS = 10  # for which an editor waits to be told more


def warnings_of(prepared):
    """Return what an editor should know of a Prepared before it is frozen, as sentences."""
    contents = prepared.contents
    return [
        sentence
        for sentence in (
            _without_words(contents),
            _left_out(),
            _unchecked(),
            _without_link(contents),
            *_changed(prepared),
        )
        if sentence
    ]


def _without_words(contents):
    missing = [
        name
        for name, text in (
            ("introduction", contents["introduction"]),
            ("words on how to use it", contents["how_to_use"]),
        )
        if not text
    ]
    return f"The brochure has no {' and no '.join(missing)}." if missing else ""


def _left_out():
    """Name the themes that are planned and not live."""
    titles = [
        str(theme) for theme in Theme.objects.filter(planned_filter()).exclude(live_filter()).in_order()
    ]
    if not titles:
        return ""
    what = counted(len(titles), "theme is", "themes are")
    return f"{what} not published yet and not in it: {'; '.join(titles)}."


def _unchecked():
    due = ContactPoint.objects.filter(
        live_filter("pathway__"), point_due_filter(timezone.localdate()), value__gt=""
    )
    number = due.count()
    if not number:
        return ""
    what = counted(number, "number or address was", "numbers and addresses were")
    return f"{what} never checked, or should be checked again. They are included as they are."


def _without_link(contents):
    number = sum(
        1 for item in contents["items"].values() if item.get("target") == "" and item["kind"] not in _NO_LINK
    )
    if not number:
        return ""
    what = (
        "1 toolkit, resource or course has"
        if number == 1
        else f"{number} toolkits, resources and courses have"
    )
    return f"{what} no link yet."


# What leads nowhere and need not.
_NO_LINK = {"Agency process", "Collection", "Link to a list"}


def _changed(prepared):
    """Yield a warning for each text with characters that the typeface lacks, naming the record that holds the text."""
    for text in prepared.changed:
        where = where_is(text, prepared.contents)
        yield f"{where}: “{Truncator(text).chars(60)}” has characters that the typeface lacks. They are left out or shown as missing."


def where_is(text, contents):
    """Return the title of the theme, contact, level or item in `contents` that holds `text`, else "The brochure"."""
    records = [
        *contents["themes"],
        *contents["contacts"],
        *contents["thresholds"],
        *contents["items"].values(),
    ]
    words = "".join(text.split())
    return next((each["title"] for each in records if words in "".join(_texts(each))), "The brochure")


def _texts(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    return ["".join(value.split())] if isinstance(value, str) else []


def why_not(error, *, drafts=False):
    """Return why the brochure could not be made (`error` is a CannotCompile), in words for an editor.

    Makes the packs of the themes one by one, to name those that fail. Where every one fails the fault is not in a record.
    """
    if isinstance(error, Busy):
        return "Too many documents are being made just now. Try again in a minute."
    if isinstance(error, TookTooLong):
        return "The brochure could not be made: it took too long. Try again in a minute."
    shown = Theme.objects.planned() if drafts else Theme.objects.live()
    failed, made, until = [], 0, time.monotonic() + _SECONDS
    for theme in shown.in_order().select_related("lead_toolkit"):
        try:
            pdf_of(pack_document(theme, drafts=drafts))
            made += 1
        except CannotCompile:
            failed.append(theme.title)
        if len(failed) == _TRIED_IN_VAIN or time.monotonic() > until:
            break
    if failed and made:
        return f"The brochure could not be made. The text that cannot be set is in: {'; '.join(failed)}."
    return "The brochure could not be made. The fault is not in one record: tell the people who look after this site."
