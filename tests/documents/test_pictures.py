"""The pictures that messengers show with a link: what they say, and that they are pictures of the right size."""

import io

import pytest
from django.conf import settings
from PIL import Image

from hscp.documents.compiler import compile_document
from hscp.documents.pictures import (
    GENERAL_FILE,
    HEIGHT,
    LINES,
    WIDTH,
    general_picture,
    picture_digest,
    picture_document,
    picture_path,
)

# What messengers that are particular about it take.
MOST_BYTES = 300_000
LONG = "Working with families who are difficult to engage, in every kind of place that there is, and for as long as it takes"


def made(document):
    return compile_document(document.template, document.data, format=document.format)


@pytest.mark.parametrize(
    "title", ["Neglect", LONG, "Ùige 😀 郡 \u202e", "#let x = [$] ](", "Donaudampfschiffahrtsgesellschaft"]
)
def test_a_picture_has_the_size_and_room_for_its_words(title):
    found = made(picture_document("themes", "neglect", title))

    picture = Image.open(io.BytesIO(found.content))
    assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(found.content) < MOST_BYTES
    assert (found.fit["pages"], found.fit["overflow"], found.warnings) == (1, [], [])


def test_a_letter_that_no_font_has_is_reported_and_shown_as_missing():
    assert made(picture_document("themes", "x", "Ice \U00010380 snow")).changed == ["Ice \U00010380 snow"]


def test_a_title_that_no_size_fits_is_reported():
    assert made(picture_document("themes", "x", f"{LONG} " * 5)).fit["overflow"] == ["title"]


@pytest.mark.parametrize("kind", LINES)
def test_a_picture_says_the_title_and_a_line_of_its_kind_and_no_number(kind):
    document = picture_document(kind, "ice", "Ice")

    assert document.data == {"title": "Ice", "line": LINES[kind]}
    assert not any(sign.isdigit() for sign in LINES[kind])
    assert document.file_name == f"{kind}-ice.png"


def test_the_general_picture_is_what_its_template_makes():
    stored = (settings.BASE_DIR / "static" / GENERAL_FILE).read_bytes()

    assert made(general_picture()).content == stored


def test_the_address_changes_with_the_title_alone():
    assert (
        picture_path("themes", "ice", "Ice") == f"/pictures/themes/ice/{picture_digest('themes', 'Ice')}.png"
    )
    assert picture_digest("themes", "Ice") != picture_digest("themes", "Snow")
    assert picture_digest("themes", "Ice") != picture_digest("toolkits", "Ice")
