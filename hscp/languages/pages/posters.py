"""The waiting-room poster of a theme in another language or in easy read, from its wording and from the records as they are now."""

from django.utils import timezone
from django.utils.html import escape

from hscp.brochure.printing.poster_document import LONGEST_MESSAGE, poster_words
from hscp.documents.document import Document
from hscp.documents.rich_text import first_sentences
from hscp.documents.typefaces import lacking
from hscp.languages.interface import Words
from hscp.web.addresses import absolute, path_of
from hscp.web.qr_codes import qr_file
from hscp.web.wording import marked
from themes.packs import load_packs

PAPERS = ("a4", "a3")
# What hscp/documents/typst/poster.typ says by itself.
_SAID = (
    marked("Who you can call"),
    marked("Scan to find help"),
    marked("Scan to find help, on a phone that nobody else checks"),
    marked("To find out who to call, go to"),
    marked("Not sure who to call? Go to"),
    marked("Numbers change: scan a code to see today’s."),
)
# What the numbers of the settings are for, and when one is answered.
_OF_NUMBERS = (
    marked("If a child is in immediate danger"),
    marked("If you are worried about a child"),
    marked("For anyone under 19, free and private"),
    marked("Day and night"),
)
_MESSAGE = marked("You are not alone. If something worries you, you can ask for help today.")
_READ, _MORE = marked("Read this page"), marked("More in this language")
_YOUNG = marked("For children and young people")


def poster_of(wording, paper="a4"):
    """Return the Document of the poster of a theme's wording on `paper`, one of PAPERS."""
    theme, language, words = wording.english, wording.language, Words.of(wording.language)
    [pack] = load_packs([theme])
    english = poster_words(pack, "parents")
    title = f"{wording.title}: {words.plain(marked('Poster'))}"
    data = {
        **english,
        "lang": language.lang,
        "dir": language.direction,
        "words": {text: translated for text in _SAID if (translated := words.translated(text))},
        "title": title,
        "heading": wording.title,
        "message": _message(wording, words),
        "codes": [_code(words.plain(caption), path) for caption, path in _addresses(wording)],
        "emergency": _told(english["emergency"], words),
        "numbers": [_told(entry, words) for entry in english["numbers"]],
        "paper": paper,
        "edition": "",
        "made_on": _day(),
    }
    return Document(
        name=f"posters/{theme.slug}-{language.part}-poster-{paper}",
        title=title,
        template="poster.typ",
        data=data,
        densities=2,
        sensitive=theme.sensitive,
    )


def why_no_poster(wording):
    """Return why the poster of a wording would print boxes in place of letters, for an editor; "" if it would not."""
    letters = lacking(
        f"{wording.title} {wording.message} {''.join(text for _, text in Words.of(wording.language).texts)}"
    )
    if not letters:
        return ""
    return (
        f"No poster can be made: no typeface here has these letters: {' '.join(letters[:12])}. Whoever runs this "
        "site can add a typeface: see docs/languages.md."
    )


def _message(wording, words):
    from_summary = (
        first_sentences(f"<p>{escape(wording.summary)}</p>", LONGEST_MESSAGE) if wording.summary else ""
    )
    return wording.message or from_summary or words.plain(_MESSAGE)


def _addresses(wording):
    """Return (caption, path) of the three pages that the codes lead to."""
    return [
        (_READ, wording.get_absolute_url()),
        (_MORE, f"{path_of('languages:languages')}{wording.language.part}/"),
        (_YOUNG, path_of("site:children_and_young_people")),
    ]


def _code(caption, path):
    address = absolute(path)
    return {
        "caption": caption,
        "address": address,
        "shown": address.split("://")[-1].rstrip("/"),
        "svg": qr_file(address),
    }


def _told(entry, words):
    """Return a number with what is said of it in the language, where somebody has said it."""
    return {
        **entry,
        **{name: words.plain(entry[name]) for name in ("note", "when") if entry.get(name) in _OF_NUMBERS},
    }


def _day():
    """Return today as every language reads it: 2026-11-30."""
    return timezone.localdate().isoformat()
