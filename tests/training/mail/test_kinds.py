"""The kinds of mail: each has its words and is sent by something, and no words are without a kind."""

import ast
from pathlib import Path

from django.conf import settings

from training.mail import kinds
from training.mail.kinds import KINDS, Entry, Kind, Link

ROOT = Path(settings.BASE_DIR)
# By the name under which the code knows them.
NAMED = {name: value for name, value in vars(kinds).items() if isinstance(value, Kind)}


def test_each_kind_has_its_words_and_all_words_have_their_kind():
    found = {path.stem for path in (ROOT / "templates/training/mail").glob("*.txt")}

    assert {name for name in found if not name.startswith("_")} == set(KINDS)


def test_a_kind_is_known_by_the_name_that_messages_keep():
    assert {name.lower(): kind for name, kind in NAMED.items()} == KINDS
    assert all(len(name) <= 30 for name in KINDS)


def test_each_kind_is_sent_by_something():
    read = set()
    for path in (ROOT / "training").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == "kinds"
            ):
                read.add(node.attr)

    assert read & set(NAMED) == set(NAMED)


def test_the_words_of_a_kind_show_what_it_brings():
    """A link or a file that nobody speaks of would be lost, and one that is spoken of must be there."""
    words = {name: (ROOT / "templates" / kind.template).read_text() for name, kind in KINDS.items()}
    # The link of these is of no booking, and who sends them gives it.
    own_link = {"interest_confirm", "record_link", "team_agreed", "team_asked", "team_booked", "team_link"}

    assert {name for name, text in words.items() if "{{ link }}" in text} - own_link == {
        name for name, kind in KINDS.items() if kind.link is not Link.NONE
    }
    assert {name for name, text in words.items() if "/_calendar_" in text or "the attached file" in text} == {
        name for name, kind in KINDS.items() if kind.entry is not Entry.NONE
    }
    assert {name for name, text in words.items() if "{{ joining_link }}" in text} == {
        name for name, kind in KINDS.items() if kind.has_joining_link
    }
