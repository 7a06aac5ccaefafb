"""How much processor time processes have used, in the kernel and outside of it, as Linux counts it in nanoseconds."""

from pathlib import Path

import psycopg

PROC = Path("/proc")


def used_by(pid):
    """Return the milliseconds that the threads of the process `pid` have used; 0 if there is no such process."""
    total = 0
    for schedule in (PROC / str(pid) / "task").glob("*/schedstat"):
        try:
            total += int(schedule.read_text().split()[0])
        except OSError:
            continue
    return total / 1e6


def with_children(pid):
    """Return the pids of the process `pid` and of its children."""
    children = []
    for stat in PROC.glob("[0-9]*/stat"):
        try:
            parent = stat.read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if int(parent) == pid:
            children.append(int(stat.parent.name))
    return [pid, *children]


class Backends:
    """The processes that PostgreSQL on this machine has for the connections to one database."""

    def __init__(self, url, database):
        self._connection = psycopg.connect(url, autocommit=True)
        self._database = database

    def pids(self):
        rows = self._connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = %s", [self._database]
        ).fetchall()
        return [pid for (pid,) in rows]

    def are_here(self):
        """Return whether the processes can be seen: not those of a server elsewhere."""
        own = self._connection.info.backend_pid
        return (PROC / str(own) / "task").is_dir() and "postgres" in (PROC / str(own) / "comm").read_text()


class Meter:
    """Counts what a server's processes and the database's use between two readings. `pids` returns the server's."""

    def __init__(self, pids, backends):
        self._pids, self._backends = pids, backends
        self._before = {}
        self.read()

    def read(self):
        """Return the milliseconds used since the last reading."""
        now = {pid: used_by(pid) for pid in [*self._pids(), *self._backends.pids()]}
        used = sum(total - self._before.get(pid, 0) for pid, total in now.items())
        self._before = now
        return used
