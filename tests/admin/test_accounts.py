"""Accounts and roles: a site administrator manages people, and nobody can give themselves more permissions."""

import pytest
from django.contrib.auth.models import Group, Permission

from hscp.models import OldAddress, User
from hscp.security.roles import ROLES, Role, UnknownPermission, sync_roles
from tests.admin.pages import address, filled_in, list_address


@pytest.fixture
def administrator(signed_in):
    return signed_in("administrator")


def save(client, user, **changes):
    page = client.get(address(user, "change"))
    response = client.post(address(user, "change"), filled_in(page, **changes))
    user.refresh_from_db()
    return response


def test_a_site_administrator_gives_roles(administrator, person):
    colleague = person("none")
    roles = Group.objects.filter(name__in=["Editor", "Contact verifier"])

    save(administrator, colleague, groups=[role.pk for role in roles])

    assert set(colleague.groups.all()) == set(roles)


def test_a_site_administrator_closes_an_account(administrator, person):
    colleague = person("editor")
    page = administrator.get(address(colleague, "change"))
    data = filled_in(page)
    del data["is_active"]

    administrator.post(address(colleague, "change"), data)

    colleague.refresh_from_db()
    assert not colleague.is_active


@pytest.mark.parametrize(
    "added",
    [{"is_superuser": "on"}, {"user_permissions": ["1", "2"]}],
    ids=["superuser", "single permissions"],
)
def test_nobody_is_raised_by_fields_that_the_form_does_not_have(administrator, person, added):
    colleague = person("none")

    response = save(administrator, colleague, **added)

    assert response.status_code == 302
    assert (colleague.is_superuser, colleague.user_permissions.count()) == (False, 0)


@pytest.mark.parametrize("added", [{"is_superuser": "on"}, {"groups": "ALL"}, {"is_staff": ""}])
def test_nobody_changes_their_own_roles(administrator, added):
    me = administrator.person
    before = set(me.groups.all())
    if "groups" in added:
        added = {"groups": list(Group.objects.values_list("pk", flat=True))}

    response = save(administrator, me, first_name="Renamed", **added)

    assert response.status_code == 302
    assert me.first_name == "Renamed"
    assert (set(me.groups.all()), me.is_superuser, me.is_staff) == (before, False, True)


def test_a_site_administrator_cannot_touch_a_superuser(administrator, person):
    superuser = person("superuser", password="kept as it was")

    answers = [
        administrator.post(address(superuser, "change"), {"username": "taken"}).status_code,
        administrator.get(f"/admin/hscp/user/{superuser.pk}/password/").status_code,
        administrator.post(
            f"/admin/hscp/user/{superuser.pk}/password/",
            {
                "password1": "a new long password",
                "password2": "a new long password",
                "usable_password": "true",
            },
        ).status_code,
    ]

    superuser.refresh_from_db()
    assert answers == [403, 403, 403]
    assert superuser.username != "taken"
    assert superuser.check_password("kept as it was")


def test_a_site_administrator_sets_another_persons_password(administrator, person):
    colleague = person("editor")

    administrator.post(
        f"/admin/hscp/user/{colleague.pk}/password/",
        {
            "password1": "correct horse battery",
            "password2": "correct horse battery",
            "usable_password": "true",
        },
    )

    colleague.refresh_from_db()
    assert colleague.check_password("correct horse battery")


def test_a_superuser_makes_a_superuser(signed_in, person):
    colleague = person("none")

    save(signed_in("superuser"), colleague, is_superuser="on")

    assert colleague.is_superuser


@pytest.mark.parametrize("role", ["administrator", "superuser"])
def test_accounts_are_never_deleted(signed_in, person, role):
    colleague = person("editor")

    answer = signed_in(role).post(address(colleague, "delete"), {"post": "yes"})

    assert answer.status_code == 403
    assert User.objects.filter(pk=colleague.pk).exists()


def test_the_roles_are_listed_with_what_they_may_do_and_cannot_be_edited(administrator):
    role = Group.objects.get(name="Editor")

    page = administrator.get(address(role, "change"))
    answer = administrator.post(address(role, "change"), {"name": "Editor", "permissions": ["1"]})

    assert ROLES[0].description in page.text
    assert answer.status_code == 403


