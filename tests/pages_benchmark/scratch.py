"""A database of its own for the benchmark, beside the one that HSCP_DATABASE_URL names, and the settings of production."""

import os
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.pages_benchmark.servers import ROOT


@contextmanager
def scratch_database(url):
    """Make an empty database on the server of `url`; give its own address and its name, and drop it at the end."""
    name = f"hscp_bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        # Work that PostgreSQL shares out to processes that end at once could not be counted.
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET max_parallel_workers_per_gather = 0").format(sql.Identifier(name))
        )
    try:
        yield urlsplit(url)._replace(path=f"/{name}").geturl(), name
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def production(database_url, folder):
    """Return the environment of a portal in production with everything of its own in `folder`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HSCP_", "DJANGO_"))}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "hscp.settings",
        "HSCP_SECRET_KEY": "benchmark-only-" + "0123456789abcdef" * 4,
        "HSCP_BEHIND_PROXY": "true",
        "HSCP_HOSTS": "localhost",
        "HSCP_ADDRESS": "https://localhost",
        "HSCP_EMAIL_URL": "submission://nobody:nothing@localhost:587",
        "HSCP_DATABASE_URL": database_url,
        "HSCP_SEARCH_INDEX": f"{folder}/index",
        "HSCP_MEDIA_ROOT": f"{folder}/files",
        "HSCP_DOCUMENTS": f"{folder}/documents",
    }


def seed(size, environment):
    """Bring the database to `size` records: see tests/pages_benchmark/seed.py."""
    command = [sys.executable, "-m", "tests.pages_benchmark.seed", str(size)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
