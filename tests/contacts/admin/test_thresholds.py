"""The levels of need in the admin: their indicators, and what a level needs before it is published."""

import pytest
import reversion
from reversion.models import Version

from contacts.enums import Domain
from contacts.models import ThresholdIndicator, ThresholdLevel
from hscp.editing.drafts.keeping import draft_of
from hscp.records.history.version_diff import compare
from hscp.records.state import State
from hscp.search.index.documents import drift, refresh, refresh_all
from hscp.search.query.find import search
from tests.admin.pages import act, address, filled_in, list_address, messages_of
from tests.factories import make_threshold_indicator, make_threshold_level

NOTHING_TO_DO = "Say what to do at this level before it is published."
# What an editor's field holds after everything in it was deleted, or was only ever spaces and an empty list.
EMPTY = [
    "",
    "<p></p>",
    "<p> </p>",
    "<p>&nbsp;</p>",
    "<p><br></p>",
    "<ul><li></li></ul>",
    "<p><strong> </strong></p>",
]


def save(client, record, **changes):
    page = client.get(address(record, "change"))
    response = client.post(address(record, "change"), filled_in(page, **changes))
    record.refresh_from_db()
    return response


def errors_of(response):
    return {name: list(errors) for name, errors in response.context["adminform"].form.errors.items()}


def new_row(level, number, **fields):
    """Return what the form posts for one more indicator, at the position `number` of the rows."""
    values = {"id": "", "level": str(level.pk), "order": "", **fields}
    rows = {f"indicators-{number}-{name}": value for name, value in values.items()}
    return rows | {"indicators-TOTAL_FORMS": str(number + 1)}


@pytest.mark.parametrize("nothing", EMPTY)
def test_a_level_that_says_nothing_to_do_is_not_published_from_its_form(publisher, nothing):
    level = make_threshold_level(number=1, state=State.DRAFT)

    response = save(publisher, level, state=State.PUBLISHED, what_to_do=nothing)

    assert errors_of(response) == {"what_to_do": [NOTHING_TO_DO]}
    assert level.state == State.DRAFT


def test_what_to_do_cannot_be_removed_from_a_published_level(publisher):
    level = make_threshold_level(number=1)

    response = save(publisher, level, what_to_do="<p></p>")

    assert errors_of(response) == {"what_to_do": [NOTHING_TO_DO]}
    assert level.what_to_do == "<p>Do this.</p>"


def test_a_draft_may_wait_for_what_to_do(editor):
    level = make_threshold_level(number=1, state=State.DRAFT, what_to_do="")

    assert save(editor, level, title="Still without").status_code == 302


@pytest.mark.parametrize("nothing", ["", "<p>&nbsp;</p>"])
def test_the_bulk_action_publishes_only_levels_that_say_what_to_do(publisher, nothing):
    bare = make_threshold_level(title="Bare", number=1, state=State.DRAFT, what_to_do=nothing)
    complete = make_threshold_level(number=2, state=State.DRAFT)

    response = act(publisher, ThresholdLevel, "publish", bare, complete)

    bare.refresh_from_db()
    complete.refresh_from_db()
    assert (bare.state, complete.state) == (State.DRAFT, State.PUBLISHED)
    assert messages_of(response) == [
        f"Not published: Level 1: Bare. {NOTHING_TO_DO}",
        "1 threshold level changed to published.",
    ]


@pytest.mark.parametrize("number", ["0", "5"])
def test_a_level_is_a_number_from_one_to_four(publisher, number):
    level = make_threshold_level(number=1)

    response = save(publisher, level, number=number)

    assert errors_of(response) == {"number": ["A level is a number from 1 to 4."]}
    assert level.number == 1


def test_two_records_are_not_the_same_level(publisher):
    make_threshold_level(number=1)
    level = make_threshold_level(number=2)

    response = save(publisher, level, number="1")

    assert errors_of(response) == {
        "number": ["Another record is already this level. Change that one instead."]
    }


