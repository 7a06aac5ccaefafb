"""What was looked at, how it is, and how to mend it: in words from which every secret has been taken."""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote, urlsplit


class State(StrEnum):
    """How something is: as it should be, worth a look, or wrong, so that the site does not work or is not safe."""

    OK = "ok"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at (a word or two), its State, and a sentence that says what is so and how to mend it."""

    what: str
    state: State
    says: str


def ok(what, says):
    """Return a Finding of something that is as it should be."""
    return Finding(what, State.OK, says)


def look(what, says):
    """Return a Finding of something that the site works with, but that somebody should look at."""
    return Finding(what, State.LOOK, says)


def wrong(what, says):
    """Return a Finding of something that has to be mended."""
    return Finding(what, State.WRONG, says)


def reason(error):
    """Return the first line of what an exception says, without secrets."""
    return without_secrets(str(error).strip().partition("\n")[0].rstrip(".")) or type(error).__name__


def without_secrets(text):
    """Return `text` without keys, and without passwords and addresses that hold one, whatever quoted them."""
    for secret in sorted(_secrets(), key=len, reverse=True):
        text = text.replace(secret, "…")
    return text


def _secrets():
    """Return every secret that the environment, the files it names or var/secret-key give to this process."""
    found = set()
    for name, value in os.environ.items():
        if not name.startswith("HSCP_"):
            continue
        if name.endswith("_FILE"):
            value = _content(value)
        if "KEY" in name:
            found |= {value, value.strip()}
        elif "://" in value:
            found |= {value.strip(), *_passwords(value.strip())}
    found.add(_content(Path(__file__).resolve().parents[3] / "var" / "secret-key").strip())
    return {secret for secret in found if secret}


def _passwords(address):
    try:
        password = urlsplit(address).password or ""
    except ValueError:
        # Not an address after all: what stands between the name and the host.
        password = address.rpartition("@")[0].rpartition(":")[2]
    return {password, unquote(password)}


def _content(path):
    try:
        return Path(path).read_text()
    except (OSError, UnicodeDecodeError):
        return ""
