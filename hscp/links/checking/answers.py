"""What comes of asking for an address: an answer, or the reason why there is none."""

from dataclasses import dataclass
from enum import Enum


class Trouble(Enum):
    """Why there is no answer, in words for an editor."""

    NO_ADDRESS = "It is not a web address that can be opened"
    PRIVATE_HOST = "It leads to an address that readers cannot open"
    PRIVATE_NETWORK = "Its host is inside a private network, where the check does not go"
    NO_HOST = "There is no such host"
    NO_CONNECTION = "The host does not answer"
    TOO_LATE = "The host takes too long to answer"
    CERTIFICATE = "The certificate is not valid for this host"
    NO_SECURE_CONNECTION = "No secure connection can be made"
    NOT_HTTP = "The host does not answer as a web site does"
    TOO_MANY_REDIRECTS = "It redirects again and again"
    ROBOTS = "The site asks automatic checks not to open it"
    WAITING = "The site asks automatic checks to come back later"


class NotReached(Exception):
    """An address could not be asked for. `trouble` is the Trouble, `detail` more about it in plain words, or ""."""

    def __init__(self, trouble, detail=""):
        super().__init__(trouble.value)
        self.trouble = trouble
        self.detail = detail


@dataclass(frozen=True)
class Answer:
    """What came of asking for an address.

    `address` is the last one asked for, after redirects; `permanent` the one that permanent redirects lead to, "" if there were
    none; `status` None where nothing answered, and `trouble` says why; `content_type` and `charset` are in small letters; `body`
    is the start of a text, unpacked, None where nobody here can unpack it; what `is_late` did not end in time; `seconds` how long
    it took, without the time for which the check waited to be polite.
    """

    address: str
    status: int | None = None
    trouble: Trouble | None = None
    detail: str = ""
    permanent: str = ""
    redirects: int = 0
    content_type: str = ""
    charset: str = ""
    body: bytes | None = b""
    is_late: bool = False
    is_challenge: bool = False
    etag: str = ""
    last_modified: str = ""
    seconds: float = 0.0
