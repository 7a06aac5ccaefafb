"""The files in which the workers of one server count: a folder for each server, and what becomes of those of a worker that ended.

`prometheus_client` writes one file for each kind of metric and worker, and leaves it when the worker ends, so that no count goes
back. Workers end all the time (`--max-requests`), so their files are added up into one of each kind.
"""

import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path

from filelock import FileLock

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
LOCK = "merging.lock"
# In the place of a worker's pid.
ENDED = "ended"


def use_folder():
    """Give this server an empty folder, named in the environment for its workers. A server that reloads keeps its folder.

    Called before anything imports prometheus_client, which looks at the environment once.
    """
    folder = Path(tempfile.gettempdir()) / f"hscp-metrics-{os.getpid()}"
    if os.environ.get(FOLDER_VARIABLE) != str(folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        os.environ[FOLDER_VARIABLE] = str(folder)


def remove_folder():
    """Remove the folder of this server, at its end."""
    shutil.rmtree(os.environ[FOLDER_VARIABLE], ignore_errors=True)


def add_up(pid):
    """Add what the worker `pid` has counted to the sums of those that have ended, and delete its files."""
    from prometheus_client.mmap_dict import MmapedDict

    folder = Path(os.environ[FOLDER_VARIABLE])
    with FileLock(folder / LOCK):
        for path in folder.glob(f"*_{pid}.db"):
            sums = folder / path.name.replace(f"_{pid}.db", f"_{ENDED}.db")
            found = Counter()
            for each in filter(Path.exists, (sums, path)):
                for key, value, *_ in MmapedDict.read_all_values_from_file(each):
                    found[key] += value
            new = sums.with_suffix(".new")
            new.unlink(missing_ok=True)
            written = MmapedDict(str(new))
            for key, value in found.items():
                written.write_value(key, value, 0)
            written.close()
            new.replace(sums)
            path.unlink()
