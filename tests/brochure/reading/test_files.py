"""Files that an editor may choose: right ones in every form, and wrong ones."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hscp.brochure.converting.files import read_brochure_file
from hscp.brochure.converting.lines import MOST_TEXT
from hscp.brochure.reading.reader import read_brochure
from hscp.brochure.reading.values import NotABrochure
from tests.brochure.reading.builders import KEY_MESSAGE, make_brochure, make_page

TEXT = (
    make_brochure(make_page(f"A child’s river.\n\nTRAINING\n\n- A Course\n\n{KEY_MESSAGE}")).rstrip("\n")
    + "\n"
)


class EndlessFile:
    """A file without an end that records how much of it was read."""

    def __init__(self):
        self.bytes_read = 0

    def read(self, size=-1):
        assert size > 0
        self.bytes_read += size
        return b"a" * size


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("RIVERDALE\n", "\fRIVERDALE\n").replace(" ", "\u00a0").encode(),
        TEXT.replace("\n\n", "\n\u00a0\n").encode(),
        TEXT.removesuffix("\n").encode(),
    ],
    ids=[
        "plain",
        "bom",
        "crlf",
        "cr",
        "form feeds and hard spaces",
        "blank with a hard space",
        "no last line end",
    ],
)
def test_file_may_come_in_every_dress(content):
    brochure = read_brochure_file(io.BytesIO(content))

    assert [(pack.title, pack.introduction, pack.key_message) for pack in brochure.packs] == [
        ("Water", "A child’s river.", "Look twice."),
        ("Other", "Other prose.", "Look twice."),
    ]
    assert [line.number for line in brochure.account] == list(range(1, len(TEXT.splitlines()) + 1))


@pytest.mark.parametrize(
    "make_source", [lambda path: path, str, lambda path: path.open("rb"), lambda path: path.open()]
)
def test_file_may_be_a_path_or_an_open_file(tmp_path, make_source):
    path = tmp_path / "brochure.txt"
    path.write_text(TEXT, encoding="utf-8")

    source = make_source(path)
    brochure = read_brochure_file(source)
    if hasattr(source, "close"):
        source.close()

    assert brochure == read_brochure(TEXT)


def test_file_may_be_an_upload():
    assert read_brochure_file(SimpleUploadedFile("brochure.txt", TEXT.encode())) == read_brochure(TEXT)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty. Save the brochure as plain text (UTF-8) and choose that file."),
        (
            b"\xef\xbb\xbf \r\n\t",
            "The file is empty. Save the brochure as plain text (UTF-8) and choose that file.",
        ),
        (
            TEXT.encode() + b"\0",
            "The file holds binary data, not text. Save the brochure as plain text (UTF-8) and choose that file.",
        ),
        (
            b"%PDF-1.7\n\0\xff",
            "The PDF is damaged or not complete. Open it in its own program, save it again, and choose that file.",
        ),
        (
            b"PK\x03\x04\0\xff",
            "The file is damaged or not complete. Open it in its own program, save it again, and upload that file.",
        ),
        (
            b"\xd0\xcf\x11\xe0\0\0",
            "The file is an old Word file (.doc), or has a password. Save it as .docx without one. Choose the brochure as a Word "
            "file (.docx), a PDF, a web page (.html) or plain text (.txt or .md).",
        ),
        (
            b"{\\rtf1 Words}",
            "The file is in Rich Text Format. Save it as .docx. Choose the brochure as a Word file (.docx), a PDF, a web page (.html) "
            "or plain text (.txt or .md).",
        ),
    ],
    ids=["empty", "blank", "binary", "pdf", "zip", "doc", "rtf"],
)
def test_wrong_file_is_refused_with_a_way_to_mend_it(content, message):
    with pytest.raises(NotABrochure) as refusal:
        read_brochure_file(io.BytesIO(content))

    assert str(refusal.value) == message


def test_text_with_binary_data_is_refused():
    with pytest.raises(NotABrochure, match="^The file holds binary data"):
        read_brochure(TEXT + "\0")


def test_file_at_the_limit_is_read_and_one_byte_more_is_refused():
    room = MOST_TEXT - len(TEXT.encode())

    assert len(read_brochure_file(io.BytesIO(TEXT.encode() + b" " * room)).packs) == 2
    with pytest.raises(NotABrochure, match="^The file is larger than 5 MB. It is no brochure’s text. Choose"):
        read_brochure_file(io.BytesIO(TEXT.encode() + b" " * (room + 1)))


def test_large_file_is_refused_without_reading_it_whole():
    file = EndlessFile()

    with pytest.raises(NotABrochure, match="larger than 5 MB"):
        read_brochure_file(file)

    assert file.bytes_read == MOST_TEXT + 1


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(NotABrochure, match="^The file cannot be opened: No such file or directory.$"):
        read_brochure_file(tmp_path / "none.txt")


def test_folder_is_refused(tmp_path):
    with pytest.raises(NotABrochure, match="^The file cannot be opened: Is a directory.$"):
        read_brochure_file(tmp_path)
