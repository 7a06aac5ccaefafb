"""T63: migrations that came after the last release leave it a database that it can use."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from tests.migrations.two_steps import STATEMENT, Tables, problems

RELEASED = Path(__file__).with_name("released.txt")
PACKAGES = ("hscp", "themes", "resources", "contacts", "training")


def released():
    """Return the names of the migrations that the last release has, such as "themes.0001_initial"."""
    _, *names = RELEASED.read_text().split()
    return set(names)


@pytest.fixture
def loader(settings):
    """Return all migrations; `--nomigrations` hides them once a test has used the database."""
    settings.MIGRATION_MODULES = {}
    return MigrationLoader(None)


def test_the_previous_release_can_use_the_tables_of_this_one(loader):
    ours = {each.label for each in apps.get_app_configs() if each.name.partition(".")[0] in PACKAGES}
    known = released()
    state, new, found = ProjectState(), Tables(), []

    for app, name in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True):
        migration = loader.graph.nodes[app, name]
        if app not in ours or f"{app}.{name}" in known:
            migration.mutate_state(state, preserve=False)
        else:
            found += problems(migration, state, new)

    assert found == []


def test_the_list_of_released_migrations_is_of_migrations_that_there_are(loader):
    assert released() <= {f"{app}.{name}" for app, name in loader.disk_migrations}


@pytest.fixture
def state():
    found = ProjectState()
    found.add_model(
        ModelState(
            "themes",
            "Theme",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("title", models.CharField(max_length=100)),
                ("note", models.CharField(max_length=100, null=True)),
                ("kept", models.BooleanField(db_default=False)),
            ],
        )
    )
    return found


def said(state, *operations, **attributes):
    """Return what is said of the migrations with one or, where they are lists, more operations each, as one text."""
    new, found = Tables(), []
    for number, each in enumerate(operations):
        migration = type("Migration", (migrations.Migration,), attributes)(f"{number:04}_changes", "themes")
        migration.operations = each if isinstance(each, list) else [each]
        found += problems(migration, state, new)
    return "\n".join(found)


TEXT = models.CharField(max_length=100, default="")
KEPT_TEXT = models.CharField(max_length=100, default="", db_default="")
CHECK = models.CheckConstraint(condition=models.Q(title__gt=""), name="titled")


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (migrations.AddField("theme", "words", TEXT), "without db_default"),
        (
            migrations.AddField("theme", "code", models.CharField(max_length=9, null=True, unique=True)),
            "same value twice",
        ),
        (migrations.RemoveField("theme", "note"), "removes note"),
        (migrations.DeleteModel("Theme"), "removes the table"),
        (migrations.RenameField("theme", "note", "remark"), "renames"),
        (migrations.RenameModel("Theme", "Subject"), "renames"),
        (migrations.AlterModelTable("theme", "subjects"), "renames"),
        (migrations.AlterField("theme", "note", models.CharField(max_length=100, default="")), "must have a value"),
        (migrations.AlterField("theme", "title", models.CharField(max_length=50)), "50 characters"),
        (migrations.AlterField("theme", "title", models.CharField(max_length=100, unique=True)), "unique"),
        (migrations.AlterField("theme", "title", models.CharField(max_length=100, db_column="t")), "another name"),
        (migrations.AlterField("theme", "title", models.IntegerField()), "integer"),
        (migrations.AlterField("theme", "kept", models.BooleanField(default=False)), "loses its default"),
        (migrations.AddConstraint("theme", CHECK), "titled"),
        (migrations.AddConstraint("theme", models.UniqueConstraint(fields=["title"], name="once")), "once"),
        (migrations.AlterUniqueTogether("theme", {("title", "note")}), "AlterUniqueTogether"),
        ([migrations.AddField("theme", "words", KEPT_TEXT), migrations.RunSQL("SELECT 1")], "moves data"),
        (
            migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("theme", "note")]),
            "removes note",
        ),
    ],
)
def test_what_the_previous_release_cannot_live_with_is_refused(state, operation, words):
    assert words in said(state, operation)


@pytest.mark.parametrize(
    "operations",
    [
        [migrations.AddField("theme", "words", KEPT_TEXT)],
        [migrations.AddField("theme", "words", models.CharField(max_length=100, null=True))],
        [migrations.AlterField("theme", "title", models.CharField(max_length=200))],
        [migrations.AlterField("theme", "title", models.CharField(max_length=100, help_text="Say it."))],
        [migrations.AlterField("theme", "title", models.TextField())],
        [migrations.AddIndex("theme", models.Index(fields=["title"], name="by_title"))],
        [migrations.RunPython(migrations.RunPython.noop)],
        # The first step of taking a field away.
        [migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("theme", "note")])],
        # Tables and columns that the previous release does not know are no concern of it.
        [
            migrations.CreateModel("Word", [("id", models.BigAutoField(primary_key=True))]),
            migrations.AddField("word", "words", TEXT),
            migrations.RemoveField("word", "words"),
        ],
        [
            migrations.AddField("theme", "words", KEPT_TEXT),
            migrations.AddConstraint(
                "theme", models.CheckConstraint(condition=~models.Q(words="no"), name="no_no")
            ),
            migrations.AddConstraint(
                "theme",
                models.UniqueConstraint(fields=["title", "words"], condition=~models.Q(words=""), name="once"),
            ),
            migrations.AlterField("theme", "words", models.CharField(max_length=50, db_default="")),
        ],
    ],
)
def test_what_the_previous_release_does_not_notice_is_accepted(state, operations):
    assert said(state, *operations) == ""


def test_a_second_step_says_after_which_release(state):
    removal = migrations.RemoveField("theme", "note")

    assert "removes note" in said(state.clone(), removal, **{STATEMENT: "Yes."})
    assert said(state, removal, **{STATEMENT: "Second step: v1.4 no longer reads or writes the note."}) == ""
