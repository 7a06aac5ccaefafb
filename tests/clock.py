"""The moment at which tests that depend on the time begin."""

import os
import re
from datetime import datetime

# An ordinary Wednesday, far from a change of clocks and from the ends of a day, month or year. .ci/run names others.
CLOCK = datetime.fromisoformat(os.environ.get("HSCP_TEST_CLOCK", "2027-05-12T10:00:00+00:00"))
_DEPENDS_ON_TIME = re.compile(r"timezone\.(now|localdate|localtime)\(|make_(session|booking)\(|import CLOCK")
_OWN_CLOCK = {"browser", "storm"}  # their servers run in processes that read the real clock


def is_time_bound(path):
    """Say whether the module at `path` makes dates of its own, or records that are given the time."""
    return not _OWN_CLOCK & set(path.parts) and bool(_DEPENDS_ON_TIME.search(path.read_text()))
