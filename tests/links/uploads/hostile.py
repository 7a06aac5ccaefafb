"""The hostile files, each made when its test asks for it: name, content, and the code of the refusal.

A file without a code is kept, but made harmless: test_images.py says how.
"""

import stat
import struct
import zipfile
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.links.uploads.files import (
    make_archive,
    make_image,
    make_office,
    make_pdf,
    png_chunk,
    relation,
    with_action,
    with_annotation,
)

HTML = b"<html><script>alert(document.domain)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
EXE = b"MZ\x90\x00" + b"\0" * 600
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><d>&i;</d>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><d>&e;</d>'


def _pixel_bomb_png(width, height):
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")
    )


def _webp_bomb():
    size = (16_383 - 1).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + size + size
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def _webp_that_lies():
    """A WebP whose frame is larger than its canvas."""
    inner = make_image("WEBP", (500, 500))[12:]
    one = (0).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + one + one
    return b"RIFF" + struct.pack("<I", 4 + len(chunk) + len(inner)) + b"WEBP" + chunk + inner


def _jpeg_of_two_sizes():
    """A JPEG that says a small size first, and then that it is large."""
    sound = make_image("JPEG", (3000, 3000))
    at = sound.index(b"\xff\xc0")
    small = sound[at : at + 5] + struct.pack(">HH", 8, 8) + sound[at + 9 : at + 19]
    return sound[:at] + small + sound[at:]


def _jpeg_bomb():
    start = make_image("JPEG")
    at = start.index(b"\xff\xc0") + 5
    return start[:at] + struct.pack(">HH", 60_000, 60_000) + start[at + 4 :]


def _symlink():
    info = zipfile.ZipInfo("word/link.xml")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return make_office(parts=[(info, "/etc/passwd")])


def _with_comment(archive, comment):
    return archive[:-2] + struct.pack("<H", len(comment)) + comment


def _encrypted_zip():
    content = bytearray(make_office())
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1
        at += 4
    return bytes(content)


def _number_that_lies():
    """An archive of thousands of parts that says that it has ten."""
    content = make_office(parts={f"word/media/{number}.png": b"" for number in range(5_001)})
    return content[:-14] + struct.pack("<HH", 10, 10) + content[-10:]


def _overlapping():
    """An archive whose parts all have the content of one, so that a little becomes a lot."""
    names = [f"word/media/{number}.png" for number in range(50)]
    content = make_office(parts={name: make_image(size=(300, 300)) + b"x" * 5_000 for name in names})
    at, first, made = 0, None, bytearray(content)
    while (at := made.find(b"PK\x01\x02", at)) >= 0:
        length = struct.unpack_from("<H", made, at + 28)[0]
        name = bytes(made[at + 46 : at + 46 + length]).decode()
        if name in names:
            first = first if first is not None else bytes(made[at + 42 : at + 46])
            made[at + 42 : at + 46] = first
            made[at + 20 : at + 24] = struct.pack("<I", 100_000)
        at += 4
    return bytes(made)


def _size_that_lies():
    """An archive that says of a part of 3 MB that it has 100 bytes."""
    content = bytearray(make_office(parts={"word/styles.xml": "<a>" + " " * 3_000_000 + "</a>"}))
    real = struct.pack("<I", 3_000_007)
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = 0
        while (at := content.find(signature, at)) >= 0:
            if content[at + offset : at + offset + 4] == real:
                content[at + offset : at + offset + 4] = struct.pack("<I", 100)
            at += 4
    return bytes(content)


def _attached(pdf):
    pdf.attachments["payload.exe"] = pikepdf.AttachedFileSpec(pdf, EXE, filename="payload.exe")


def _names_javascript(pdf):
    action = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), action])))


def _javascript_stream(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)"))


def _next_action(pdf):
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    pdf.Root.OpenAction = pdf.make_indirect(
        Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]), Next=script)
    )


