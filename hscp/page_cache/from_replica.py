"""Pages made from the read replica, which never hide a change that has not reached it."""

import logging

from hscp.database.replica import ReplicaAway
from hscp.page_cache.content_version import content_version

logger = logging.getLogger(__name__)


def from_replica(replica, version, ask):
    """Return what `ask()` returns, a pair of anything and (status, headers, body), with the replica's rows; or None.

    It is None unless there is a replica that has, in the snapshot of which all is read, exactly the content of `version` ("release:content"),
    which the primary has just said: one that lags has another. A page stored for a version is made of no older content.
    """
    if not replica.may_be_asked():
        return None
    try:
        with replica.one_snapshot() as snapshot:
            if content_version(snapshot) != version.partition(":")[2]:
                return None
            made, answer = ask()
    except ReplicaAway:
        logger.exception("The read replica cannot be read. Pages are made from the database itself.")
        return None
    if answer[0].startswith("5"):
        # It may be the replica: it ends a query that reads what the primary has cleared away since.
        replica.has_failed()
        return None
    return made, answer
