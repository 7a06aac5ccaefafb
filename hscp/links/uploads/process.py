"""Have a file examined in a process of its own, which is ended when it takes too long or too much memory."""

import json
import logging
import math
import subprocess
import sys

from django.conf import settings

from hscp.links.uploads.refusals import Refused

SECONDS = 12
logger = logging.getLogger(__name__)


def run(task, content, kind):
    """Return (what the task made of the file, or None; its facts) for a file (bytes) of `kind`.

    `task` is "examine" or "preview". Raises Refused, also where the file was too much for the process.
    """
    answer, made = ask(
        "hscp.links.uploads.worker", {"task": task, "kind": kind.code}, content, seconds=SECONDS
    )
    return (made if answer["is_made"] else None), answer["facts"]


def ask(worker, order, content, *, seconds):
    """Return (answer, bytes) of the module `worker` (its name), run by itself with an order (dict) and a file (bytes).

    It is ended after `seconds`. Raises Refused if the worker refuses the file, or if the file was too much for it.
    """
    line = json.dumps(order | {"seconds": math.ceil(seconds) + 1}).encode() + b"\n"
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", worker],
            input=line + content,
            capture_output=True,
            timeout=seconds,
            cwd=settings.BASE_DIR,
            env={},
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        logger.warning(
            "%s did not end well: %s", worker, (error.stderr or b"")[-2_000:].decode(errors="replace")
        )
        raise Refused(
            "too_much",
            "The file takes too long to check, or is not built as such files are. "
            "Open it in its own program, save it again more simply, and upload that file.",
        ) from error
    line, _, made = done.stdout.partition(b"\n")
    answer = json.loads(line)
    if "refused" in answer:
        raise Refused(answer["refused"], answer["message"])
    return answer, made
