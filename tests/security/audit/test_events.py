"""T59: each event that somebody may have to answer for is in the trail once, by the right account, without a name."""

import pytest
from axes.utils import reset
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from hscp.editing.models import KindRule
from hscp.models import User
from hscp.records.publishing import change_state, mark_reviewed
from hscp.records.saving import content_change
from hscp.records.state import State
from hscp.security.audit.checking import check
from hscp.security.audit.models import AuditEntry
from hscp.security.audit.trail import append
from resources.models import Toolkit
from tests.admin.pages import list_address
from tests.factories import (
    make_booking,
    make_course,
    make_session,
    make_staff,
    make_theme,
    make_toolkit,
    make_user,
)
from training.models import Interest, Message, Session

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough pass phrase"
NEW = "another long enough phrase"


@pytest.fixture
def trail(django_capture_on_commit_callbacks):
    """Return a function that does something and returns what it left in the trail: [(kind, account, about, details)]."""

    def after(act):
        before = AuditEntry.objects.count()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        rows = AuditEntry.objects.order_by("number")[before:]
        assert check().problems == []
        return [(row.kind, row.by, row.about, row.what) for row in rows]

    return after


@pytest.fixture
def member():
    user = make_staff(username="ada", email="ada@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, name="ada", password=PASSWORD):
    return client.post("/admin/login/", {"username": name, "password": password, "next": "/admin/"})


def test_signing_in_and_out(trail, member, client):
    assert trail(lambda: sign_in(client)) == [("signed_in", member.pk, "", "")]
    assert trail(lambda: client.post("/admin/logout/")) == [("signed_out", member.pk, "", "")]
    assert trail(lambda: client.post("/admin/logout/")) == []


def test_failing_to_sign_in_keeps_no_word_that_was_typed(trail, member, client):
    about = f"hscp.user {member.pk}"

    assert trail(lambda: sign_in(client, password="wrong")) == [("sign_in_failed", None, about, "")]
    assert trail(lambda: sign_in(client, name=PASSWORD)) == [("sign_in_failed", None, "no account", "")]
    assert not AuditEntry.objects.filter(what__contains=PASSWORD).exists()


def test_being_locked_out(trail, member, client, settings):
    settings.AXES_ENABLED = True
    reset()

    def guess():
        for _ in range(9):
            sign_in(client, password="wrong")

    kinds = [kind for kind, *_ in trail(guess)]

    assert kinds[0] == "sign_in_failed"
    assert kinds[-1] == "locked_out"


def test_setting_ones_own_password_and_by_a_link(trail, member, client):
    uid = urlsafe_base64_encode(force_bytes(member.pk))
    address = f"/admin/reset/{uid}/{default_token_generator.make_token(member)}/"
    page = client.get(address, follow=True)
    both = {"new_password1": NEW, "new_password2": NEW}
    me = (member.pk, f"hscp.user {member.pk}")

    assert trail(lambda: client.post(page.request["PATH_INFO"], both)) == [("password_set", *me, "by a link")]

    member.refresh_from_db()
    client.force_login(member)
    words = {"old_password": NEW, "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert trail(lambda: client.post("/admin/password_change/", {**words, "old_password": "wrong"})) == []
    assert trail(lambda: client.post("/admin/password_change/", words)) == [("password_set", *me, "")]


def test_accounts_and_roles(trail, signed_in):
    client, person = signed_in("administrator"), make_user(username="grace", email="grace@example.org")
    editor = Group.objects.get(name="Editor")
    address, me, about = f"/admin/hscp/user/{person.pk}/change/", client.person.pk, f"hscp.user {person.pk}"
    form = {"username": "grace", "email": "grace@example.org", "is_active": "on"}

    new = {"first_name": "Ada", "email": "new@example.org", "groups": editor.pk}
    added = trail(lambda: client.post("/admin/hscp/user/add/", new))
    roles = trail(lambda: client.post(address, form | {"is_staff": "on", "groups": editor.pk}))
    named = trail(
        lambda: client.post(address, form | {"is_staff": "on", "groups": editor.pk, "last_name": "H"})
    )
    password = trail(
        lambda: client.post(
            f"/admin/hscp/user/{person.pk}/password/",
            {"usable_password": "true", "password1": NEW, "password2": NEW},
        )
    )
    closed = trail(lambda: client.post(address, {"username": "grace", "groups": editor.pk, "last_name": "H"}))

    left = trail(
        lambda: client.post(f"/admin/hscp/user/{User.objects.get(email='new@example.org').pk}/left/")
    )

    assert [(each[0], each[3]) for each in added] == [
        ("account_added", "now Editor, may sign in"),
        ("invited", ""),
    ]
    assert [(each[0], each[3]) for each in left] == [("account_closed", "now Editor, closed")]
    assert roles == [("roles_changed", me, about, "staff status, roles; now Editor, may sign in")]
    assert named == [("account_changed", me, about, "last name")]
    assert password == [("password_set", me, about, "by somebody else")]
    assert [(each[0], each[3].split("; ")[1]) for each in closed] == [
        ("account_closed", "now Editor, closed")
    ]


def test_files_with_people_and_with_records(trail, signed_in):
    session = make_session()
    make_booking(session, name="Canary Wren", email="canary@example.org")
    client = signed_in("training")
    me, about = client.person.pk, f"training.session {session.pk}"
    base = f"/admin/training/session/{session.pk}/"

    delegates = trail(lambda: client.post(f"{base}delegates/", {"file": "csv"}))
    bookings = trail(lambda: client.get("/admin/training/session/bookings/export/xlsx/"))
    records = trail(lambda: client.get("/admin/resources/toolkit/export/csv/"))

    assert delegates == [("exported", me, about, "delegates: 1 person as CSV")]
    assert bookings == [("exported", me, "training.session", "1 bookings as XLSX")]
    assert [each[0] for each in records] == ["exported"]
    assert not AuditEntry.objects.filter(what__icontains="canary").exists()


@pytest.mark.parametrize("page", ["bookings/", "register/", "register/print/"])
def test_personal_data_seen_on_a_page_of_a_session(trail, signed_in, page):
    session = make_session()
    make_booking(session)
    client = signed_in("training")
    refused = signed_in("editor")
    base = f"/admin/training/session/{session.pk}/"
    name = page.strip("/").replace("/", "_")

    assert trail(lambda: client.get(base + page)) == [
        ("people_seen", client.person.pk, f"training.session {session.pk}", name)
    ]
    assert trail(lambda: refused.get(base + page)) == [
        ("access_refused", refused.person.pk, f"training_session_{name}", "GET")
    ]


@pytest.mark.parametrize("model", [Interest, Message])
def test_personal_data_seen_in_a_list(trail, signed_in, model):
    client = signed_in("training")

    assert trail(lambda: client.get(list_address(model))) == [
        ("people_seen", client.person.pk, model._meta.label_lower, "list")
    ]


def test_a_person_shown_corrected_and_erased(trail, capsys):
    staff = make_staff(username="dpo")
    make_booking(make_session(), email="canary@example.org")

    def run(**options):
        return trail(lambda: call_command("subject_data", "canary@example.org", by="dpo", **options))

    shown, corrected, erased = run(), run(correct=["name=Jo Wren"]), run(erase=True)

    assert [each[:3] for each in shown + corrected + erased] == [
        ("person_shown", staff.pk, ""),
        ("person_corrected", staff.pk, ""),
        ("person_erased", staff.pk, ""),
    ]
    assert erased[0][3].startswith("bookings 1")
    assert not AuditEntry.objects.filter(what__icontains="canary").exists()


def test_publishing_and_taking_off_the_site(trail, publisher):
    one, two = make_toolkit(state=State.DRAFT), make_toolkit(state=State.DRAFT)
    me, both = publisher.person, Toolkit.objects.filter(pk__in=[one.pk, two.pk])
    names = f"resources.toolkit {one.pk}, resources.toolkit {two.pk}"

    published = trail(lambda: change_state(queryset=both, state=State.PUBLISHED, by=me))
    archived = trail(lambda: change_state(queryset=both.filter(pk=one.pk), state=State.ARCHIVED, by=me))
    again = trail(lambda: change_state(queryset=both.filter(pk=one.pk), state=State.DRAFT, by=me))
    reviewed = trail(lambda: mark_reviewed(queryset=both, by=me))
    deleted = trail(lambda: publisher.post(f"/admin/resources/toolkit/{two.pk}/delete/", {"post": "yes"}))

    assert published == [("published", me.pk, "", f"2 records: {names}")]
    assert archived == [("withdrawn", me.pk, f"resources.toolkit {one.pk}", "")]
    assert again == reviewed == []
    assert deleted == [("withdrawn", me.pk, f"resources.toolkit {two.pk}", "")]


def test_a_draft_that_is_saved_is_no_event(trail):
    theme = make_theme(state=State.DRAFT)

    def save():
        with content_change(comment="Words.") as change:
            change.save(theme)

    assert trail(save) == []


def test_only_site_administrators_read_the_trail_and_nobody_changes_it(trail, signed_in):
    client = signed_in("administrator")
    trail(lambda: sign_in(Client(), name="nobody"))
    entry = AuditEntry.objects.get()

    page = client.get("/admin/hscp/auditentry/")
    asked = [
        client.get(f"/admin/hscp/auditentry/{end}").status_code for end in ("add/", f"{entry.pk}/change/")
    ]

    assert "Failed to sign in" in page.text
    assert asked == [404, 404]
    assert signed_in("publisher").get("/admin/hscp/auditentry/").status_code == 403


def test_the_trail_costs_the_same_for_few_and_many(signed_in, django_assert_num_queries):
    client = signed_in("administrator")
    for number in range(12):
        append(kind="signed_in", at=timezone.now(), by=number)

    with django_assert_num_queries(6):
        client.get("/admin/hscp/auditentry/")


def test_a_course_without_dates(trail, signed_in):
    """A row of the register of interest is a person."""
    row = Interest.objects.create(
        course=make_course(), email="a@example.org", organisation_type="school", token_hash="h"
    )
    client = signed_in("training")

    found = trail(lambda: client.get(f"/admin/training/interest/{row.pk}/change/"))

    assert found == [("people_seen", client.person.pk, f"training.interest {row.pk}", "form")]
    assert Session._meta.label_lower == "training.session"


def test_a_new_password_asked_for(trail, member, client, empty_cache):
    about = f"hscp.user {member.pk}"

    assert trail(lambda: client.post("/admin/password_reset/", {"email": "ADA@example.org"})) == [
        ("reset_asked", None, about, "")
    ]
    assert trail(lambda: client.post("/admin/password_reset/", {"email": "nobody@example.org"})) == [
        ("reset_asked", None, "no account", "")
    ]


def test_what_commands_of_the_server_do(trail, member, capsys):
    Group.objects.get(name="Editor").permissions.clear()

    assert [each[0] for each in trail(lambda: call_command("make_sign_in_link", user="ada"))] == ["link_made"]
    assert trail(lambda: call_command("sync_roles")) == [("roles_written", None, "", "Editor")]
    assert trail(lambda: call_command("sync_roles")) == []
    assert trail(lambda: call_command("apply_retention", dry_run=True)) == []
    assert [each[0] for each in trail(lambda: call_command("apply_retention"))] == ["retention_applied"]
    assert trail(lambda: call_command("replay_erasures")) == [("erasures_replayed", None, "", "people 0")]


def test_a_rule_for_a_kind_of_record(trail, signed_in):
    client = signed_in("administrator")
    kind = ContentType.objects.get_for_model(Toolkit)
    base = "/admin/editing/kindrule/"

    added = trail(lambda: client.post(f"{base}add/", {"content_type": kind.pk, "four_eyes": "on"}))
    rule = KindRule.objects.get()
    changed = trail(lambda: client.post(f"{base}{rule.pk}/change/", {"review_months": "6"}))
    deleted = trail(lambda: client.post(f"{base}{rule.pk}/delete/", {"post": "yes"}))

    about = f"editing.kindrule {rule.pk}"
    assert [added, changed, deleted] == [
        [("rule_changed", client.person.pk, about, word)] for word in ("added", "changed", "deleted")
    ]


def test_a_list_that_is_taken_in(trail, publisher):
    file = SimpleUploadedFile("toolkits.csv", b"Title,Summary\nNeglect toolkit,Help\n")
    page = publisher.post("/admin/resources/toolkit/spreadsheet/", {"file": file})

    events = trail(
        lambda: publisher.post("/admin/resources/toolkit/spreadsheet/", {"carried": page.context["carried"]})
    )

    assert [each for each in events if each[0] == "imported"] == [
        ("imported", publisher.person.pk, "resources.toolkit", "1 record created, 0 changed")
    ]
