import pytest
from django.db import IntegrityError, OperationalError, transaction

from hscp.models import OldAddress
from hscp.records.redirects import all_renamed, keep_old_address, renamed
from resources.models import Toolkit
from themes.models import Term


@pytest.mark.django_db
def test_an_old_address_leads_to_the_new_one_and_keeps_the_query(client):
    keep_old_address("/toolkits/old/", "/toolkits/new/")

    response = client.get("/toolkits/old/?page=2")

    assert response.status_code == 301
    assert response["Location"] == "/toolkits/new/?page=2"


@pytest.mark.django_db
def test_a_second_rename_leads_there_in_one_step():
    keep_old_address("/a/", "/b/")
    keep_old_address("/b/", "/c/")

    assert sorted(OldAddress.objects.values_list("old_path", "new_path")) == [("/a/", "/c/"), ("/b/", "/c/")]


@pytest.mark.django_db
def test_renaming_back_leaves_no_loop():
    keep_old_address("/a/", "/b/")
    keep_old_address("/b/", "/a/")

    assert list(OldAddress.objects.values_list("old_path", "new_path")) == [("/b/", "/a/")]


@pytest.mark.django_db
def test_keeping_an_unchanged_address_does_nothing():
    keep_old_address("/a/", "/a/")

    assert OldAddress.objects.count() == 0


@pytest.mark.django_db
def test_database_refuses_an_address_that_leads_to_itself():
    with pytest.raises(IntegrityError), transaction.atomic():
        OldAddress.objects.create(old_path="/a/", new_path="/a/")


@pytest.mark.django_db
def test_an_unknown_address_stays_a_404(client):
    assert client.get("/no-such-page/").status_code == 404


@pytest.mark.django_db
def test_an_unknown_address_stays_a_404_while_the_database_is_away(client, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(OldAddress.objects, "filter", away)

    assert client.get("/no-such-page/").status_code == 404


@pytest.mark.django_db
def test_slugs_of_renamed_records_are_found_at_once_and_never_those_of_another_kind(
    django_assert_num_queries,
):
    keep_old_address("/toolkits/old/", "/toolkits/new/")
    keep_old_address("/toolkits/older/", "/themes/elsewhere/")
    keep_old_address("/resources/third/", "/resources/there/")

    with django_assert_num_queries(1):
        found = all_renamed(Toolkit, ["old", "older", "third", "not a slug", "a/b", ""])

    assert found == {"old": "new"}
    assert (renamed(Toolkit, "old"), renamed(Toolkit, "older")) == ("new", None)


@pytest.mark.django_db
def test_what_stands_on_the_page_of_others_was_never_renamed(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert renamed(Term, "old") is None
        assert all_renamed(Toolkit, []) == {}
