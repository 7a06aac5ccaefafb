"""Who is told of a change, when, and that each is told once."""

from datetime import datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from contacts.models import Pathway
from hscp.following import sending
from hscp.following.enums import HowOften, What
from hscp.following.models import Follow, Follower
from hscp.following.sending import send_digests, send_numbers
from hscp.following.subscribing import stop
from hscp.london_time import LONDON
from hscp.records.merging import merge
from hscp.records.publishing import change_state
from hscp.records.state import State
from hscp.search.index.documents import refresh
from hscp.updates.enums import Change
from hscp.updates.models import Update
from tests.factories import make_course, make_pathway, make_staff, make_theme
from tests.following.conftest import ANN, changed, follower, mails
from themes.models import Theme
from training.mail.delivery import as_email
from training.models import Course, Message

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def london(*moment):
    return datetime(*moment, tzinfo=LONDON)


def recipients(kind=None):
    return [mail.to for mail in mails(kind)]


def test_a_changed_number_is_told_at_once_and_once_to_everyone_who_follows_it():
    pathway, other, theme = make_pathway(title="LADO"), make_pathway(title="Other"), make_theme()
    follower("all@example.org", What.EVERYTHING)
    follower("contact@example.org", (What.PAGE, pathway))
    follower("dates@example.org", What.DATES)
    follower("other@example.org", (What.PAGE, other))
    follower("sheet@example.org", (What.SHEET, pathway), (What.SHEET, other))
    follower("theme@example.org", (What.PAGE, theme), (What.PAGE, pathway))
    changed(pathway, words="new number, confirmed by two people", themes=[theme])

    assert (send_numbers(), send_numbers()) == (4, 0)

    assert recipients("follow_numbers") == [
        "all@example.org",
        "contact@example.org",
        "sheet@example.org",
        "theme@example.org",
    ]
    assert all(mail.body.count("LADO: new number, confirmed by two people") == 1 for mail in mails())


def test_a_number_is_told_once_an_editor_has_had_time_to_silence_it():
    follower()
    update = changed(make_pathway(), ago=timedelta(minutes=4, seconds=50))

    assert send_numbers() == 0
    Update.objects.filter(pk=update.pk).update(silenced=True)
    assert send_numbers(timezone.now() + DAY) == 0
    Update.objects.filter(pk=update.pk).update(silenced=False)
    assert send_numbers(timezone.now() + DAY) == 1


def test_whoever_has_a_sheet_is_told_to_print_it_again(client):
    pathway, other = make_pathway(title="LADO"), make_pathway(title="Other")
    follower(ANN, (What.SHEET, pathway), (What.SHEET, other))
    changed(pathway)

    send_numbers()

    [mail] = mails()
    [address] = [line for line in mail.body.splitlines() if "/contacts/sheet/" in line]
    page = client.get(address.partition("://")[2].partition("/")[2].join(["/", ""])).text
    assert mail.subject == "Your contacts sheet has changed: print it again"
    assert ("LADO" in page, "Other" in page) == (True, True)


@pytest.mark.parametrize(
    ("change", "told"),
    [(Change.CONTENTS, 1), (Change.TEXT, 0), (Change.LINK, 0)],
)
def test_a_sheet_is_about_what_is_printed_on_it(change, told):
    pathway = make_pathway()
    follower(ANN, (What.SHEET, pathway))
    changed(pathway, change, ago=2 * DAY)

    assert send_digests() == told


def test_a_contact_that_is_taken_off_is_told_at_once_to_whoever_has_it_on_a_sheet(client):
    pathway, other = make_pathway(title="Marmalade", slug="marmalade"), make_pathway(title="Other")
    follower(ANN, (What.SHEET, pathway), (What.SHEET, other))
    follower("bob@example.org", (What.PAGE, other))
    follower("cid@example.org", (What.PAGE, pathway), discreet=True)
    refresh(pathway, other)
    change_state(queryset=Pathway.objects.filter(pk=pathway.pk), state=State.ARCHIVED, by=None)

    assert send_numbers(timezone.now() + timedelta(minutes=10)) == 2

    ann, cid = mails("follow_numbers")
    assert (ann.to, cid.to) == (ANN, "cid@example.org")
    assert ann.subject == "Your contacts sheet has changed: print it again"
    assert "* Contacts: one page was taken off this site" in ann.body
    [address] = [line for line in ann.body.splitlines() if "/contacts/sheet/" in line]
    assert other.slug in address
    assert not any("armalade" in each.body for each in (ann, cid))
    change_state(queryset=Pathway.objects.filter(pk=pathway.pk), state=State.PUBLISHED, by=None)
    Follower.objects.exclude(email=ANN).delete()
    assert send_digests(timezone.now() + 2 * DAY) == 1
    assert "* Marmalade: on this site again" in mails("follow_digest")[0].body


