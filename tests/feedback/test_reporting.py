"""Who is told of a report, how often, and what a mail says."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.utils import timezone

from hscp.editing.models import EditorMail
from hscp.feedback.enums import ReportState
from hscp.feedback.models import PageReport
from hscp.feedback.reporting import report_page
from tests.clock import CLOCK
from tests.factories import make_theme

pytestmark = pytest.mark.django_db


def report(record=None, words="The link leads nowhere.", at=CLOCK, problem="link"):
    path = record.get_absolute_url() if record is not None else "/about/"
    return report_page(path=path, record=record, problem=problem, words=words, at=at)


def told():
    return list(EditorMail.objects.order_by("pk").values_list("to__username", flat=True))


def test_whoever_keeps_the_page_is_told_and_the_mail_quotes_nobody(person, settings):
    settings.HSCP_ADDRESS = "https://portal.example.org"
    keeper = person("editor")
    theme = make_theme(title="Neglect", owner=keeper)

    made = report(theme, words="Words of a reader.")

    mail = EditorMail.objects.get()
    assert (mail.to, mail.needs, mail.subject) == (
        keeper,
        "feedback.view_pagereport",
        "A reader says something is wrong: Neglect",
    )
    assert f"https://portal.example.org{theme.get_absolute_url()}\n" in mail.body
    assert f"https://portal.example.org/admin/feedback/pagereport/{made.pk}/change/\n" in mail.body
    assert "Words of a reader" not in mail.body + mail.subject
    assert made.sent_to == keeper


@pytest.mark.parametrize("record", [None, "theme"])
def test_a_page_that_nobody_keeps_is_told_to_the_administrators(person, record):
    administrator, superuser = person("administrator"), person("superuser")
    for role in ("editor", "publisher", "none"):
        person(role)
    person("administrator", email="")
    person("administrator", is_active=False)

    made = report(make_theme() if record else None)

    assert told() == [administrator.username, superuser.username]
    assert made.sent_to is None


def test_a_keeper_who_may_not_read_reports_is_not_told(person):
    administrator = person("administrator")

    report(make_theme(owner=person("none")))

    assert told() == [administrator.username]


@pytest.mark.parametrize("changed", [{"email": ""}, {"is_active": False}])
def test_a_keeper_without_an_address_or_who_has_left_is_not_told(person, changed):
    administrator = person("administrator")

    made = report(make_theme(owner=person("editor", **changed)))

    assert (told(), made.sent_to) == ([administrator.username], None)


def test_a_title_adds_no_line_to_the_head_of_a_mail(person):
    person("administrator")

    report(make_theme(title="Neglect\r\nBcc: x@example.org"))

    [mail] = EditorMail.objects.all()
    assert mail.subject == "A reader says something is wrong: Neglect Bcc: x@example.org"


def test_of_one_page_somebody_hears_once_a_day_and_the_list_has_all(person):
    keeper = person("editor")
    first, second = make_theme(owner=keeper), make_theme(owner=keeper)

    for number in range(3):
        report(first, words=f"Number {number}")
    report(second)
    report(first, words="On the next day", at=CLOCK + datetime.timedelta(days=1))

    assert (len(told()), PageReport.objects.count()) == (3, 5)


def test_the_same_words_within_a_day_are_one_report(person):
    theme = make_theme(owner=person("editor"))

    first = report(theme)
    again = report(theme, at=CLOCK + datetime.timedelta(hours=23))
    later = report(theme, at=CLOCK + datetime.timedelta(hours=25))
    other = report(theme, problem="other")

    assert (again, later == first, other == first) == (first, False, False)
    assert PageReport.objects.count() == 3


def test_the_same_again_after_somebody_has_put_it_right_waits_anew(person):
    theme = make_theme(owner=person("editor"))
    first = report(theme)
    PageReport.objects.update(state=ReportState.DONE)

    again = report(theme, at=CLOCK + datetime.timedelta(hours=3))

    assert (again.state, again == first) == (ReportState.NEW, False)
    assert len(told()) == 1


def test_whoever_gives_roles_by_a_permission_of_their_own_is_told_too(person):
    ada = person("editor")
    ada.user_permissions.add(Permission.objects.get(codename="change_user", content_type__app_label="hscp"))

    report(make_theme())

    assert [mail.to for mail in EditorMail.objects.all()] == [ada]


@pytest.mark.parametrize("wrong", [{"problem": "joke"}, {"state": "lost"}])
def test_a_report_has_a_known_problem_and_a_known_state(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        PageReport.objects.create(**({"path": "/", "problem": "link"} | wrong))


def test_a_report_is_called_by_its_page_and_never_by_its_words():
    made = PageReport(
        path="/themes/neglect/", problem="out_of_date", words="Somebody’s words", reported_at=timezone.now()
    )

    assert str(made) == "Something is out of date or not true: /themes/neglect/"
