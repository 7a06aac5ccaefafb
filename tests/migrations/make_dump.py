"""Make the dump of a release: an empty database of its code, filled with a row or more in each of the portal's tables.

Usage: python -m tests.migrations.make_dump FILE.sql.gz. README.md tells the whole way.
"""

import datetime
import gzip
import os
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

APPS = {
    "hscp", "links", "themes", "resources", "contacts", "training", "brochure", "search", "editing", "jobs", "feedback", "updates",
    "following",
}  # fmt: skip


def main(target):
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        os.environ.setdefault("HSCP_DATABASE_URL", f"sqlite:///{folder}/release.sqlite3")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        make_records()
        fill_empty_tables()
        # The time in the header would make each dump differ.
        Path(target).write_bytes(gzip.compress(dump().encode(), mtime=0))


def make_records():
    """Make what the builders of the tests can make."""
    from tests import factories

    course, theme, pathway = factories.make_course(), factories.make_theme(), factories.make_pathway()
    factories.make_booking(factories.make_session(course))
    factories.make_course()
    factories.make_contact_change(pathway)
    factories.make_opening_hours(factories.make_contact_point(pathway), 1, "09:00", "17:00")
    factories.make_pathway_step(pathway)
    factories.make_process_section(factories.make_process())
    factories.make_threshold_indicator(factories.make_threshold_level(number=1))
    factories.make_whole_question()
    factories.make_brochure()
    factories.make_resource()
    factories.make_toolkit()
    factories.make_term()
    factories.make_staff()
    factories.put_in_pack(theme, course)


def fill_empty_tables():
    """Make a row of every model that has none, whatever it may mean."""
    for model in models_with_tables():
        if not model._base_manager.exists():
            fill_one(model)


def models_with_tables():
    """Return the models of the portal's apps, with those of many-to-many relations. An earlier release has not all of the apps."""
    from django.apps import apps

    ours = [config for config in apps.get_app_configs() if config.label in APPS]
    return [model for config in ours for model in config.get_models(include_auto_created=True)]


def fill_one(model):
    """Make and return one row of `model`, with a value for each field that must have one."""
    from django.db import models

    special = SPECIAL.get(model._meta.label, {})
    row = model()
    for field in model._meta.concrete_fields:
        if field.name in special:
            setattr(row, field.attname, special[field.name])
        elif isinstance(field, models.ForeignKey):
            if not field.null:
                related = field.related_model._base_manager.first() or fill_one(field.related_model)
                setattr(row, field.attname, related.pk)
        elif not field.has_default() and not field.null and field is not model._meta.auto_field:
            setattr(row, field.attname, value_of(field))
    models.Model.save_base(row, raw=True)
    return row


def value_of(field):
    """Return a value that `field` takes, or None for a kind of field that is not known here."""
    from django.db import models

    if field.choices:
        return next(value for value, _ in field.flatchoices if value)
    for kind, value in (
        (models.UUIDField, uuid.UUID(int=1)),
        (models.DateTimeField, datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.UTC)),
        (models.DateField, datetime.date(2026, 11, 1)),
        (models.TimeField, datetime.time(12)),
        (models.BooleanField, True),
        (models.BinaryField, b"Kept"),
        (models.DecimalField, 1),
        (models.IntegerField, 1),
        (models.JSONField, {"kept": ["ä", 1, None]}),
        (models.EmailField, "ada@example.org"),
        (models.URLField, "https://example.org/"),
        (models.CharField, "Kept"),
        (models.TextField, "Kept – whole"),
    ):
        if isinstance(field, kind):
            return value
    return None


# What a constraint asks of a field that the rules above do not meet.
SPECIAL = {
    "brochure.PossibleDuplicate": {"first_id": 1, "second_id": 2},
    "brochure.PublishedEdition": {"pages": 1, "size": 5, "file": "editions/a.pdf"},
    **{f"{label}Link": {"link": 1} for label in ("resources.Toolkit", "resources.Resource", "training.Course")},
    "contacts.ContactPointLink": {"link": 1},
    "hscp.OldAddress": {"old_path": "/old/", "new_path": "/new/"},
    "search.SearchCount": {"count": 5},
    "training.BookingQuestion": {"course": 1},
    "training.CoursePrerequisite": {"course": 1, "required": 2},
    "training.SessionDay": {"ends_at": datetime.datetime(2026, 11, 1, 13, tzinfo=datetime.UTC)},
}


def dump():
    """Return the SQL of the database in use, in statements that any client can send."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.ensure_connection()
        return "\n".join(connection.connection.iterdump())
    options = ["--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=50"]
    # The name of pg_dump comes from PATH, as an operator's would.
    sql = subprocess.run(  # noqa: S603
        ["pg_dump", *options, os.environ["HSCP_DATABASE_URL"]],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    # Lines with a backslash are orders to psql, and no SQL.
    return "\n".join(line for line in sql.splitlines() if not line.startswith("\\"))


if __name__ == "__main__":
    main(sys.argv[1])
