"""The process that examines one file: an order and the file come in on standard input, what is kept goes out.

`hscp.links.uploads.process` starts it, with a time limit and without the portal's environment. It writes no file, opens no
connection, and ends by itself should nobody be left to end it. Whatever a file does to a library that reads it ends here.
"""

import json
import os
import resource
import signal
import sys

from hscp.links.uploads.kinds import KINDS
from hscp.links.uploads.refusals import Refused

MEMORY = 1024**3  # bytes of address space; an image of 25 million pixels takes less than half of it


def main():
    """Read a line of JSON and a file; write a line of JSON, then the bytes that were made."""
    return answer(lambda order, content: _TASKS[order["task"]](content, order["kind"]))


def answer(examine):
    """Answer the order and the file on standard input with `examine(order, content)`: (bytes or None, facts as JSON).

    Memory and time are limited first. Returns the exit code of the process.
    """
    order = json.loads(sys.stdin.buffer.readline())
    signal.alarm(order["seconds"])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (order["seconds"], order["seconds"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)  # requests for pages come first
    try:
        made, facts = examine(order, sys.stdin.buffer.read())
        said = {"facts": facts, "is_made": made is not None}
    except Refused as refused:
        made, said = b"", {"refused": refused.code, "message": refused.message}
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + (made or b""))
    return 0


def _examine(content, code):
    if KINDS[code].is_image:
        from hscp.links.uploads.images import rewrite

        return rewrite(content, KINDS[code])
    if KINDS[code].is_office:
        from hscp.links.uploads.office import examine_office

        return examine_office(content, code)
    from hscp.links.uploads.pdfs import examine_pdf

    return examine_pdf(content)


def _preview(content, code):
    if KINDS[code].is_image:
        from hscp.links.uploads.images import preview_of

        return preview_of(content)
    from hscp.links.uploads.pdf_pages import look_at_pages

    return look_at_pages(content)


_TASKS = {"examine": _examine, "preview": _preview}


if __name__ == "__main__":
    sys.exit(main())
