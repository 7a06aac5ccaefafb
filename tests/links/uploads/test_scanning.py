"""The virus scanner: asked where there is one, and no file is kept that it has not answered for."""

import socket
import threading
from struct import unpack

import pytest

from hscp.links.uploads import scanning
from hscp.links.uploads.examine import examine
from hscp.links.uploads.refusals import Refused
from tests.links.uploads.files import make_office, upload

# The test file that every scanner knows, in two halves so that none finds it here.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"


def _read(connection, length):
    data = b""
    while len(data) < length:
        piece = connection.recv(length - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


@pytest.fixture
def clamd(settings):
    """Return a function that starts a scanner which gives one answer, or finds EICAR; its result is what it was sent."""
    servers = []

    def start(answer=None):
        server, received = socket.create_server(("127.0.0.1", 0)), bytearray()
        servers.append(server)
        settings.HSCP_CLAMD = f"127.0.0.1:{server.getsockname()[1]}"

        def serve():
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                received.extend(_read(connection, 10))
                while length := unpack(">I", _read(connection, 4))[0]:
                    received.extend(_read(connection, length))
                found = b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in received else b"stream: OK\0"
                connection.sendall(found if answer is None else answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        return received

    yield start
    for server in servers:
        server.close()


def test_without_a_scanner_it_is_known_that_the_file_was_not_scanned(settings):
    settings.HSCP_CLAMD = ""

    assert examine(upload("a.docx", make_office())).is_scanned is False


def test_a_file_without_a_finding_is_kept(clamd):
    received, content = (
        clamd(),
        make_office(parts={"word/media/a.png": b"\x89PNG" + bytes(range(256)) * 1000}),
    )

    assert examine(upload("a.docx", content)).is_scanned is True
    assert bytes(received) == b"zINSTREAM\0" + content


def test_the_test_virus_is_refused(clamd):
    clamd()

    with pytest.raises(Refused, match="EICAR") as refused:
        scanning.scan(b"some text " + EICAR)

    assert refused.value.code == "virus"


@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK", b"x" * 10_000]
)
def test_an_answer_that_is_none_keeps_no_file(clamd, answer):
    clamd(answer)

    with pytest.raises(Refused) as refused:
        examine(upload("a.docx", make_office()))

    assert refused.value.code == "scanner_away"


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.ctl", "nonsense", "127.0.0.1:port"])
def test_a_scanner_that_is_away_keeps_no_file_and_says_so(settings, address):
    settings.HSCP_CLAMD = address

    with pytest.raises(Refused, match="scanner does not answer") as refused:
        examine(upload("a.docx", make_office()))

    assert refused.value.code == "scanner_away"


def test_a_scanner_that_never_answers_is_not_waited_for(clamd, settings, monkeypatch):
    monkeypatch.setattr(scanning, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.HSCP_CLAMD = f"127.0.0.1:{silent.getsockname()[1]}"

        with pytest.raises(Refused, match="scanner does not answer"):
            scanning.scan(b"content")


def test_a_scanner_at_a_socket_of_the_host_is_asked(settings, tmp_path):
    path = tmp_path / "c"
    settings.HSCP_CLAMD = str(path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(path))
        server.listen()

        def serve():
            connection, _ = server.accept()
            with connection:
                _read(connection, 10 + 4 + 7 + 4)
                connection.sendall(b"stream: OK\0")

        threading.Thread(target=serve, daemon=True).start()

        assert scanning.scan(b"content") is True
