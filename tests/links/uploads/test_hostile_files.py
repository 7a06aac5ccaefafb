"""Hostile files: each is refused with words that help, or kept and made harmless. None is written anywhere meanwhile."""

import pytest

from hscp.links.uploads.examine import examine
from hscp.links.uploads.refusals import Refused
from tests.links.uploads.files import upload
from tests.links.uploads.hostile import HOSTILE

REFUSED = {what: row for what, row in HOSTILE.items() if row[2]}
HARMLESS = {what: row for what, row in HOSTILE.items() if not row[2]}
# What an editor is told to do, in one of these words.
HELPFUL = (
    "save",
    "Save",
    "Upload",
    "upload",
    "Rename",
    "Give",
    "Type",
    "Make",
    "Remove",
    "take the first",
    "Open",
)


@pytest.mark.parametrize("what", REFUSED)
def test_a_hostile_file_is_refused_with_words_that_help(what):
    name, make, code = REFUSED[what]
    file = upload("a", make())
    file._name = name  # as a form must not be trusted to have cleaned it

    with pytest.raises(Refused) as refused:
        examine(file)

    assert refused.value.code == code, refused.value.message
    assert any(word in refused.value.message for word in HELPFUL)
    assert len(refused.value.message) < 400
    assert refused.value.message.isprintable()


@pytest.mark.parametrize("what", HARMLESS)
def test_a_hostile_file_is_made_harmless(what):
    name, make, _ = HARMLESS[what]
    content = make()

    kept = examine(upload(name, content)).content

    assert kept != content
    assert b"<script>" not in kept
    assert b"PK\x03\x04" not in kept


def test_there_are_more_than_fifty_seven():
    assert len(HOSTILE) > 57
