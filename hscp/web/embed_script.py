"""The script that fills contacts into other people's pages: its address, its text and its digest.

An address names a version whose text never changes, so that a page may hold it to its digest (Subresource Integrity). A change is
a new file beside the old ones, which stay: tests/site/test_embeds.py knows the digest of each.
"""

import base64
from functools import lru_cache
from hashlib import sha384

from django.conf import settings

VERSIONS = (1, 2)
NEWEST = VERSIONS[-1]


@lru_cache
def script_text(version):
    """Return the script of `version`, one of VERSIONS, as bytes."""
    return (settings.BASE_DIR / "static" / "embed" / f"portal.{version}.js").read_bytes()


@lru_cache
def integrity(version):
    """Return what a page writes into `integrity` for the script of `version`."""
    return f"sha384-{base64.b64encode(sha384(script_text(version)).digest()).decode()}"