def test_indicators_and_who_leads_are_written_on_the_page_of_the_level(publisher):
    level = make_threshold_level(number=2)
    make_threshold_indicator(level, text="Seems low.", order=1)

    response = save(
        publisher,
        level,
        led_by="One everyday service.",
        **new_row(level, 1, domain=Domain.PARENTS, text="Is under strain."),
    )

    assert response.status_code == 302
    assert level.led_by == "One everyday service."
    assert list(level.indicators.values_list("domain", "text")) == [
        (Domain.CHILD, "Seems low."),
        (Domain.PARENTS, "Is under strain."),
    ]


def test_indicators_are_put_in_order(publisher):
    level = make_threshold_level(number=2)
    make_threshold_indicator(level, text="First.", order=1)
    make_threshold_indicator(level, text="Second.", order=2)

    save(publisher, level, **{"indicators-0-order": "2", "indicators-1-order": "1"})

    assert list(level.indicators.values_list("text", flat=True)) == ["Second.", "First."]


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"domain": "child", "text": ""}, {"text": ["This field is required."]}),
        ({"domain": "", "text": "Seems low."}, {"domain": ["This field is required."]}),
    ],
)
def test_an_indicator_has_its_words_and_its_domain(publisher, fields, errors):
    level = make_threshold_level(number=2)

    response = save(publisher, level, **new_row(level, 0, **fields))

    [formset] = response.context["inline_admin_formsets"]
    assert [dict(form.errors) for form in formset.formset.forms] == [errors]
    assert not ThresholdIndicator.objects.exists()


def test_history_shows_indicators_and_restores_them(publisher):
    level = make_threshold_level(number=2)
    make_threshold_indicator(level, text="Seems low.", order=1)
    save(publisher, level)
    save(publisher, level, **{"indicators-0-DELETE": "on"})
    newer, older = Version.objects.get_for_object(level)
    where = address(level, "revision", older.pk)

    [change] = compare(older, newer)
    publisher.post(where, filled_in(publisher.get(where)))

    assert (change.label, [(row.mark, row.text) for row in change.rows]) == (
        "Indicators",
        [("removed", "The child’s development · Seems low.")],
    )
    assert newer.revision.get_comment() == "Indicators: 1 removed."
    assert list(level.indicators.values_list("text", flat=True)) == ["Seems low."]
    assert reversion.is_registered(ThresholdIndicator)


def test_an_editor_changes_the_indicators_of_a_published_level_by_a_draft(editor):
    level = make_threshold_level(number=2)
    form = filled_in(editor.get(address(level, "change")))

    editor.post(address(level, "change"), form | new_row(level, 0, domain="child", text="Seems low."))

    assert not ThresholdIndicator.objects.exists()
    [(before, after)] = draft_of(level).changes.values()
    assert (before, after["text"]) == (None, "Seems low.")


def test_the_list_finds_a_level_by_an_indicator(publisher):
    level = make_threshold_level(number=2)
    make_threshold_level(number=3)
    make_threshold_indicator(level, text="Seems low.")

    page = publisher.get(list_address(ThresholdLevel), {"q": "seems low"})

    assert list(page.context["cl"].result_list) == [level]


def test_search_finds_a_level_by_what_may_be_seen_and_by_who_leads(publisher):
    level = make_threshold_level(title="Early Help", number=2)
    refresh_all()

    save(
        publisher,
        level,
        led_by="The lighthouse keeper.",
        **new_row(level, 0, domain="child", text="Collects marmalade jars."),
    )

    assert [hit.title for hit in search("marmalade").hits] == ["Early Help"]
    assert [hit.title for hit in search("lighthouse").hits] == ["Early Help"]
    assert list(drift()) == []


@pytest.mark.django_db
def test_a_changed_indicator_alone_reaches_the_document_of_its_level():
    indicator = make_threshold_indicator(make_threshold_level(number=2))
    refresh_all()
    indicator.text = "Collects marmalade jars."
    indicator.save()

    assert refresh(indicator) == 1

    assert list(drift()) == []
