"""What is in a database: how many rows each table has, and a checksum of them that does not depend on their order."""

from hashlib import md5

# Their rows are in no backup: pages can be made again, nobody is signed in to a restored site, and marks of changes are new there.
WITHOUT_ROWS = ("hscp_storedpage", "hscp_contentchange", "django_session")

# The upper half of the MD5 of each row as text, added up: it is not there to withstand an attacker, which the encryption does.
_ROWS = "SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0) FROM {table} t"
_OBJECTS = {
    "constraints": "SELECT count(*) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace",
    "indexes": "SELECT count(*) FROM pg_indexes WHERE schemaname = current_schema()",
    "triggers": "SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace",
}
_SEQUENCES = (
    "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = current_schema()"
)
_MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"


def facts(connection):
    """Return what is in the database of `connection`, as a dict that JSON can hold; `differences` compares two.

    tables: {name: [rows, checksum]}; sequences: {name: last value}; objects: {kind: how many}; migrations: [[app, name]].
    Call it in a transaction that sees one state of all tables.
    """
    with connection.cursor() as cursor:
        names = sorted(
            table.name for table in connection.introspection.get_table_list(cursor) if table.type == "t"
        )
        is_postgresql = connection.vendor == "postgresql"
        read = _of_postgresql if is_postgresql else _of_sqlite
        found = {"tables": {}, "sequences": {}, "objects": {}, "migrations": []}
        for name in names:
            empty = name in WITHOUT_ROWS
            found["tables"][name] = [0, "0"] if empty else read(cursor, connection.ops.quote_name(name))
        if is_postgresql:
            cursor.execute(_SEQUENCES)
            found["sequences"] = dict(cursor.fetchall())
            for kind, query in _OBJECTS.items():
                cursor.execute(query)
                found["objects"][kind] = cursor.fetchone()[0]
        if "django_migrations" in names:
            cursor.execute(_MIGRATIONS)
            found["migrations"] = [list(row) for row in cursor.fetchall()]
    return found


def differences(before, after):
    """Return in words how the database with the facts `after` differs from that with `before`, from which it was restored."""
    found = []
    for name in sorted({*before["tables"], *after["tables"]}):
        was, now = before["tables"].get(name), after["tables"].get(name)
        if was is None or now is None:
            found.append(f"Table {name} {'is missing' if now is None else 'was not in the backup'}.")
        elif was[0] != now[0]:
            found.append(f"Table {name} has {now[0]} rows, and had {was[0]}.")
        elif was != now:
            found.append(f"Table {name} has as many rows as before, but others.")
    # A sequence is no part of a transaction: it may have moved on before it was dumped.
    for name, value in before["sequences"].items():
        if after["sequences"].get(name, -1) < value:
            found.append(f"The numbers of {name} would be given out again.")
    for kind, number in before["objects"].items():
        if after["objects"].get(kind) != number:
            found.append(f"There are {after['objects'].get(kind)} {kind}, and there were {number}.")
    return found


def _of_postgresql(cursor, table):
    cursor.execute(_ROWS.format(table=table))
    rows, checksum = cursor.fetchone()
    return [rows, str(checksum)]


def _of_sqlite(cursor, table):
    cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  (the quoted name of one of our tables)
    rows = total = 0
    while batch := cursor.fetchmany(1000):
        rows += len(batch)
        total += sum(
            int(md5(repr(row).encode(), usedforsecurity=False).hexdigest()[:16], 16) for row in batch
        )
    return [rows, str(total)]
