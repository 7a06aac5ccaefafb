"""Email addresses as people type them, and as they are compared: the only place that says when two are one. Imports only Python."""

import unicodedata

# What shows as nothing though it is no format character: fillers of Hangul, the grapheme joiner, Khmer vowels, Braille blank.
_BLANKS = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# Selectors of a variant of the letter before: marks, but they show as nothing by themselves.
_SELECTORS = ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
# Spaces, line ends, format and control characters, and what is not assigned or private.
_UNSEEN = {"Zs", "Zl", "Zp", "Cf", "Cc", "Cn", "Co", "Cs"}


def tidy_email(email):
    """Return `email` (str) as it is sent to: without spaces and invisible characters, letters at their usual width,
    the domain in lower case and without a dot at its end. What is no address comes back tidied in the same way."""
    local, at, domain = _visible(unicodedata.normalize("NFKC", _visible(email))).rpartition("@")
    return f"{local}{at}{_domain(domain)}"


def kept_email(email):
    """Return `email` (str) as bookings keep it: tidied, and in lower case."""
    return tidy_email(email).lower()


def email_key(email):
    """Return `email` (str) such that two spellings of one mailbox are equal, and "" for none.

    Beside what `tidy_email` does, case makes no difference, nor whether an international domain is written in its letters
    or as “xn--” (IDNA, RFC 3490), nor quotes round the local part that it does not need (RFC 5321, 4.1.2). “ann+work@” and
    “ann@” stay two: only their mail server knows whether they are one.
    """
    local, at, domain = tidy_email(email).rpartition("@")
    if len(local) > 2 and local[0] == local[-1] == '"':
        local = local[1:-1].replace("\\", "")
    local = unicodedata.normalize("NFKC", local.casefold())
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            # No domain of the internet: compared as it is written.
            domain = unicodedata.normalize("NFKC", domain.casefold())
    return f"{local}{at}{domain}"


def mailbox(email):
    """Return what `email` (str) most likely shares with others that lead to one mailbox: its key without what follows a “+”.

    For limits, where it does no harm to count two people as one.
    """
    local, at, domain = email_key(email).rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


def spellings(addresses, email):
    """Return those of `addresses` (strings) that are the same mailbox as `email`, as they are written; [] for no email."""
    key = email_key(email)
    return [each for each in addresses if key and email_key(each) == key]


def _visible(text):
    return "".join(char for char in text if not _is_unseen(char))


def _is_unseen(char):
    return (
        unicodedata.category(char) in _UNSEEN
        or char in _BLANKS
        or any(first <= ord(char) <= last for first, last in _SELECTORS)
    )


def _domain(domain):
    # The full stops of other scripts divide a domain too (RFC 3490, 3.1).
    return domain.replace("\u3002", ".").strip(".").lower()
