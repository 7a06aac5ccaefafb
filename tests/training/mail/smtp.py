"""A mail server on this machine for tests, that answers as well or as badly as a test wants."""

import socketserver
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

_GOOD = {
    "CONNECT": "220 ready",
    "EHLO": "250 hello",
    "HELO": "250 hello",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "BODY": "250 accepted",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}


class HangUp(Exception):
    """Raised by an `answer`: the server closes the connection without a word."""


@dataclass
class MailServer:
    """What a running server was told. `answer` may give another reply than the good one, sleep, or raise HangUp.

    It is called with the verb (CONNECT, EHLO, MAIL, RCPT, DATA, BODY, RSET, QUIT) and the line, and returns None for the
    good reply. `accepted` are the (recipients, text) of the mails it took; `connections` counts.
    """

    answer: object = lambda verb, line: None
    accepted: list = field(default_factory=list)
    connections: int = 0
    port: int = 0

    def message_ids(self):
        """Return the Message-ID of each mail it took."""
        return [
            line.split(": ", 1)[1]
            for _, text in self.accepted
            for line in text.splitlines()
            if line.startswith("Message-ID: ")
        ]


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.mail.connections += 1
        try:
            self._talk()
        except (HangUp, OSError):
            return

    def _talk(self):
        mail, recipients = self.server.mail, []
        self._reply("CONNECT", "")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            good = self._reply(verb, line)
            if verb == "MAIL":
                recipients = []
            elif verb == "RCPT" and good:
                recipients.append(line[line.index("<") + 1 : line.index(">")])
            elif verb == "DATA" and good:
                text = b""
                while (part := self.rfile.readline()) not in {b".\r\n", b""}:
                    text += part
                answer = self._answer("BODY", "")
                if answer.startswith("2"):
                    mail.accepted.append((recipients, text.decode()))
                self._say(answer)
            elif verb == "QUIT":
                return

    def _answer(self, verb, line):
        return self.server.mail.answer(verb, line) or _GOOD.get(verb, "500 what?")

    def _reply(self, verb, line):
        answer = self._answer(verb, line)
        self._say(answer)
        return answer[0] in "23"

    def _say(self, answer):
        self.wfile.write(f"{answer}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


@contextmanager
def mail_server(settings, answer=None):
    """Run a MailServer and point the portal's mail at it, with a second of patience."""
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        server.mail = MailServer(port=server.server_address[1])
        if answer:
            server.mail.answer = answer
        use(settings, server.mail.port)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server.mail
        finally:
            server.shutdown()
            thread.join()


def use(settings, port):
    """Send the portal's mail to a port of this machine."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 1
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


def tarpit(verb, line):
    """An `answer` that keeps everybody waiting longer than they have patience."""
    time.sleep(3)
