"""The version of what public pages show. It moves in the transaction of each change, whichever way the change is made.

Triggers of the database do it, so that bulk updates, imports, bookings and statements typed by hand count as well as what goes
through `content_change()`. They stand on every table but those of `NOT_SHOWN`: a table that nobody thought of makes pages
too fresh, never stale.
"""

from datetime import UTC, datetime, timedelta

from django.db import connections
from django.utils.timezone import localdate

from hscp.london_time import midnight
from hscp.page_cache.models import ContentChange
from hscp.records.parts import models_except

# The apps and models of which no public page shows anything.
NOT_SHOWN = {
    "admin",
    "api",
    "auth",
    "axes",
    "contenttypes",
    "editing",
    "feedback",
    "following",
    "jobs",
    "reversion",
    # The search page is not cached, and what lists take from search belongs to records that are shown.
    "search",
    "sessions",
    "hscp.AuditEntry",
    "hscp.ContentChange",
    "hscp.RecoveryCode",
    "hscp.SignInDevice",
    "hscp.StaffSession",
    "hscp.StoredPage",
    "hscp.User",
    "links.LinkCheck",
    "brochure.ImportRun",
    "brochure.ImportedPdf",
    "brochure.ImportedValue",
    "brochure.KnownName",
    "brochure.LineCorrection",
    "brochure.PossibleDuplicate",
    "contacts.ContactChange",
    "training.Approval",
    "training.BookingAnswer",
    "training.BookingEvent",
    "training.CommentTheme",
    "training.DayMark",
    "training.BookingQuestion",
    "training.Charge",
    "training.ErasedPerson",
    "training.Evaluation",
    "training.Interest",
    "training.InvitationRefusal",
    "training.InvoiceDetails",
    "training.InvoiceList",
    "training.ManageLink",
    "training.Message",
    "training.NotAnOrganisation",
    "training.Organisation",
    "training.OrganisationAlias",
    "training.RecordLink",
    "training.TeamMember",
    "training.TeamRequest",
}
_TABLE = ContentChange._meta.db_table
_TRIGGER = "hscp_content_changed"
# A transaction leaves one mark, however many statements it has. The numbers of transactions begin again where a backup is
# restored, so a mark that is there already gets a new token. Old marks go, but nobody waits for whoever removes them.
_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {_TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('hscp.content_changed', true) IS NOT DISTINCT FROM pg_current_xact_id()::text THEN
        RETURN NULL;
    END IF;
    INSERT INTO {_TABLE} (transaction_id, token, changed_at)
        VALUES (pg_current_xact_id()::text::bigint, floor(random() * 9e15), clock_timestamp())
        ON CONFLICT (transaction_id) DO UPDATE SET token = excluded.token, changed_at = excluded.changed_at;
    DELETE FROM {_TABLE} WHERE transaction_id IN (
        SELECT transaction_id FROM {_TABLE} WHERE changed_at < clock_timestamp() - interval '1 hour'
        LIMIT 100 FOR UPDATE SKIP LOCKED
    );
    PERFORM set_config('hscp.content_changed', pg_current_xact_id()::text, true);
    RETURN NULL;
END $$
"""  # noqa: S608
_POSTGRESQL_TRIGGER = """
CREATE OR REPLACE TRIGGER {trigger} AFTER INSERT OR UPDATE OR DELETE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {trigger}()
"""
# SQLite has one writer at a time, so one row does.
_SQLITE_TRIGGER = """
CREATE TRIGGER {trigger}_{table_name}_{event} AFTER {event} ON {table} BEGIN
    DELETE FROM {marks};
    INSERT INTO {marks} (transaction_id, token, changed_at)
        VALUES (1, random() & 9007199254740991, strftime('%Y-%m-%d %H:%M:%f', 'now'));
END
"""


def shown_models():
    """Return the models, with those of many-to-many relations, of which public pages may show something."""
    return models_except(NOT_SHOWN)


def install_triggers(using):
    """Set the triggers in the database `using`, in place of those that are there. Whoever migrates does it at the end."""
    connection = connections[using]
    tables = [model._meta.db_table for model in shown_models()]
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        if _TABLE not in existing:
            return
        statements = _postgresql if connection.vendor == "postgresql" else _sqlite
        for statement in statements([table for table in tables if table in existing], connection):
            cursor.execute(statement)


def content_version(connection):
    """Return the version of the content that `connection` sees, as text. Makes one query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*), COALESCE(SUM(token), 0) FROM {_TABLE}")  # noqa: S608
        return "{}:{}".format(*cursor.fetchone())


def next_moment(at, connection):
    """Return the first moment after `at` (aware datetime) that changes what pages show by itself; None without one.

    It is one of those that the models name in `pages_change_at`, or that long before one as `pages_change_ahead` says: a record
    appears or disappears, a session begins, its booking closes. Makes one query.
    """
    moments = list(_moments())
    quote = connection.ops.quote_name
    firsts = " UNION ALL ".join(
        f"SELECT {number}, MIN({quote(name)}) FROM {quote(table)} WHERE {quote(name)} > %s"  # noqa: S608
        for number, (table, name, _) in enumerate(moments)
    )
    with connection.cursor() as cursor:
        after = [connection.ops.adapt_datetimefield_value(at + ahead) for _, _, ahead in moments]
        cursor.execute(firsts, after)
        rows = cursor.fetchall()
    return min((_aware(first) - moments[number][2] for number, first in rows if first), default=None)


def last_change(at, connection):
    """Return the last moment (aware) not after `at` at which what pages show changed, by somebody or by itself. Makes one query.

    The days that hours differ on end at midnight in London, so no moment is before the day's beginning.
    """
    moments = list(_moments())
    quote = connection.ops.quote_name
    lasts = " UNION ALL ".join(
        f"SELECT {number}, MAX({quote(name)}) FROM {quote(table)} WHERE {quote(name)} <= %s"  # noqa: S608
        for number, (table, name, _) in enumerate(moments)
    )
    with connection.cursor() as cursor:
        until = [connection.ops.adapt_datetimefield_value(at + ahead) for _, _, ahead in moments]
        cursor.execute(f"{lasts} UNION ALL SELECT -1, MAX(changed_at) FROM {_TABLE}", until)  # noqa: S608
        rows = cursor.fetchall()
    found = [
        _aware(last) - (moments[number][2] if number >= 0 else timedelta()) for number, last in rows if last
    ]
    return max([midnight(localdate(at)), *found])


def _moments():
    """Yield (table, column, how long before it pages change) of all models that pages show."""
    for model in shown_models():
        for name in getattr(model, "pages_change_at", ()):
            yield model._meta.db_table, name, timedelta()
        for name, ahead in getattr(model, "pages_change_ahead", {}).items():
            yield model._meta.db_table, name, ahead


def _aware(moment):
    # SQLite gives text, in UTC.
    return datetime.fromisoformat(moment).replace(tzinfo=UTC) if isinstance(moment, str) else moment


def _postgresql(tables, connection):
    yield _POSTGRESQL_FUNCTION
    for table in tables:
        yield _POSTGRESQL_TRIGGER.format(trigger=_TRIGGER, table=connection.ops.quote_name(table))


def _sqlite(tables, connection):
    for table in tables:
        for event in ("INSERT", "UPDATE", "DELETE"):
            yield f"DROP TRIGGER IF EXISTS {_TRIGGER}_{table}_{event}"
            yield _SQLITE_TRIGGER.format(
                trigger=_TRIGGER,
                table_name=table,
                table=connection.ops.quote_name(table),
                event=event,
                marks=_TABLE,
            )
