"""The portal as the production server runs it, against the database of the tests.

HSCP_STORM_PAUSE seconds pass inside each booking's transaction, so that a worker can be killed in the middle of it.
"""

import os
import time

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
application = get_wsgi_application()

if pause := float(os.environ.get("HSCP_STORM_PAUSE", "0")):
    from training.booking.places import taking

    noted = taking.note

    def _slowly(*args, **kwargs):
        noted(*args, **kwargs)
        time.sleep(pause)

    taking.note = _slowly
