"""Ask the web server in this container whether it lives, as the proxy would. Exits with 0 if it does."""

import os
import sys
from urllib.request import Request, urlopen

host = os.environ.get("HSCP_HOSTS", "localhost").split(",")[0].strip()
request = Request("http://127.0.0.1:8000/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
try:
    sys.exit(urlopen(request, timeout=4).status != 200)  # noqa: S310
except OSError as error:
    sys.exit(f"The portal does not answer: {error}")
