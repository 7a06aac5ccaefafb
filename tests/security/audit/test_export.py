"""The audit trail as a file: what the list shows, as it is filtered, and nothing that a spreadsheet runs."""

import csv

import pytest
from django.utils import timezone

from hscp.security.audit.models import AuditEntry
from hscp.security.audit.trail import append
from tests.factories import make_user

pytestmark = pytest.mark.django_db
FILE = "/admin/hscp/auditentry/export/csv/"


def read(answer):
    return list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))


@pytest.fixture
def administrator(signed_in):
    return signed_in("administrator")


def test_the_file_holds_what_the_list_shows(administrator):
    ada = make_user(username="ada")
    append(kind="signed_in", at=timezone.now(), by=ada.pk)
    entry = append(kind="exported", at=timezone.now(), by=ada.pk, about="training.session 4", what="2 people")

    every = read(administrator.get(FILE))
    some = read(administrator.get(FILE, {"kind__exact": "exported"}))
    found = read(administrator.get(FILE, {"q": "training.session 4"}))

    assert [row["What happened"] for row in every] == ["Made a file", "Signed in"]
    by_account = read(administrator.get(FILE, {"q": f" {ada.pk} "}))
    assert some == found == every[:1]
    assert len(by_account) == 2
    assert read(administrator.get(FILE, {"q": "training.session"})) == []
    assert [every[0][name] for name in ("Number", "Account", "Sign-in name", "About", "Details", "Seal")] == [
        str(entry.number),
        str(ada.pk),
        "ada",
        "training.session 4",
        "2 people",
        entry.seal,
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"])
def test_no_cell_is_a_formula(administrator, text):
    name = make_user(username=f"{text}x")
    append(kind="exported", at=timezone.now(), by=name.pk, about=text, what=text)

    [row] = csv.reader(
        administrator.get(FILE)
        .content.decode("utf-8-sig")
        .replace("\r\n", "\n")
        .split("\n", 1)[1]
        .splitlines(True)
    )

    assert [cell[0] for cell in row[4:7]] == ["'"] * 3


def test_reading_and_exporting_the_trail_are_events(administrator, django_capture_on_commit_callbacks):
    append(kind="signed_in", at=timezone.now(), by=1)

    with django_capture_on_commit_callbacks(execute=True):
        administrator.get("/admin/hscp/auditentry/")
        administrator.get(FILE)

    assert list(AuditEntry.objects.order_by("number").values_list("kind", "by", "what"))[1:] == [
        ("trail_read", administrator.person.pk, ""),
        ("exported", administrator.person.pk, "1 entry as CSV"),
    ]


def test_a_wrong_filter_or_kind_of_file_makes_none(administrator):
    assert administrator.get(FILE, {"kind__nonsense": "x"}).status_code in (302, 400)
    assert administrator.get("/admin/hscp/auditentry/export/exe/").status_code == 404


def test_nobody_else_gets_the_file(signed_in):
    assert signed_in("publisher").get(FILE).status_code == 403


def test_the_file_costs_the_same_for_few_and_many(administrator, django_assert_num_queries):
    for number in range(30):
        append(kind="signed_in", at=timezone.now(), by=number)

    with django_assert_num_queries(6):
        administrator.get(FILE)