def _unused_javascript(pdf):
    pdf.Root.Kept = pdf.make_indirect(Array([Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))]))


def _page_action(pdf):
    pdf.pages[0].AA = Dictionary(O=Dictionary(S=Name.URI, URI=String("https://example.org/")))


def _xfa(pdf):
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp/>"))


def _deep(pdf):
    inner = Array()
    for _ in range(300):
        inner = Array([inner])
    pdf.Root.Kept = inner


def _hidden_name():
    """JavaScript whose name has numbers for letters. A text gives way to them, so that the objects stay where they are."""

    def change(pdf):
        action = Dictionary(S=Name.JavaScript, Note=String("x" * 12))
        pdf.Root.OpenAction = pdf.make_indirect(action)

    content = make_pdf(change, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    hidden = content.replace(b"/JavaScript", b"/J#61v#61Scr#69pt").replace(b"(xxxxxxxxxxxx)", b"(xxxxxx)")
    assert len(hidden) == len(content) and hidden != content  # noqa: PT018
    return hidden


def _encrypted_pdf(**passwords):
    return make_pdf(encryption=pikepdf.Encryption(**passwords))


def _dde():
    return make_office(
        parts={
            "word/document.xml": '<w:d xmlns:w="w"><w:instrText>DDE</w:instrText><w:instrText>AUTO c:\\cmd.exe</w:instrText></w:d>'
        }
    )


_MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"
HOSTILE = {
    # Names
    "a program": ("guide.exe", lambda: EXE, "type"),
    "a program behind a document's name": ("guide.pdf.exe", lambda: EXE, "type"),
    "a document's suffix behind a program's": ("guide.exe.pdf", make_pdf, "double_suffix"),
    "a page behind an image's name": ("guide.html.png", make_image, "double_suffix"),
    "a stream of a file": ("guide.exe:guide.exe:guide.pdf", make_pdf, "double_suffix"),
    "a name without a type": ("guide", make_pdf, "type"),
    "a name that ends in a dot": ("guide.pdf.", make_pdf, "type"),
    "a name that ends in a space": ("guide.pdf ", make_pdf, "type"),
    "letters that turn round": ("guide\u202efdp.png", make_image, "name"),
    "a name of a thousand letters": ("a" * 1000 + ".pdf", make_pdf, "name"),
    # Content that is not what the name says
    "an empty file": ("guide.pdf", lambda: b"", "empty"),
    "a drawing with a script": ("logo.svg", lambda: SVG, "type"),
    "a drawing as PNG": ("logo.png", lambda: SVG, "wrong_type"),
    "a page": ("guide.html", lambda: HTML, "type"),
    "a page as PNG": ("guide.png", lambda: HTML, "wrong_type"),
    "a page as PDF": ("guide.pdf", lambda: HTML, "wrong_type"),
    "a page in UTF-16 as PDF": ("guide.pdf", lambda: HTML.decode().encode("utf-16"), "wrong_type"),
    "XML": ("data.xml", lambda: LAUGHS.encode(), "type"),
    "a program as PDF": ("guide.pdf", lambda: EXE, "wrong_type"),
    "a script as Word": ("guide.docx", lambda: b"#!/bin/sh\nid", "wrong_type"),
    "an RTF document": ("guide.rtf", lambda: b"{\\rtf1 \\object}", "type"),
    "an RTF document as Word": ("guide.docx", lambda: b"{\\rtf1 \\object}", "wrong_type"),
    "an old Word document": ("guide.doc", lambda: OLE, "type"),
    "an Office file with a password": ("guide.docx", lambda: OLE, "wrong_type"),
    "a PNG as JPEG": ("photo.jpg", make_image, "wrong_type"),
    "an animated GIF": ("photo.gif", lambda: make_image("GIF"), "type"),
    "a GIF as PNG that is an archive too": ("photo.png", lambda: make_image("GIF") + make_office(), "wrong_type"),
    "an archive": ("guides.zip", lambda: make_archive({"a.txt": "a"}), "type"),
    "an archive as Word": ("guide.docx", lambda: make_archive({"a.txt": "a"}), "wrong_type"),
    "a Java program as Word": ("guide.docx", lambda: make_archive({"META-INF/MANIFEST.MF": "Main-Class: A"}), "wrong_type"),
    "a PDF behind other bytes": ("guide.pdf", lambda: b"GIF89a" + make_pdf(), "wrong_type"),
    # Size
    "an image of 11 MB": ("photo.jpg", lambda: make_image("JPEG") + b"\0" * 11 * 1024 * 1024, "too_large"),
    "a PDF of 21 MB": ("guide.pdf", lambda: make_pdf() + b"\0" * 21 * 1024 * 1024, "too_large"),
    # Images
    "a PNG of 2,500 million pixels": ("photo.png", lambda: _pixel_bomb_png(50_000, 50_000), "too_many_pixels"),
    "a PNG of 26 million pixels": ("photo.png", lambda: _pixel_bomb_png(13_000, 2_000), "too_many_pixels"),
    "a JPEG of 3,600 million pixels": ("photo.jpg", _jpeg_bomb, "too_many_pixels"),
    "a WebP of 268 million pixels": ("photo.webp", _webp_bomb, "too_many_pixels"),
    "a JPEG of two sizes": ("photo.jpg", _jpeg_of_two_sizes, "damaged"),
    "a WebP larger than it says": ("photo.webp", _webp_that_lies, "damaged"),
    "a PNG cut short": ("photo.png", lambda: make_image(size=(400, 400), colour=(1, 2, 3))[:200], "damaged"),
    "a JPEG that is a header only": ("photo.jpg", lambda: b"\xff\xd8\xff\xe0", "damaged"),
    "a page in the comment of a PNG": (
        "photo.png",
        lambda: make_image().replace(png_chunk(b"IEND", b""), png_chunk(b"tEXt", b"Comment\0" + HTML) + png_chunk(b"IEND", b"")),
        None,
    ),
    "a page behind the end of a PNG": ("photo.png", lambda: make_image() + HTML, None),
    "an archive behind the end of a JPEG": ("photo.jpg", lambda: make_image("JPEG") + make_archive({"A.class": EXE}), None),
    "a script in the comment of a JPEG": ("photo.jpg", lambda: make_image("JPEG", comment=HTML), None),
    # PDFs
    "JavaScript on opening": ("guide.pdf", lambda: make_pdf(_javascript_stream), "active_pdf"),
    "JavaScript by name": ("guide.pdf", lambda: make_pdf(_names_javascript), "active_pdf"),
    "JavaScript behind a harmless action": ("guide.pdf", lambda: make_pdf(_next_action), "active_pdf"),
    "JavaScript in an object that nothing uses": ("guide.pdf", lambda: make_pdf(_unused_javascript), "active_pdf"),
    "JavaScript in packed objects": (
        "guide.pdf",
        lambda: make_pdf(_names_javascript, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "active_pdf",
    ),
    "JavaScript with its name in numbers": ("guide.pdf", _hidden_name, "active_pdf"),
    "a link that is JavaScript": (
        "guide.pdf",
        lambda: make_pdf(with_action(S=Name.URI, URI=String("javascript:alert(1)"))),
        "active_pdf",
    ),
    "a link to a share of files": (
        "guide.pdf",
        lambda: make_pdf(with_action(S=Name.URI, URI=String("\\\\192.0.2.1\\share"))),
        "active_pdf",
    ),
    "a program started": ("guide.pdf", lambda: make_pdf(with_action(S=Name.Launch, F=String("cmd.exe"))), "active_pdf"),
    "another file opened": (
        "guide.pdf",
        lambda: make_pdf(with_action(S=Name.GoToR, F=String("\\\\192.0.2.1\\a.pdf"), D=Array())),
        "active_pdf",
    ),
    "a form sent elsewhere": (
        "guide.pdf",
        lambda: make_pdf(with_action(S=Name.SubmitForm, F=String("https://example.org/"))),
        "active_pdf",
    ),
    "an address asked for on opening": (
        "guide.pdf",
        lambda: make_pdf(lambda pdf: setattr(pdf.Root, "OpenAction", Dictionary(S=Name.URI, URI=String("https://example.org")))),
        "active_pdf",
    ),
    "an action of a page": ("guide.pdf", lambda: make_pdf(_page_action), "active_pdf"),
    "an embedded program": ("guide.pdf", lambda: make_pdf(_attached), "active_pdf"),
    "a file attached to a page": (
        "guide.pdf",
        lambda: make_pdf(with_annotation(Subtype=Name.FileAttachment)),
        "active_pdf",
    ),
    "moving content": ("guide.pdf", lambda: make_pdf(with_annotation(Subtype=Name.RichMedia)), "active_pdf"),
    "an XFA form": ("guide.pdf", lambda: make_pdf(_xfa), "active_pdf"),
    "a PDF with a password": ("guide.pdf", lambda: _encrypted_pdf(owner="a", user="b"), "encrypted"),
    "a PDF with restrictions": ("guide.pdf", lambda: _encrypted_pdf(owner="a", user=""), "encrypted"),
    "a PDF cut short": ("guide.pdf", lambda: make_pdf()[:-200] + b"%%EOF", "damaged"),
    "a PDF of nothing": ("guide.pdf", lambda: b"%PDF-1.7\n%%EOF", "damaged"),
    "an archive behind the end of a PDF": ("guide.pdf", lambda: make_pdf() + make_archive({"a.js": "1"}), "trailing"),
    "objects in objects": ("guide.pdf", lambda: make_pdf(_deep), "damaged"),
    # Files of Word, Excel and PowerPoint
    "macros": ("guide.docx", lambda: make_office(parts={"word/vbaProject.bin": OLE}), "macros"),
    "macros with a file's ordinary suffix": ("guide.docx", lambda: make_office(main_type=_MACRO_MAIN), "macros"),
    "macros and their suffix": ("guide.docm", lambda: make_office(main_type=_MACRO_MAIN), "type"),
    "macros of Excel 4": ("guide.xlsx", lambda: make_office("xlsx", parts={"xl/macrosheets/sheet1.xml": "<a/>"}), "macros"),
    "an Excel file as Word": ("guide.docx", lambda: make_office("xlsx"), "wrong_type"),
    "a template from elsewhere": (
        "guide.docx",
        lambda: make_office(
            parts={"word/_rels/settings.xml.rels": relation("attachedTemplate", "https://example.org/a.dotm")}
        ),
        "external",
    ),
    "an object from elsewhere": (
        "guide.docx",
        lambda: make_office(parts={"word/_rels/document.xml.rels": relation("oleObject", "https://example.org/a.rtf!x")}),
        "external",
    ),
    "a picture from a share of files": (
        "guide.pptx",
        lambda: make_office("pptx", parts={"ppt/_rels/a.xml.rels": relation("image", "file://192.0.2.1/a.png")}),
        "external",
    ),
    "a link that is JavaScript, in Word": (
        "guide.docx",
        lambda: make_office(parts={"word/_rels/document.xml.rels": relation("hyperlink", "javascript:alert(1)")}),
        "external",
    ),
    "an embedded OLE object": ("guide.docx", lambda: make_office(parts={"word/embeddings/oleObject1.bin": OLE}), "embedded"),
    "an embedded program in Word": ("guide.docx", lambda: make_office(parts={"word/media/image1.png": EXE}), "embedded"),
    "an embedded script": ("guide.docx", lambda: make_office(parts={"word/media/run.js": "1"}), "embedded"),
    "an archive in a document": (
        "guide.docx",
        lambda: make_office(parts={"word/media/image1.png": make_archive({"a": "a"})}),
        "embedded",
    ),
    "macros in a workbook in a presentation": (
        "guide.pptx",
        lambda: make_office(
            "pptx",
            parts={"ppt/embeddings/a.xlsx": make_office("xlsx", parts={"xl/vbaProject.bin": OLE})},
        ),
        "macros",
    ),
    "documents in documents in documents": (
        "guide.docx",
        lambda: make_office(
            parts={"word/embeddings/a.docx": make_office(parts={"word/embeddings/b.docx": make_office()})}
        ),
        "nested",
    ),
    "a control that runs": ("guide.docx", lambda: make_office(parts={"word/activeX/activeX1.xml": "<a/>"}), "active"),
    "a program started by a field": ("guide.docx", _dde, "active"),
    "a program started by a simple field": (
        "guide.docx",
        lambda: make_office(parts={"word/document.xml": '<w:d xmlns:w="w"><w:fldSimple w:instr="DDE cmd"/></w:d>'}),
        "active",
    ),
    "a program started by a workbook": (
        "guide.xlsx",
        lambda: make_office("xlsx", parts={"xl/externalLinks/externalLink1.xml": '<e><ddeLink ddeService="cmd"/></e>'}),
        "active",
    ),
    "an OLE object behind a picture's name": (
        "guide.docx",
        lambda: make_office(parts={"word/media/image1.png": OLE}),
        "embedded",
    ),
    "a part that leads out of the archive": ("guide.docx", lambda: make_office(parts={"../../../etc/cron.d/a.xml": "<a/>"}), "path"),
    "a part with the path of a drive": ("guide.docx", lambda: make_office(parts={"C:/a.xml": "<a/>"}), "path"),
    "a part that is a symbolic link": ("guide.docx", _symlink, "path"),
    "an encrypted part": ("guide.docx", _encrypted_zip, "encrypted"),
    "entities that laugh a hundred million times": ("guide.docx", lambda: make_office(parts={"word/document.xml": LAUGHS}), "dtd"),
    "an entity that reads a file": ("guide.docx", lambda: make_office(parts={"word/document.xml": OUTSIDE}), "dtd"),
    "a DTD in UTF-16": (
        "guide.docx",
        lambda: make_office(parts={"word/document.xml": LAUGHS.replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16")}),
        "dtd",
    ),
    "a DTD in a drawing of Excel": ("guide.xlsx", lambda: make_office("xlsx", parts={"xl/drawings/a.vml": LAUGHS}), "dtd"),
    "a part of 100 MB": ("guide.docx", lambda: make_office(parts={"word/media/a.png": b"\x89PNG" + b"\0" * 100_000_000}), "bomb"),
    "thousands of parts": (
        "guide.docx",
        lambda: make_office(parts={f"word/media/{number}.png": b"" for number in range(5_001)}),
        "bomb",
    ),
    "thousands of parts that are said to be ten": ("guide.docx", _number_that_lies, "bomb"),
    "a part larger than it says": ("guide.docx", _size_that_lies, "damaged"),
    "parts that overlap": ("guide.docx", _overlapping, "bomb"),
    "two parts of the same name": (
        "guide.docx",
        lambda: make_office(parts=[(zipfile.ZipInfo("WORD/document.xml"), "<a/>")]),
        "polyglot",
    ),
    "a page behind the end of a document": ("guide.docx", lambda: make_office() + HTML, "polyglot"),
    "a page in the comment of a document": ("guide.docx", lambda: _with_comment(make_office(), HTML), "polyglot"),
    "a document behind the start of another": ("guide.docx", lambda: b"PK\x03\x04" + HTML + make_office(), "polyglot"),
    "a document cut short": ("guide.docx", lambda: make_office()[:-40], "damaged"),
}  # fmt: skip
