"""The site is tried on a database that was restored, and what does not work is told."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hscp.search.models import SearchCount
from hscp.security.audit.models import AuditEntry
from hscp.site.smoke_test import smoke_test
from tests.factories import make_contact_point, make_pathway, make_theme
from themes.models import Theme
from themes.views import ThemeDetail

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme(index_directory):
    make_contact_point(make_pathway())
    theme = make_theme(title="Neglect", slug="neglect")
    call_command("rebuild_search", stdout=StringIO())
    return theme


def test_each_kind_of_page_is_tried_and_nothing_is_left(theme):
    assert smoke_test() == (["the start page", "a theme", "a search", "a contact"], [])
    assert not SearchCount.objects.exists()


def test_what_there_is_none_of_is_not_tried(index_directory):
    assert smoke_test() == (["the start page"], [])


def test_a_page_that_fails_is_told(theme, monkeypatch):
    def fail(self, *arguments, **options):
        raise ValueError

    monkeypatch.setattr(ThemeDetail, "get", fail)

    assert smoke_test()[1] == ["a theme (/themes/neglect/) answers 500."]


def test_a_search_that_does_not_find_is_told(theme):
    Theme.objects.update(slug="renamed", title="Renamed")

    assert smoke_test()[1] == ["a search (/api/search?q=renamed) does not show /themes/renamed/."]


class TestFinishRecovery:
    @pytest.fixture(autouse=True)
    def no_migrations(self, monkeypatch):
        """The tests have the tables straight from the models: what `migrate` does is tried by the restore drill."""
        from hscp.management.commands import finish_recovery

        original, self.called = finish_recovery.call_command, []

        def call(name, *arguments, **options):
            self.called.append((name, *arguments))
            if name != "migrate":
                original(name, *arguments, **options)

        monkeypatch.setattr(finish_recovery, "call_command", call)

    def test_everything_is_done_in_order(self, theme, tmp_path):
        (tmp_path / "erased.txt").write_text("")

        call_command("finish_recovery", str(tmp_path / "erased.txt"), stdout=StringIO())

        assert self.called == [
            ("migrate",),
            ("sync_roles",),
            ("replay_erasures", str(tmp_path / "erased.txt")),
            ("rebuild_search",),
            ("check",),
        ]

    def test_it_is_in_the_audit_trail_even_if_a_page_does_not_work(
        self, theme, monkeypatch, django_capture_on_commit_callbacks
    ):
        from hscp.management.commands import finish_recovery

        monkeypatch.setattr(finish_recovery, "smoke_test", lambda: ([], ["a theme answers 500."]))

        with django_capture_on_commit_callbacks(execute=True), pytest.raises(CommandError):
            call_command("finish_recovery", no_erasures=True, stdout=StringIO())

        told = AuditEntry.objects.filter(kind="restored").values_list("by", "about", "what")
        assert list(told) == [(None, "database", "brought up to this release")]

    def test_the_list_of_the_erased_is_asked_for(self):
        with pytest.raises(CommandError, match="one of the arguments"):
            call_command("finish_recovery")
        with pytest.raises(CommandError, match="The list of the erased, none.txt, is not there"):
            call_command("finish_recovery", "none.txt")
        assert self.called == []

    def test_a_page_that_does_not_work_is_an_error(self, theme, monkeypatch):
        from hscp.management.commands import finish_recovery

        monkeypatch.setattr(finish_recovery, "smoke_test", lambda: ([], ["a theme answers 500."]))

        with pytest.raises(CommandError, match="a theme answers 500."):
            call_command("finish_recovery", no_erasures=True, stdout=StringIO())
