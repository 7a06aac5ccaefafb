"""The settings of the database and of the shared cache, from their addresses."""

from django.db import DEFAULT_DB_ALIAS

from hscp.database.replica import REPLICA

_KEPT = {"conn_max_age": 60, "conn_health_checks": True}
# How long a page waits for the shared cache, in seconds; then the process counts for itself.
CACHE_WITHIN = 0.3
# How long a thread keeps its connection to the database, in seconds: to make one takes five round trips or more.
CONNECTION_KEPT = 600


def databases(env, default):
    """Return Django's DATABASES for the address in HSCP_DATABASE_URL, or for the address `default`. `env` is an Env.

    HSCP_REPLICA_URL adds a read replica: see `hscp.database.replica`.
    """
    found = env.dj_db_url("HSCP_DATABASE_URL", default, **_KEPT)
    if found["ENGINE"].endswith("sqlite3"):
        found["OPTIONS"] = {
            # SQLite has no row locks: IMMEDIATE takes the write lock when a transaction begins.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        }
        return {DEFAULT_DB_ALIAS: found}
    _limit(found)
    if not env.str("HSCP_REPLICA_URL", "").strip():
        return {DEFAULT_DB_ALIAS: found}
    replica = env.dj_db_url("HSCP_REPLICA_URL", **_KEPT)
    _limit(replica)
    # One moment of the content for all that a page asks. Without the replica a page waits for this long, once in a while.
    replica["OPTIONS"]["connect_timeout"] = 1
    replica["OPTIONS"]["options"] += (
        r" -c default_transaction_isolation=repeatable\ read -c default_transaction_read_only=on"
    )
    replica["TEST"] = {"MIRROR": DEFAULT_DB_ALIAS}
    return {DEFAULT_DB_ALIAS: found, REPLICA: replica}


def _limit(postgresql):
    """Let the connections of these settings give up on a server that is stuck or frozen."""
    postgresql["ENGINE"] = "hscp.database.limited_postgresql"
    postgresql.setdefault("OPTIONS", {}).update(
        connect_timeout=2,
        # A firewall between the two forgets no connection that is used once a minute.
        keepalives_idle=60,
        keepalives_interval=10,
        keepalives_count=3,
        # A stuck query or lock fails after 5 s and holds no web worker. Compiling a query (jit) takes longer than it saves.
        # The time zone is what Django would set in a round trip of its own.
        options="-c TimeZone=UTC -c statement_timeout=5000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=15000 -c jit=off",
    )


def caches(env):
    """Return Django's CACHES for the address in HSCP_CACHE_URL, or one in the memory of each process. `env` is an Env."""
    found = env.dj_cache_url("HSCP_CACHE_URL", "locmem://")
    if found["BACKEND"].endswith("RedisCache"):
        found.setdefault("OPTIONS", {}).update(
            socket_connect_timeout=CACHE_WITHIN, socket_timeout=CACHE_WITHIN
        )
    return {"default": found}
