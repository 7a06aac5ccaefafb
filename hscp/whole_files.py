"""Files that are written to their end or not at all."""

import os
import secrets
from contextlib import suppress

# How the names of files begin that are not written to their end yet.
HALF = ".part-"


def write_whole(path, content):
    """Write `content` (bytes) to `path` (a Path), whose folder exists. On a full disk what stood there stays. Raises OSError."""
    half = path.with_name(f"{HALF}{secrets.token_hex(8)}")
    try:
        half.write_bytes(content)
        half.replace(path)
    except BaseException:
        with suppress(OSError):
            os.unlink(half)
        raise
