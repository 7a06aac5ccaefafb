"""Have a file examined in a process of its own, which is ended when it takes too long or too much memory."""

import json
import math
import subprocess
import sys

from django.conf import settings

from hscp.links.uploads.refusals import Refused

SECONDS = 12


def run(task, content, kind):
    """Return (what the task made of the file, or None; its facts) for a file (bytes) of `kind`.

    `task` is "examine" or "preview". Raises Refused, also where the file was too much for the process.
    """
    order = json.dumps({"task": task, "kind": kind.code, "seconds": math.ceil(SECONDS) + 1}).encode() + b"\n"
    try:
        done = subprocess.run(
            [sys.executable, "-m", "hscp.links.uploads.worker"],
            input=order + content,
            capture_output=True,
            timeout=SECONDS,
            cwd=settings.BASE_DIR,
            env={},
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise Refused(
            "too_much",
            "The file takes too long to check, or is not built as such files are. "
            "Open it in its own program, save it again more simply, and upload that file.",
        ) from error
    line, _, made = done.stdout.partition(b"\n")
    answer = json.loads(line)
    if "refused" in answer:
        raise Refused(answer["refused"], answer["message"])
    return (made if answer["is_made"] else None), answer["facts"]
