"""Compile a PDF, or a picture, from a template of the folder typst.

The work is done in a process of its own (`hscp.documents.worker`), which is killed when it takes too long: a text that
keeps typst busy cannot keep a worker of the web server. It compiles one document, so nothing of one can reach the next.
`hscp.documents.waiting` starts it ahead.
"""

import json
import math
import subprocess
from dataclasses import dataclass

from django.conf import settings

from hscp.documents import waiting

FONTS = settings.BASE_DIR / "build" / "fonts"
SECONDS = 10
LONGEST_TEXT = 80  # characters of a text in `changed`
_LONGEST_REASON = 200  # characters of what typst says


class CannotCompile(Exception):
    """A document could not be compiled; the message says why, for the log."""


class TookTooLong(CannotCompile):
    """The compiler did not finish in time, and was stopped."""


class Refused(CannotCompile):
    """Typst cannot compile it. Its own words follow, and may quote what it was given."""


@dataclass(frozen=True)
class Compiled:
    """A PDF or picture, and what the compiler reports on it.

    `fit` is {"pages", "last", "overflow", "density"}: how the template says it came out, None where it says nothing.
    `warnings` are those of typst. `changed` are the beginnings of the texts with characters that none of our fonts has.
    """

    content: bytes
    fit: dict | None
    warnings: list[str]
    changed: list[str]


def compile_about_a_person(template, data):
    """Return the Compiled (PDF/UA-1) of `template`, the name of a file in this folder, filled with `data`.

    `data` is what JSON can hold; the template reads it from `sys.inputs.data`. Raises CannotCompile, whose message holds
    nothing of the data.
    """
    try:
        return compile_document(template, data)
    except Refused:
        raise CannotCompile(f"{template} was refused by the typesetter") from None


def compile_document(template, data, *, pages=(1, 1), densities=1, attachments=(), format="pdf"):
    """Return the Compiled of `template` and `data`, set as closely as it takes to be from `pages[0]` to `pages[1]` long.

    `densities` is how many steps of closer setting the template knows. `attachments` are the texts that the PDF carries as
    files, (file name, text) each. With the `format` "png" it is a picture of the one page. Raises CannotCompile.
    """
    if not FONTS.is_dir():
        raise CannotCompile(f"{FONTS} is missing: run 'make setup' first")
    try:
        order = json.dumps(
            {
                "template": template,
                "data": data,
                "fonts": str(FONTS),
                "pages": pages,
                "densities": densities,
                "attachments": attachments,
                "format": format,
                "seconds": math.ceil(SECONDS) + 1,
            }
        )
    except TypeError as error:
        raise CannotCompile(f"{template} was given what JSON cannot hold") from error
    try:
        process = waiting.take()
    except OSError as error:
        raise CannotCompile(f"{template}: the typesetter could not be started ({error.strerror})") from error
    with process:
        try:
            made, said = process.communicate(order.encode(), timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise TookTooLong(f"{template} took more than {SECONDS} seconds") from error
        except BaseException:
            process.kill()
            raise
    waiting.have_ready()
    if process.returncode:
        lines = said.decode(errors="replace").strip().splitlines() or [f"exit code {process.returncode}"]
        # The last line: a refusal has one, and a crash says there what it was.
        raise Refused(f"{template} was refused by the typesetter: {lines[-1][:_LONGEST_REASON]}")
    about, _, content = made.partition(b"\n")
    about = json.loads(about)
    return Compiled(
        content, about["fit"], about["warnings"], [text[:LONGEST_TEXT] for text in about["changed"]]
    )
