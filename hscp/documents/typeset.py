"""Make a PDF from a document of this folder. Foundation: imports no app.

The work is done in a process of its own (`hscp.documents.press`), which is killed when it takes too long: a text that
keeps the typesetter busy cannot keep a worker of the web server.
"""

import json
import subprocess
import sys

from django.conf import settings

FONTS = settings.BASE_DIR / "build" / "fonts"
SECONDS = 10


class CannotTypeset(Exception):
    """A document could not be made; the message says why, for the log. It holds nothing of the data."""


def typeset(document, data):
    """Return the PDF (bytes, PDF/UA-1) of `document`, the name of a file in this folder, filled with `data`.

    `data` is what JSON can hold; the document reads it from `sys.inputs.data`. Raises CannotTypeset.
    """
    if not FONTS.is_dir():
        raise CannotTypeset(f"{FONTS} is missing: run 'make setup' first")
    order = json.dumps({"document": document, "data": data, "fonts": str(FONTS)})
    try:
        made = subprocess.run(
            [sys.executable, "-m", "hscp.documents.press"],
            input=order.encode(),
            capture_output=True,
            cwd=settings.BASE_DIR,
            env={},
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CannotTypeset(f"{document} took more than {SECONDS} seconds") from error
    if made.returncode:
        raise CannotTypeset(f"{document} was refused by the typesetter")
    return made.stdout
