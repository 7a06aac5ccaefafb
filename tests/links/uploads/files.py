"""Files to upload, made here: sound ones of each kind, which the hostile ones are changed from."""

import struct
import zipfile
import zlib
from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name
from PIL import Image

_OFFICE = "application/vnd.openxmlformats-officedocument."
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN_TYPES = {
    "docx": f"{_OFFICE}wordprocessingml.document.main+xml",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet.main+xml",
    "pptx": f"{_OFFICE}presentationml.presentation.main+xml",
}
_MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def upload(name, content):
    """Return what a form is given for a file of this name and content (bytes)."""
    return SimpleUploadedFile(name, content)


def make_image(kind="PNG", size=(40, 30), mode="RGB", colour=(200, 30, 30), **options):
    """Return an image (bytes) of one colour."""
    target = BytesIO()
    Image.new(mode, size, colour).save(target, kind, **options)
    return target.getvalue()


def png_chunk(name, data):
    """Return a chunk of a PNG with its length and checksum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def make_pdf(change=None, **options):
    """Return a PDF (bytes) of one page, saved with `options` after `change(pdf)` was made to it."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 280))
    if change:
        change(pdf)
    target = BytesIO()
    pdf.save(target, **options)
    return target.getvalue()


def with_action(**action):
    """Return a change for `make_pdf`: an annotation on the page with this action."""

    def change(pdf):
        made = Dictionary({f"/{key}": value for key, value in action.items()})
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 10, 10], A=made)
        pdf.pages[0].Annots = pdf.make_indirect(Array([pdf.make_indirect(link)]))

    return change


def with_annotation(**fields):
    """Return a change for `make_pdf`: an annotation with these fields on the page."""

    def change(pdf):
        made = Dictionary(
            {"/Type": Name.Annot, "/Rect": [0, 0, 9, 9]} | {f"/{k}": v for k, v in fields.items()}
        )
        pdf.pages[0].Annots = Array([made])

    return change


def make_office(code="docx", *, main_type=None, parts=None, title="Guide"):
    """Return a Word, Excel or PowerPoint file (bytes) with further `parts`, {name: content} or [(ZipInfo, content)]."""
    main = _MAIN_PARTS[code]
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{main}" ContentType="{main_type or MAIN_TYPES[code]}"/></Types>'
    )
    core = f'<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>{title}</dc:title></cp:coreProperties>'
    all_parts = {
        "[Content_Types].xml": types,
        "_rels/.rels": "<Relationships/>",
        "docProps/core.xml": core,
        main: "<document/>",
    }
    pairs = parts if isinstance(parts, list) else []
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*{**all_parts, **({} if pairs else parts or {})}.items(), *pairs]:
            archive.writestr(name, content)
    return target.getvalue()


def relation(kind, target, mode="External"):
    """Return the XML of a list of one relation."""
    return (
        f'<Relationships><Relationship Id="r1" Type="{_RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        "</Relationships>"
    )


def make_archive(parts):
    """Return a ZIP archive (bytes) of {name: content}."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()