@pytest.fixture
def without_roles(db):
    Group.objects.all().delete()


@pytest.mark.usefixtures("without_roles")
def test_the_roles_are_those_of_the_project_and_no_more():
    assert sync_roles() == [role.name for role in ROLES]

    stored = {
        group.name: {
            f"{permission.content_type.app_label}.{permission.codename}"
            for permission in group.permissions.select_related("content_type")
        }
        for group in Group.objects.all()
    }
    assert stored == {role.name: set(role.permissions) for role in ROLES}


def test_a_second_run_changes_nothing_and_a_changed_role_is_put_right(db):
    sync_roles()
    assert sync_roles() == []

    Group.objects.get(name="Editor").permissions.add(Permission.objects.get(codename="publish_theme"))

    assert sync_roles() == ["Editor"]
    assert not Group.objects.filter(name="Editor", permissions__codename="publish_theme").exists()


def test_other_groups_are_left_alone(db):
    group = Group.objects.create(name="Ours")
    group.permissions.add(Permission.objects.get(codename="view_theme"))

    sync_roles()

    assert group.permissions.count() == 1


@pytest.mark.usefixtures("without_roles")
def test_an_unknown_permission_is_an_error_and_changes_nothing(monkeypatch):
    broken = (ROLES[0], Role("Broken", "", frozenset({"themes.fly_theme"})))
    monkeypatch.setattr("hscp.security.roles.ROLES", broken)

    with pytest.raises(UnknownPermission, match="themes.fly_theme"):
        sync_roles()

    assert Group.objects.count() == 0


RECORDS = [
    "brochure.publish_brochure",
    "contacts.publish_finderquestion",
    "contacts.publish_pathway",
    "contacts.publish_thresholdlevel",
    "languages.publish_wording",
    "resources.publish_resource",
    "resources.publish_toolkit",
    "themes.publish_process",
    "themes.publish_situation",
    "themes.publish_term",
    "themes.publish_theme",
    "training.publish_course",
    "training.publish_trainingneed",
]


def test_only_roles_that_publish_can_make_the_public_see_something():
    publishing = {
        role.name: sorted(name for name in role.permissions if ".publish_" in name) for role in ROLES
    }

    assert publishing == {
        "Editor": [],
        "Publisher": RECORDS,
        "Contact verifier": ["contacts.publish_pathway"],
        "Training administrator": ["training.publish_course", "training.publish_trainingneed"],
        "Site administrator": RECORDS,
    }


def test_staff_without_a_role_see_nothing_to_do(signed_in):
    page = signed_in("none").get("/admin/")

    assert page.status_code == 200
    assert (page.context["tasks"], page.context["recent"], page.context["app_list"]) == ([], [], [])


def test_a_right_that_is_taken_away_is_gone_on_the_next_request(editor):
    assert editor.get("/admin/themes/theme/").status_code == 200

    editor.person.groups.clear()

    assert editor.get("/admin/themes/theme/").status_code == 403


def test_a_closed_account_is_out_on_the_next_request(editor):
    editor.person.is_active = False
    editor.person.save()

    assert editor.get("/admin/themes/theme/").status_code == 302


@pytest.mark.parametrize(
    "new_path",
    ["https://example.org/", "//example.org/", "/\\example.org/", "themes/neglect/", "/themes/?q=a", "/a b/"],
)
def test_an_old_address_leads_to_a_page_of_this_site_only(publisher, new_path):
    page = publisher.post(list_address(OldAddress, "add"), {"old_path": "/old/", "new_path": new_path})

    assert page.context["adminform"].form.errors == {
        "new_path": ["Enter a page of this site, starting with one /, such as /themes/neglect/."]
    }
    assert OldAddress.objects.count() == 0


def test_a_publisher_adds_an_old_address(publisher, client):
    publisher.post(list_address(OldAddress, "add"), {"old_path": "/leaflet/", "new_path": "/brochure/"})

    assert client.get("/leaflet/")["Location"] == "/brochure/"
