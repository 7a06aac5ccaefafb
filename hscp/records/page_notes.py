"""What a page owns up to once, however often it is so: links that are not known or not checked, numbers not yet checked.

A part of the page, such as a line of a list or a contact's card, remembers that it is so; the page says it in one
sentence, where a template asks for it or else at its foot. Both are tags of hscp/templatetags/page_notes.py.
"""

NO_LINK, UNCHECKED, UNCHECKED_LINK = "no_link", "unchecked", "unchecked_link"
PROFESSIONALS, PARENTS, YOUNG_PEOPLE = "professionals", "parents", "young_people"

_LINKS = "We do not have a link to everything named here yet."
UNCHECKED_WORDS = "Not every number and address here has been checked with its service yet."
UNCHECKED_LINK_WORDS = "The partnership has not checked every link on this page yet."
# How to get what has no link depends on whom a reader can ask.
_WORDS = {
    (
        NO_LINK,
        PROFESSIONALS,
    ): f"{_LINKS} Ask your safeguarding lead, or look for the title on its publisher’s website.",
    (NO_LINK, PARENTS): f"{_LINKS} Ask at your child’s school or nursery, or search the web for the name.",
    (NO_LINK, YOUNG_PEOPLE): f"{_LINKS} Ask an adult you trust to help you find it.",
}


def words_of(note, reader=PROFESSIONALS):
    """Return the sentence of a note (NO_LINK, UNCHECKED or UNCHECKED_LINK) for a kind of reader."""
    return (
        _WORDS.get((note, reader)) or {UNCHECKED: UNCHECKED_WORDS, UNCHECKED_LINK: UNCHECKED_LINK_WORDS}[note]
    )


class PageNotes:
    """Which notes a page needs, and which it has said."""

    def __init__(self):
        self._needed, self._said = set(), set()

    def remember(self, note):
        """Take it that the page needs `note`."""
        self._needed.add(note)

    def is_said(self, note):
        """Take it that the page has said `note` in words of its own."""
        self._said.add(note)

    def due(self, among=()):
        """Return the notes of `among` (default all) that the page needs and has not said. They are said from then on."""
        due = [
            note
            for note in among or (UNCHECKED, UNCHECKED_LINK, NO_LINK)
            if note in self._needed - self._said
        ]
        self._said.update(due)
        return due
