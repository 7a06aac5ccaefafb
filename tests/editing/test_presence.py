"""Who else has a record's form open, told by the browsers themselves."""

from datetime import UTC, datetime, timedelta

import pytest

from hscp.editing.models import OpenForm
from hscp.editing.presence import others, tell_closed, tell_open
from tests.admin.pages import address
from tests.factories import make_staff, make_theme

pytestmark = pytest.mark.django_db
AT = datetime(2031, 1, 15, 14, 20, tzinfo=UTC)


def test_others_are_named_with_when_they_opened_it_and_typed():
    theme, reader = make_theme(), make_staff()
    priya = make_staff(first_name="Priya", last_name="Shah")

    tell_open(priya, theme, typed=False, at=AT)
    opened = others(reader, theme, at=AT)
    tell_open(priya, theme, typed=True, at=AT + timedelta(seconds=30))
    tell_open(priya, theme, typed=False, at=AT + timedelta(seconds=110))
    tell_open(priya, theme, typed=False, at=AT + timedelta(seconds=170))

    assert opened == ["Priya Shah has this open since 14:20."]
    assert others(reader, theme, at=AT + timedelta(seconds=170)) == [
        "Priya Shah has this open since 14:20 and typed 2 minutes ago."
    ]
    assert others(priya, theme, at=AT) == []
    assert others(reader, make_theme(), at=AT) == []
    assert OpenForm.objects.count() == 1


def test_nobody_counts_after_ninety_seconds_or_once_they_leave():
    theme, reader, priya, tom = make_theme(), make_staff(), make_staff(), make_staff()
    tell_open(priya, theme, typed=False, at=AT)
    tell_open(tom, theme, typed=False, at=AT + timedelta(seconds=60))

    late = others(reader, theme, at=AT + timedelta(seconds=90))
    tell_closed(tom, theme)
    tell_open(reader, theme, typed=False, at=AT + timedelta(seconds=91))

    assert late == [f"{tom.username} has this open since 14:21."]
    assert [row.user for row in OpenForm.objects.all()] == [reader]


def test_a_form_says_that_it_is_open_and_hears_of_the_others(signed_in):
    theme = make_theme()
    where = address(theme, "open")
    first, second = signed_in("publisher"), signed_in("publisher")
    second.get("/admin/")

    first.post(where, {"typed": "1"})
    [line] = second.post(where).json()["others"]
    alone = first.get(where).json()
    second.post(where, {"closed": "1"})

    assert line.endswith("and typed just now.")
    assert (len(alone["others"]), first.get(where).json()["others"]) == (1, [])
    assert alone["token"]


def test_only_a_form_that_may_be_saved_says_so(signed_in):
    theme = make_theme()
    change = address(theme, "change")

    assert address(theme, "open") in signed_in("publisher").get(change).text
    assert signed_in("none").post(address(theme, "open")).status_code == 403


def test_what_is_pasted_is_answered_clean_with_what_was_left_out(signed_in):
    html = "<p class=MsoNormal onclick=run()>Keep <s>old</s>new</p>"

    answer = signed_in("editor").post("/admin/pasted/", {"html": html}).json()

    assert answer == {"html": "<p>Keep new</p>", "notes": ["1 struck-out passage was left out."]}
