"""The virus scanner, where the host has one: clamd, at the address in HSCP_CLAMD."""

import socket
from struct import pack

from django.conf import settings

from hscp.links.uploads.refusals import Refused

SECONDS = 10
_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096


def scan(content):
    """Return whether a file (bytes) was scanned: False where there is no scanner.

    Raises Refused if something was found, or if the scanner that there should be does not answer.
    """
    address = settings.HSCP_CLAMD
    if not address:
        return False
    try:
        answer = _ask(address, content)
    except (OSError, ValueError) as error:
        raise Refused(
            "scanner_away",
            "The virus scanner does not answer, so the file was not kept. Try again later; "
            "if it happens again, tell whoever runs this site.",
        ) from error
    if answer.endswith("FOUND"):
        raise Refused(
            "virus",
            f"The virus scanner found something in the file ({answer.removeprefix('stream: ').removesuffix(' FOUND')[:80]}). "
            "It was not kept. Tell your IT support, and do not open it.",
        )
    if answer != "stream: OK":
        raise Refused(
            "scanner_away", f"The virus scanner could not read the file ({answer[:80]}), so it was not kept."
        )
    return True


def _ask(address, content):
    """Return what clamd says of `content`. `address` is host:port, or the path of its socket. Raises OSError, ValueError."""
    with _connect(address) as connection:
        connection.sendall(b"zINSTREAM\0")
        for at in range(0, len(content), _PIECE):
            piece = content[at : at + _PIECE]
            connection.sendall(pack(">I", len(piece)) + piece)
        connection.sendall(pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0"):
            piece = connection.recv(_LONGEST_ANSWER)
            if not piece or len(answer) > _LONGEST_ANSWER:
                raise ValueError("clamd ended without an answer")
            answer += piece
    return answer.rstrip(b"\0").decode(errors="replace").strip()


def _connect(address):
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(SECONDS)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)
