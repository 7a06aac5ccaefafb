"""Whoever gives rights by a command on the server leaves the same events as whoever gives them in the admin."""

import getpass
import io
import json

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hscp.models import User
from hscp.security.audit.models import AuditEntry
from tests.factories import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
PASSWORD, WEAK = "kettle orbit vanilla", "safeguarding2026"


@pytest.fixture
def trail(django_capture_on_commit_callbacks):
    """Return a function that does something and returns what it left in the trail: [(kind, by, about, details)]."""

    def after(act):
        before = AuditEntry.objects.count()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return list(AuditEntry.objects.order_by("number").values_list("kind", "by", "about", "what")[before:])

    return after


def run(name, *names, **options):
    call_command(name, *names, stdout=io.StringIO(), stderr=io.StringIO(), **options)


def about(username):
    return f"hscp.user {User.objects.get(username=username).pk}"


class TestCreatesuperuser:
    def test_with_questions(self, trail, monkeypatch):
        make_staff(username="boss", is_superuser=True)
        answers = iter(["grace", "grace@example.org"])
        monkeypatch.setattr("builtins.input", lambda prompt: next(answers))
        monkeypatch.setattr(getpass, "getpass", lambda *prompt: PASSWORD)

        told = trail(lambda: run("createsuperuser", interactive=True, stdin=object()))

        assert User.objects.get(username="grace").check_password(PASSWORD)
        assert told == [
            ("account_added", None, about("grace"), "now superuser, may sign in; on the server"),
            ("password_set", None, about("grace"), "on the server"),
        ]

    def test_without_questions_and_without_a_password(self, trail):
        told = trail(
            lambda: run("createsuperuser", interactive=False, username="grace", email="g@example.org")
        )

        assert told == [("account_added", None, about("grace"), "now superuser, may sign in; on the server")]

    def test_with_all_from_the_environment(self, trail, monkeypatch):
        for name, value in (("USERNAME", "grace"), ("EMAIL", "g@example.org"), ("PASSWORD", PASSWORD)):
            monkeypatch.setenv(f"DJANGO_SUPERUSER_{name}", value)

        told = trail(lambda: run("createsuperuser", interactive=False))

        assert [(kind, named) for kind, _, named, _ in told] == [
            ("account_added", about("grace")),
            ("password_set", about("grace")),
        ]

    @pytest.mark.parametrize("name", ["grace", "", None], ids=["weak", "no name", "no name said"])
    def test_what_was_refused_leaves_no_entry(self, trail, monkeypatch, name):
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", WEAK if name else PASSWORD)

        def refused():
            with pytest.raises(CommandError):
                run("createsuperuser", interactive=False, username=name, email="g@example.org")

        assert trail(refused) == []
        assert not User.objects.exists()


def test_the_first_account_of_a_new_portal(trail):
    first = trail(lambda: run("make_sign_in_link"))

    assert [(kind, named, what) for kind, _, named, what in first] == [
        ("account_added", about("admin"), "now superuser, may sign in; on the server"),
        ("link_made", about("admin"), ""),
    ]
    assert [kind for kind, *_ in trail(lambda: run("make_sign_in_link"))] == ["link_made"]


class TestLoaddata:
    @pytest.fixture
    def load(self, tmp_path):
        """Return a function that loads records as they are, though the database may have them otherwise."""

        def load(*records):
            file = tmp_path / "records.json"
            file.write_text(serializers.serialize("json", records))
            return lambda: run("loaddata", str(file))

        return load

    @pytest.fixture
    def ada(self):
        return make_staff(username="ada", email="ada@example.org", password=PASSWORD)

    def test_a_new_account(self, trail, load, ada):
        fixture = load(ada, User(pk=ada.pk + 1, username="eve", is_superuser=True, password="!"))

        assert trail(fixture) == [("account_added", None, about("eve"), "now superuser; on the server")]

    def test_rights_of_an_account(self, trail, load, ada):
        ada.groups.add(Group.objects.get(name="Publisher"))
        fixture = load(ada)
        ada.groups.clear()
        signed_in = Client()
        signed_in.force_login(ada)

        assert trail(fixture) == [
            ("roles_changed", None, about("ada"), "now Publisher, may sign in; on the server")
        ]
        assert signed_in.get("/admin/").status_code == 302

    def test_a_permission_of_its_own(self, trail, load, ada):
        ada.user_permissions.add(Permission.objects.get(codename="view_auditentry"))
        fixture = load(ada)
        ada.user_permissions.clear()

        assert [kind for kind, *_ in trail(fixture)] == ["roles_changed"]

    def test_another_password(self, trail, load, ada):
        fixture = load(ada)
        ada.set_password("spindle lagoon cobalt")
        ada.save()

        assert trail(fixture) == [("password_set", None, about("ada"), "on the server")]

    def test_what_a_role_may_do(self, trail, load, ada):
        editor = Group.objects.get(name="Editor")
        fixture = load(editor)
        editor.permissions.clear()

        assert trail(fixture) == [("roles_written", None, "", "Editor; on the server")]

    def test_what_gives_nothing_leaves_no_entry(self, trail, load, ada):
        fixture = load(ada, Group.objects.get(name="Editor"))
        User.objects.update(first_name="Ada")

        assert trail(fixture) == []

    def test_what_is_taken_back_leaves_no_entry(self, trail, tmp_path, ada):
        rows = json.loads(serializers.serialize("json", [User(pk=900, username="eve", is_superuser=True)]))
        file = tmp_path / "records.json"
        file.write_text(json.dumps([*rows, {"model": "hscp.user", "pk": 901, "fields": {"is_staff": "?"}}]))

        def refused():
            with pytest.raises(Exception, match="must be either True or False"):
                run("loaddata", str(file))

        assert trail(refused) == []
        assert not User.objects.filter(username="eve").exists()

    def test_accounts_that_stay_as_they_are_cost_nothing_more(self, load, ada):
        def queries():
            with CaptureQueriesContext(connection) as made:
                fixture()
            return len(made)

        fixture = load(ada)
        few = queries()
        for number in range(30):
            make_staff(username=f"person{number}")

        assert queries() == few