def test_new_dates_are_told_by_course_theme_area_or_all():
    course, theme = make_course(title="Neglect"), make_theme()
    follower("all@example.org", What.DATES)
    follower("area@example.org", (What.DATES, "hips"))
    follower("course@example.org", (What.DATES, course))
    follower("elsewhere@example.org", (What.DATES, "national"))
    follower("other@example.org", (What.DATES, make_course()))
    follower("theme@example.org", (What.DATES, theme))
    changed(course, Change.DATES, "new date: 9 March 2027", themes=[theme], area="hips", ago=2 * DAY)
    changed(course, Change.TEXT, "reworded", themes=[theme], area="hips", ago=2 * DAY)

    assert send_digests() == 4

    assert recipients() == [f"{name}@example.org" for name in ("all", "area", "course", "theme")]
    assert not any("reworded" in mail.body for mail in mails())


def test_a_digest_goes_out_after_seven_in_london_and_a_weekly_one_on_monday():
    at = {"digest_up_to": london(2027, 3, 20, 12), "confirmed_at": london(2027, 3, 20)}
    follower("daily@example.org", **at)
    follower("weekly@example.org", how_often=HowOften.WEEKLY, **at)
    theme = make_theme()
    Follow.objects.update(since=london(2027, 3, 20))
    update = changed(theme, Change.TEXT, "reworded")
    Update.objects.filter(pk=update.pk).update(said_at=london(2027, 3, 27, 15))

    # The clocks go forward on Sunday 28 March.
    assert send_digests(london(2027, 3, 28, 7, 4)) == 0
    assert send_digests(london(2027, 3, 28, 7, 5)) == 1
    assert send_digests(london(2027, 3, 28, 23)) == 0
    assert recipients() == ["daily@example.org"]
    assert send_digests(london(2027, 3, 29, 7, 4)) == 0
    assert send_digests(london(2027, 3, 29, 7, 5)) == 1
    assert send_digests(london(2027, 4, 5, 9)) == 0
    assert recipients() == ["daily@example.org", "weekly@example.org"]


def test_nothing_is_sent_when_nothing_has_changed_nor_before_it_was_confirmed():
    follower("asked@example.org", confirmed_at=None)
    late = follower("late@example.org")
    late.follows.update(since=timezone.now())
    pending = follower("pending@example.org")
    pending.follows.update(since=None)
    changed(make_pathway(), ago=2 * DAY)
    changed(make_theme(), Change.TEXT, ago=2 * DAY)

    assert (send_numbers(), send_digests()) == (0, 0)


def test_a_change_of_what_is_no_longer_public_is_not_told():
    pathway = make_pathway()
    follower()
    changed(pathway)
    type(pathway).objects.filter(pk=pathway.pk).update(state="archived")

    with transaction.atomic():
        refresh(type(pathway).objects.get(pk=pathway.pk))

    assert send_numbers() == 0


def test_whoever_pauses_is_told_afterwards():
    person = follower(paused_until=timezone.now() + DAY)
    changed(make_pathway())

    assert send_numbers() == 0
    assert send_numbers(timezone.now() + 2 * DAY) == 1
    assert person.follows.count() == 1


def test_mails_can_name_no_page():
    pathway, theme = make_pathway(title="Secret help"), make_theme(title="Secret theme")
    follower(ANN, (What.PAGE, pathway), (What.SHEET, pathway), (What.PAGE, theme), discreet=True)
    changed(pathway, ago=2 * DAY)
    changed(theme, Change.TEXT, ago=2 * DAY, themes=[theme])

    send_numbers()
    send_digests()

    said = [mail.subject + mail.body for mail in mails()]
    assert len(said) == 2
    assert not any(word in text.lower() for text in said for word in ("secret", pathway.slug, theme.slug))
    assert all("/updates/" in text for text in said)


def test_no_subject_names_a_page():
    pathway = make_pathway(title="Secret help")
    follower()
    changed(pathway)
    changed(pathway, Change.TEXT, ago=2 * DAY)

    send_numbers()
    send_digests()

    assert [mail.subject for mail in mails()] == [
        "A number or address has changed",
        "What changed on the safeguarding portal",
    ]


