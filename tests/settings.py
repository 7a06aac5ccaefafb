"""The portal's own settings with what tests need: a fixed key, a fast hasher, plain static storage."""

import os
import tempfile

os.environ.setdefault("HSCP_SECRET_KEY", "tests-only-" + "0123456789abcdef" * 4)
os.environ.setdefault("HSCP_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("HSCP_HTTPS", "false")

from hscp.settings import *  # noqa: F403
from hscp.settings import DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Serve static files straight from their folders; whitenoise would else warn of the missing collected folder.
WHITENOISE_AUTOREFRESH = True
HSCP_SEARCH_INDEX = tempfile.mkdtemp(prefix="hscp-test-search-")
# One cache for all processes of a run: what one of them has compiled, the others need not compile again.
HSCP_DOCUMENTS = (
    os.path.join(tempfile.gettempdir(), f"hscp-test-documents-{os.environ['PYTEST_XDIST_TESTRUNUID']}")
    if "PYTEST_XDIST_TESTRUNUID" in os.environ
    else tempfile.mkdtemp(prefix="hscp-test-documents-")
)
HSCP_PAGE_COPIES = tempfile.mkdtemp(prefix="hscp-test-copies-")
MEDIA_ROOT = tempfile.mkdtemp(prefix="hscp-test-files-")
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
AXES_ENABLED = False  # the tests of sign-in throttling switch it on
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Nothing here has to outlive a power cut.
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )
    # A file, since threads cannot share SQLite's in-memory test database; one per process, so runs do not meet.
    DATABASES["default"]["TEST"] = {
        "NAME": os.path.join(tempfile.gettempdir(), f"hscp-test-{os.getpid()}.sqlite3")
    }
