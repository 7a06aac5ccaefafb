"""Contact pathways in the admin: their numbers, when they may be published, and the check that the numbers are right."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.actions import CHECK_EVERY, mark_checked
from contacts.models import ContactPoint, OpeningHours, Pathway
from hscp.publishing import State
from tests.admin.pages import act, address, filled_in, list_address, messages_of
from tests.factories import make_contact_point, make_pathway, make_staff

NO_NUMBER = "Give it at least one number or address before it is published."


def save(client, record, **changes):
    page = client.get(address(record, "change"))
    response = client.post(address(record, "change"), filled_in(page, **changes))
    record.refresh_from_db()
    return response


def test_a_pathway_without_a_number_is_not_published_from_its_form(publisher):
    pathway = make_pathway(state=State.DRAFT)

    response = save(publisher, pathway, state=State.PUBLISHED)

    assert NO_NUMBER in response.text
    assert pathway.state == State.DRAFT


def test_the_last_number_of_a_published_pathway_is_not_removed(publisher):
    pathway = make_pathway()
    make_contact_point(pathway)

    response = save(publisher, pathway, **{"contact_points-0-DELETE": "on"})

    assert NO_NUMBER in response.text
    assert pathway.contact_points.count() == 1


def test_a_pathway_with_a_number_is_published(publisher):
    pathway = make_pathway(state=State.DRAFT)
    make_contact_point(pathway)

    save(publisher, pathway, state=State.PUBLISHED)

    assert pathway.state == State.PUBLISHED


def test_a_draft_may_wait_for_its_number(editor):
    pathway = make_pathway(state=State.DRAFT)

    assert save(editor, pathway, title="Still without").status_code == 302


def test_the_bulk_action_publishes_only_what_can_be_reached(publisher):
    bare, complete = make_pathway(title="Bare", state=State.DRAFT), make_pathway(state=State.DRAFT)
    make_contact_point(complete)

    response = act(publisher, Pathway, "publish", bare, complete)

    bare.refresh_from_db()
    complete.refresh_from_db()
    assert (bare.state, complete.state) == (State.DRAFT, State.PUBLISHED)
    assert messages_of(response) == [
        f"Not published: Bare. {NO_NUMBER}",
        "1 contact pathway changed to published.",
    ]


def test_a_number_is_written_in_its_usual_form_and_a_wrong_one_refused(publisher):
    pathway = make_pathway()
    point = make_contact_point(pathway)

    save(publisher, pathway, **{"contact_points-0-value": "+44 1962 876364"})
    point.refresh_from_db()
    assert point.value == "01962 876364"

    response = save(publisher, pathway, **{"contact_points-0-value": "12345"})
    assert "is not a United Kingdom telephone number" in response.text


def test_checked_today_notes_who_and_when_and_clears_what_was_to_verify(signed_in):
    verifier = signed_in("verifier")
    pathway, other = make_pathway(), make_pathway()
    make_contact_point(pathway, to_verify="Two numbers are given.")
    kept = make_contact_point(other, to_verify="Another.")
    today = timezone.localdate()

    response = verifier.post(address(pathway, "checked"), follow=True)

    pathway.refresh_from_db()
    kept.refresh_from_db()
    assert (pathway.verified_by, pathway.verified_on) == (verifier.person, today)
    assert pathway.next_check == today + CHECK_EVERY
    assert pathway.contact_points.get().to_verify == ""
    assert kept.to_verify == "Another."
    assert messages_of(response) == ["Marked as checked today. The next check is due in half a year."]


def test_a_form_whose_address_is_unknown_stays_to_verify(signed_in):
    pathway = make_pathway()
    form = make_contact_point(pathway, kind="form", value="", to_verify="Add the address of the form.")

    signed_in("verifier").post(address(pathway, "checked"))

    form.refresh_from_db()
    assert form.to_verify == "Add the address of the form."


def test_only_a_post_marks_as_checked(signed_in):
    pathway = make_pathway()

    response = signed_in("verifier").get(address(pathway, "checked"))

    pathway.refresh_from_db()
    assert (response.status_code, pathway.verified_on) == (405, None)


def test_an_editor_cannot_mark_as_checked(editor):
    pathway = make_pathway()

    response = editor.post(address(pathway, "checked"))
    act(editor, Pathway, "mark_checked", pathway)

    pathway.refresh_from_db()
    assert (response.status_code, pathway.verified_on) == (403, None)
    assert 'value="Checked today' not in editor.get(address(pathway, "change")).text


def test_many_are_marked_at_once(signed_in):
    pathways = [make_pathway(), make_pathway()]

    response = act(signed_in("verifier"), Pathway, "mark_checked", *pathways)

    assert messages_of(response) == ["2 contact pathways marked as checked today."]
    assert Pathway.objects.filter(verified_on=timezone.localdate()).count() == 2


@pytest.mark.django_db
def test_a_check_of_another_day_sets_the_next_one_from_that_day():
    pathway, by = make_pathway(), make_staff()
    day = timezone.localdate() - timedelta(days=10)

    assert mark_checked(queryset=Pathway.objects.all(), by=by, on=day) == 1

    pathway.refresh_from_db()
    assert (pathway.verified_on, pathway.next_check) == (day, day + CHECK_EVERY)


def test_what_is_to_verify_is_shown_above_the_form(publisher):
    pathway = make_pathway()
    make_contact_point(pathway, label="Office", to_verify="Ring to find out whose number it is.")

    page = publisher.get(address(pathway, "change"))

    assert "Office: 01962 876364: Ring to find out whose number it is." in page.text
    assert "Nobody has checked these numbers yet." in page.text


@pytest.mark.parametrize(("query", "found"), [("check=due", ["late", "never"]), ("check=done", ["right"])])
def test_the_list_finds_what_needs_checking(publisher, query, found):
    today, day = timezone.localdate(), timedelta(days=1)
    make_pathway(title="never")
    make_pathway(title="late", verified_on=today - 9 * day, next_check=today)
    make_pathway(title="right", verified_on=today, next_check=today + day)

    page = publisher.get(f"{list_address(Pathway)}?{query}")

    assert [row.title for row in page.context["cl"].result_list] == found


def test_a_verifier_corrects_a_live_number_and_leaves_the_rest_alone(signed_in):
    verifier = signed_in("verifier")
    pathway = make_pathway()
    point = make_contact_point(pathway)

    save(verifier, pathway, **{"contact_points-0-value": "01962 845000"})

    point.refresh_from_db()
    assert point.value == "01962 845000"
    assert verifier.get("/admin/themes/theme/add/").status_code == 403


def test_opening_hours_are_edited_on_the_numbers_own_page(publisher):
    pathway = make_pathway()
    point = make_contact_point(pathway)

    response = save(
        publisher,
        point,
        **{
            "opening_hours-TOTAL_FORMS": "1",
            "opening_hours-0-weekday": "5",
            "opening_hours-0-opens": "09:00",
            "opening_hours-0-closes": "16:30",
            "opening_hours-0-contact_point": str(point.pk),
            "opening_hours-0-id": "",
        },
    )

    pathway.refresh_from_db()
    assert response["Location"] == address(pathway, "change")
    assert [str(hours) for hours in OpeningHours.objects.all()] == ["Friday 09:00 to 16:30"]
    assert pathway.updated_by == publisher.person
    assert "Friday, 9am to 4:30pm" in publisher.get(address(pathway, "change")).text


def test_a_live_number_is_not_changed_by_an_editor_at_its_own_address(editor):
    live, draft = make_contact_point(make_pathway()), make_contact_point(make_pathway(state=State.DRAFT))

    assert editor.post(address(live, "change"), {"value": "999"}).status_code == 403
    assert save(editor, draft, value="01962 845000").status_code == 302
    assert ContactPoint.objects.get(pk=live.pk).value == "01962 876364"