def test_a_mail_has_the_headers_to_stop_it_with_one_click_and_nothing_that_tells_what_is_read():
    follower()
    update = changed(make_pathway(title="LADO"))

    send_numbers()

    [mail] = mails()
    email = as_email(mail).message()
    stop = email["List-Unsubscribe"].strip("<>")
    assert email["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop in mail.body
    assert stop.endswith("/stop/")
    assert email.get_content_type() == "text/plain"
    [address] = [line.strip() for line in mail.body.splitlines() if "/contacts/" in line]
    assert address.endswith(update.record.get_absolute_url())


def test_what_was_not_stored_is_told_by_the_next_run(monkeypatch):
    for number in range(4):
        follower(f"a{number}@example.org")
    changed(make_pathway())
    monkeypatch.setattr(sending, "_BATCH", 2)
    real, calls = sending.store, []

    def fails_once(messages):
        real(messages)
        calls.append(len(messages))
        if len(calls) == 2:
            raise OSError("killed")

    monkeypatch.setattr(sending, "store", fails_once)

    with pytest.raises(OSError, match="killed"):
        send_numbers()
    first = recipients()
    send_numbers()

    assert (len(first), calls) == (2, [2, 2, 2])
    assert recipients() == [f"a{number}@example.org" for number in range(4)]


def test_mails_wait_for_their_minute_and_for_those_before(monkeypatch):
    monkeypatch.setattr("hscp.following.mails.MAILS_A_MINUTE", 2)
    for number in range(5):
        follower(f"a{number}@example.org")
    pathway, at = make_pathway(), timezone.now()
    changed(pathway)

    send_numbers(at)
    changed(pathway, words="another one", ago=-timedelta(minutes=1))
    send_numbers(at + timedelta(minutes=7))
    changed(pathway, words="a third one", ago=-timedelta(minutes=2))
    send_numbers(at + timedelta(minutes=8))

    minutes = [round((mail.send_at - at) / timedelta(minutes=1)) for mail in Message.objects.order_by("pk")]
    assert minutes == [0, 0, 1, 1, 2, 7, 7, 8, 8, 9, 10, 10, 11, 11, 12]


@pytest.mark.parametrize("number", [1, 30])
def test_the_queries_do_not_grow_with_the_followers(django_assert_num_queries, number):
    pathway = make_pathway()
    for each in range(number):
        follower(f"a{each}@example.org", (What.SHEET, pathway), What.EVERYTHING)
    changed(pathway)
    ContentType.objects.get_for_models(Theme, Pathway, Course)  # they are kept in memory

    with django_assert_num_queries(16):
        assert send_numbers() == number


def test_a_merged_record_is_still_followed():
    keep, drop = make_pathway(title="Keep"), make_pathway(title="Drop")
    follower(ANN, (What.PAGE, drop))
    merge(keep=keep, drop=drop, by=make_staff())
    changed(keep)

    assert send_numbers() == 1


def test_mails_read_well_as_text(settings):
    settings.HSCP_CONTACT_EMAIL = "safeguarding.partnership@hampshire.example"
    follower()
    changed(
        make_theme(title="Working with families", slug="working-with-families-" * 4),
        Change.TEXT,
        "reworded\n* x",
        ago=2 * DAY,
    )

    send_digests()

    [mail] = mails()
    lines = mail.body.splitlines()
    assert [line for line in lines if len(line) > 72 and len(line.split()) > 1] == []
    assert "* Working with families: reworded * x" in lines
    assert lines[lines.index("* Working with families: reworded * x") + 1].startswith("  http")
    assert "family in an email." in [line[-len("family in an email.") :] for line in lines]
    assert "or" not in lines


def test_what_is_followed_later_is_told_from_then_on():
    theme = make_theme(title="Neglect")
    person = follower(ANN, What.DATES)
    changed(theme, Change.TEXT, "before", themes=[theme], ago=4 * DAY)
    Follow.objects.create(follower=person, what=What.PAGE, record=theme, since=timezone.now() - 3 * DAY)
    assert send_digests() == 0
    changed(theme, Change.TEXT, "after", themes=[theme], ago=2 * DAY)
    Follower.objects.update(digest_up_to=timezone.now() - 9 * DAY)

    assert send_digests() == 1

    [mail] = mails()
    assert ("Neglect: after" in mail.body, "Neglect: before" in mail.body) == (True, False)


def test_a_long_digest_is_cut():
    follower()
    theme = make_theme()
    for number in range(sending.MOST_LINES + 3):
        changed(
            theme, Change.TEXT, f"change {number}.", ago=2 * DAY - timedelta(minutes=number), themes=[theme]
        )

    send_digests()

    [mail] = mails()
    assert mail.body.count("* ") == sending.MOST_LINES
    assert "And 3 more, which are here:" in mail.body
    assert mail.body.index(f"change {sending.MOST_LINES + 2}.") < mail.body.index("change 3.")


def test_the_command_says_how_many(capsys):
    follower()
    changed(make_pathway())

    call_command("send_updates")
    call_command("send_updates")

    assert capsys.readouterr().out == "Updates: 1 mail about numbers.\nUpdates: nothing to tell.\n"
    assert Follower.objects.count() == 1


@pytest.mark.parametrize(
    ("meanwhile", "bodies"),
    [
        (stop, []),
        (
            lambda person: Follower.objects.filter(pk=person.pk).update(discreet=True),
            ["A page that you follow has changed"],
        ),
        (lambda person: person.follows.update(since=timezone.now()), []),
        (lambda person: send_numbers(), ["Marmalade: new number"]),
    ],
)
def test_a_mail_whose_reader_changes_something_while_it_is_made_is_made_anew(monkeypatch, meanwhile, bodies):
    person = follower()
    changed(make_pathway(title="Marmalade"))
    real = sending._messages

    def made(*args):
        monkeypatch.setattr(sending, "_messages", real)
        found = real(*args)
        meanwhile(person)
        return found

    monkeypatch.setattr(sending, "_messages", made)
    send_numbers()

    assert [any(words in mail.body for words in bodies) for mail in mails()] == [True] * len(bodies)
