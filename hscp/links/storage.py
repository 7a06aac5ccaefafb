"""Where uploaded files are kept: a folder of this server, or an object store that several servers share."""

import errno
import os
from contextlib import suppress
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage

_OBJECT_STORE_HELP = (
    "HSCP_MEDIA_URL must be s3://key:secret@host/bucket, with ?region=… where the store has regions. "
    "Leave it unset to keep files in the folder HSCP_MEDIA_ROOT."
)


class NoRoom(Exception):
    """There is no room left for an upload; nothing of it was kept. The text says so to an editor."""

    def __init__(self):
        super().__init__(
            "There is no room left on the server for this file, so nothing of it was kept. "
            "Tell whoever runs this site, and upload it again later."
        )


class WholeFileStorage(FileSystemStorage):
    """A folder that holds whole files only: what could not be written to its end is removed."""

    def _save(self, name, content):
        try:
            return super()._save(name, content)
        except OSError as error:
            with suppress(OSError):
                os.remove(self.path(name))
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise NoRoom from error
            raise


def file_storage(address):
    """Return Django's setting for the storage of uploads at `address`, the value of HSCP_MEDIA_URL; "" is the local folder.

    Raises ImproperlyConfigured for an address that is none.
    """
    if not address:
        return {"BACKEND": "hscp.links.storage.WholeFileStorage"}
    parts = urlsplit(address)
    bucket = parts.path.strip("/")
    if parts.scheme != "s3" or not all((parts.username, parts.password, parts.hostname, bucket)):
        raise ImproperlyConfigured(_OBJECT_STORE_HELP)
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": unquote(parts.username),
            "secret_key": unquote(parts.password),
            "endpoint_url": f"https://{parts.netloc.rpartition('@')[2]}",
            "bucket_name": bucket,
            "region_name": dict(parse_qsl(parts.query)).get("region"),
            # Readers get files from the portal, which checks that they are public.
            "default_acl": "private",
            "file_overwrite": False,
        },
    }
