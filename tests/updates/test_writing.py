"""The lines that a change of content writes, by the rules of docs/updates.md."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import ContactChange
from contacts.numbers.values import values_of
from contacts.numbers.verification import confirm, propose
from hscp.records.publishing import change_state
from hscp.records.saving import content_change
from hscp.records.state import State
from hscp.search.index.documents import refresh, refresh_all
from hscp.updates.enums import Change
from hscp.updates.models import Update, UpdateFacet
from hscp.updates.storing import MOST_LINES
from hscp.updates.telling import NOTHING, Line, is_reworded
from hscp.updates.writing import GONE, ToldChange, untold
from resources.models import Toolkit
from tests.factories import (
    make_contact_point,
    make_course,
    make_pathway,
    make_session,
    make_staff,
    make_term,
    make_theme,
    make_toolkit,
)
from training.enums import SessionState
from training.sessions.saving import cancel_session, save_session
from training.sessions.series import create_like
from training.sessions.telling import tell_of_new

pytestmark = pytest.mark.django_db

LONG = "Talk to the child alone, write down what was said in their own words, and tell your lead today."


def lines(record=None):
    updates = Update.objects.order_by("pk") if record is None else Update.objects.of(record).order_by("pk")
    return [(update.change, update.words, update.major) for update in updates]


def found(record):
    """Return `record`, as a portal has it whose search was told of it."""
    refresh(record)
    return record


def publish(record):
    change_state(queryset=type(record).objects.filter(pk=record.pk), state=State.PUBLISHED, by=None)


def change(record, **values):
    with content_change() as content:
        for name, value in values.items():
            setattr(record, name, value)
        content.save(record)


def test_a_new_page_is_told_once_and_is_major():
    theme = make_theme(state=State.DRAFT)
    publish(theme)
    theme.refresh_from_db()
    change(theme, title=theme.title)

    assert lines() == [(Change.NEW, "new on this site", True)]


def test_a_new_term_is_minor():
    term = make_term(state=State.DRAFT)
    publish(term)

    assert lines(term) == [(Change.NEW, "new on this site", False)]


def test_a_page_that_comes_back_is_not_called_new():
    toolkit = make_toolkit(state=State.DRAFT)
    publish(toolkit)
    change_state(queryset=Toolkit.objects.all(), state=State.ARCHIVED, by=None)
    publish(toolkit)

    assert [words for _, words, _ in lines(toolkit)] == ["new on this site", GONE, "on this site again"]


def test_a_page_from_before_the_first_line_is_not_called_new_when_it_comes_back():
    toolkit = found(make_toolkit())
    change_state(queryset=Toolkit.objects.all(), state=State.ARCHIVED, by=None)
    publish(toolkit)

    assert [words for _, words, _ in lines(toolkit)] == [GONE, "on this site again"]


def test_a_moment_that_is_called_off_leaves_no_line():
    theme = make_theme(state=State.DRAFT, publish_at=timezone.now() + timedelta(days=3))
    publish(theme)
    change_state(queryset=type(theme).objects.all(), state=State.DRAFT, by=None)

    assert lines(theme) == []


def test_a_draft_is_never_told():
    change(make_toolkit(state=State.DRAFT), summary=LONG)

    assert lines() == []


def test_rewording_is_told_as_a_minor_line():
    toolkit = found(make_toolkit(summary="Short."))
    change(toolkit, summary=LONG)

    assert lines(toolkit) == [(Change.TEXT, "reworded", False)]


def test_a_slip_put_right_is_not_told():
    toolkit = found(make_toolkit(summary=LONG.replace("child", "chidl")))
    change(toolkit, summary=LONG)

    assert lines() == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["one two three four"], ["one two three four"], False),
        (["one two three four"], ["four three two one"], False),
        (["one two three four"], ["one two three vier"], False),
        (["one two three four"], ["five six seven four"], True),
        (["call 101"], ["call 999"], True),
    ],
)
def test_what_is_reworded(before, after, expected):
    assert is_reworded(before, after) is expected


def test_what_its_makers_say_takes_the_place_of_the_rule():
    toolkit = found(make_toolkit(summary="Short."))
    with content_change() as content:
        toolkit.summary = LONG
        content.save(toolkit)
        content.say(toolkit, Line(Change.CONTENTS, "a new chart", major=True))

    assert lines(toolkit) == [(Change.CONTENTS, "a new chart", True)]


def test_nothing_is_told_where_its_makers_say_so():
    toolkit = found(make_toolkit(summary="Short."))
    with content_change() as content:
        toolkit.summary = LONG
        content.save(toolkit)
        content.say(toolkit, NOTHING)

    assert lines() == []


def say_and_fail(record):
    with content_change() as content:
        content.say(record, Line(Change.CONTENTS, "a new chart"))
        raise ZeroDivisionError


def test_nobody_is_told_of_a_part_that_was_undone():
    toolkit = found(make_toolkit(summary="Short."))
    with content_change() as content:
        content.touched(toolkit)
        with pytest.raises(ZeroDivisionError):
            say_and_fail(toolkit)

    assert lines() == []


def test_untold_changes_write_nothing():
    toolkit = make_toolkit(state=State.DRAFT)
    with untold():
        publish(toolkit)

    assert lines() == []


def test_what_appears_later_is_told_from_then_on():
    at = timezone.now() + timedelta(days=3)
    theme = make_theme(state=State.DRAFT, publish_at=at)
    publish(theme)

    assert Update.objects.get().said_at == at
    assert list(Update.objects.public()) == []
    assert Update.objects.public(at).count() == 1


def test_its_line_moves_with_the_moment():
    theme = make_theme(state=State.DRAFT, publish_at=timezone.now() + timedelta(days=3))
    publish(theme)
    later = timezone.now() + timedelta(days=9)
    theme.refresh_from_db()
    change(theme, publish_at=later, introduction=f"<p>{LONG}</p>")

    assert [update.said_at for update in Update.objects.all()] == [later]


def test_lines_of_a_withdrawn_page_are_gone():
    theme = make_theme(state=State.DRAFT)
    publish(theme)
    assert Update.objects.public().count() == 1

    change_state(queryset=type(theme).objects.all(), state=State.ARCHIVED, by=None)

    assert [update.words for update in Update.objects.public()] == [GONE]


def test_a_line_belongs_to_the_themes_and_readers_of_its_record():
    theme = make_theme(slug="neglect")
    toolkit = make_toolkit(state=State.DRAFT, audience_group="professionals", area="hampshire")
    theme.toolkits.add(toolkit)
    publish(toolkit)

    assert set(UpdateFacet.objects.values_list("name", "value")) == {
        ("theme", "neglect"),
        ("audience", "professionals"),
        ("area", "hampshire"),
    }


def test_lines_follow_a_theme_to_its_new_address():
    theme = make_theme(slug="neglect", state=State.DRAFT)
    publish(theme)
    theme.refresh_from_db()
    change(theme, slug="child-neglect")

    assert list(UpdateFacet.objects.filter(name="theme").values_list("value", flat=True)) == ["child-neglect"]


def test_many_at_once_are_one_line_for_each_theme():
    neglect, abuse = found(make_theme()), found(make_theme())
    toolkits = [make_toolkit(state=State.DRAFT) for _ in range(MOST_LINES + 1)]
    neglect.toolkits.add(*toolkits)
    abuse.toolkits.add(toolkits[0])
    change_state(queryset=Toolkit.objects.all(), state=State.PUBLISHED, by=None)

    assert lines(neglect) == [(Change.NEW, "11 new pages", True)]
    assert lines(abuse) == [(Change.NEW, "1 new page", True)]
    assert Update.objects.count() == 2


def test_many_without_a_theme_are_one_line_of_their_kind():
    for _ in range(MOST_LINES + 1):
        make_toolkit(state=State.DRAFT)
    change_state(queryset=Toolkit.objects.all(), state=State.PUBLISHED, by=None)

    update = Update.objects.get()
    assert (update.kind, update.object_id, update.words) == ("toolkit", None, "11 new pages")
    assert list(Update.objects.public()) == [update]


def test_of_many_at_once_what_appears_later_is_told_by_itself():
    at = timezone.now() + timedelta(days=3)
    for _ in range(MOST_LINES + 1):
        make_toolkit(state=State.DRAFT)
    later = make_toolkit(state=State.DRAFT, publish_at=at)
    change_state(queryset=Toolkit.objects.all(), state=State.PUBLISHED, by=None)

    assert [update.words for update in Update.objects.public()] == [f"{MOST_LINES + 1} new pages"]
    assert [update.said_at for update in Update.objects.of(later)] == [at]


def test_of_many_at_once_a_theme_to_come_is_not_named():
    theme = found(make_theme(publish_at=timezone.now() + timedelta(days=3)))
    theme.toolkits.add(*(make_toolkit(state=State.DRAFT) for _ in range(MOST_LINES + 1)))
    change_state(queryset=Toolkit.objects.all(), state=State.PUBLISHED, by=None)

    assert lines(theme) == []
    assert [update.kind for update in Update.objects.public()] == ["toolkit"]


def confirmed(pathway, action, **changed):
    point = pathway.contact_points.first()
    values = {**values_of(point), **changed} if changed else None
    waiting = propose(pathway=pathway, action=action, point=point, values=values, by=make_staff())
    confirm(change=waiting, edition=waiting.edition, by=make_staff())


def test_a_new_number_is_told_as_confirmed_by_two_people():
    pathway = found(make_pathway())
    make_contact_point(pathway, label="Office")
    confirmed(pathway, ContactChange.Action.CHANGE, value="01962 845000")

    assert lines(pathway) == [(Change.NUMBER, "Office: new number, confirmed by two people", True)]


def test_another_note_beside_a_number_is_minor():
    pathway = found(make_pathway())
    make_contact_point(pathway, label="Office")
    confirmed(pathway, ContactChange.Action.CHANGE, note="Ask for the duty worker.")

    assert lines(pathway) == [(Change.CONTENTS, "Office: details of the number changed", False)]


def test_dates_are_told_of_their_course():
    session = make_session(found(make_course()), state=SessionState.DRAFT)
    session.state = SessionState.OPEN
    save_session(session=session, by=None)
    day = f"{timezone.localtime(session.starts_at):%-d %B %Y}"
    cancel_session(session=session, by=None)

    assert lines(session.course) == [
        (Change.DATES, f"new date: {day}", False),
        (Change.DATES, f"{day} is cancelled", False),
    ]


def test_a_series_of_dates_is_one_line():
    session = make_session(found(make_course()))
    starts = [session.starts_at + timedelta(weeks=weeks) for weeks in (1, 2)]
    create_like(session, starts, state=SessionState.OPEN, by=None)

    first = f"{timezone.localtime(starts[0]):%-d %B %Y}"
    assert lines(session.course) == [(Change.DATES, f"2 new dates, the first on {first}", False)]


def test_of_new_dates_the_one_to_come_is_told():
    course = found(make_course())
    over = make_session(
        course, starts_at=timezone.now() - timedelta(days=2), ends_at=timezone.now() - timedelta(days=1)
    )
    coming = make_session(course)
    with content_change() as content:
        content.touched(course)
        tell_of_new(content, [over, coming, make_session(course, is_example=True)])

    day = f"{timezone.localtime(coming.starts_at):%-d %B %Y}"
    assert lines(course) == [(Change.DATES, f"new date: {day}", False)]


def test_drafts_of_dates_are_not_told():
    session = make_session(found(make_course()))
    create_like(session, [session.starts_at + timedelta(weeks=1)], state=SessionState.DRAFT, by=None)

    assert lines() == []


@pytest.mark.parametrize("number", [MOST_LINES + 1, 30])
def test_queries_of_many_new_pages(django_assert_num_queries, number):
    toolkits = [make_toolkit(state=State.DRAFT) for _ in range(number)]
    told = ToldChange()
    told.note(*toolkits)
    told.look()
    Toolkit.objects.update(state=State.PUBLISHED)
    refresh_all()

    with django_assert_num_queries(4):
        told.write()
