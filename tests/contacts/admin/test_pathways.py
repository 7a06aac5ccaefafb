"""Contact pathways in the admin: when they may be published, and how numbers are changed, confirmed and checked."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from contacts.models import ContactChange, ContactPoint, OpeningHours, Pathway
from contacts.numbers.verification import propose, values_of
from hscp.editing.drafts.keeping import draft_of
from hscp.records.state import State
from tests.admin.pages import act, address, filled_in, list_address, messages_of
from tests.factories import make_contact_point, make_opening_hours, make_pathway, make_resource

NO_NUMBER = "Give it at least one number or address before it is published."
OLD, NEW = "01962 876364", "01962 845000"
SENT = "Sent for confirmation. The public will see it once a second person has confirmed it."


def save(client, record, **changes):
    page = client.get(address(record, "change"))
    response = client.post(address(record, "change"), filled_in(page, **changes))
    record.refresh_from_db()
    return response


def point_page(pathway, point=None, page="point"):
    """Return the address of a page about a number of `pathway`, or of the form for a new one."""
    if point is None:
        return reverse("admin:contacts_pathway_point_add", args=[pathway.pk])
    return reverse(f"admin:contacts_pathway_{page}", args=[pathway.pk, point.pk])


def send(client, where, **changes):
    """Fill in the form of a number and send it; return the page that follows."""
    return client.post(where, filled_in(client.get(where), **changes), follow=True)


def decide(client, change, button, **fields):
    data = {"edition": change.edition, button: "yes", **fields}
    return client.post(address(change, "change"), data, follow=True)


def proposed(point, by, **values):
    return propose(
        pathway=point.pathway, action="change", by=by, point=point, values=values_of(point) | values
    )


@pytest.fixture
def verifier(signed_in):
    return signed_in("verifier")


@pytest.fixture
def point():
    return make_contact_point(make_pathway(title="MASH"), label="Office", value=OLD)


def test_a_pathway_without_a_number_is_not_published_from_its_form(publisher):
    pathway = make_pathway(state=State.DRAFT)

    response = save(publisher, pathway, state=State.PUBLISHED)

    assert NO_NUMBER in response.text
    assert pathway.state == State.DRAFT


def test_a_pathway_with_a_number_is_published(publisher, point):
    Pathway.objects.update(state=State.DRAFT)

    save(publisher, point.pathway, state=State.PUBLISHED)

    assert Pathway.objects.get().state == State.PUBLISHED


def test_a_number_that_waits_does_not_count_yet(publisher, person):
    pathway = make_pathway(state=State.DRAFT)
    values = values_of(ContactPoint(kind="phone", value=OLD, pk=0))
    propose(pathway=pathway, action="add", by=person("editor"), values=values)

    assert NO_NUMBER in save(publisher, pathway, state=State.PUBLISHED).text


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


@pytest.mark.parametrize("slug", ["find", "sheet"])
def test_the_addresses_of_other_pages_are_refused(publisher, point, slug):
    response = save(publisher, point.pathway, slug=slug)

    assert f"“{slug}” is the address of another page of this site." in response.text
    assert Pathway.objects.get().slug != slug


def test_a_pathway_keeps_its_ages_its_times_and_its_resources(publisher, point):
    form = make_resource(title="Referral form")

    save(
        publisher,
        point.pathway,
        minimum_age="5",
        maximum_age="17",
        time_needed="An hour",
        when_closed="Ring 999.",
        resources=[form.pk],
    )

    pathway = Pathway.objects.get()
    assert (pathway.minimum_age, pathway.maximum_age) == (5, 17)
    assert (pathway.time_needed, pathway.when_closed) == ("An hour", "Ring 999.")
    assert list(pathway.resources.all()) == [form]


def test_ages_the_wrong_way_round_are_refused(publisher, point):
    response = save(publisher, point.pathway, minimum_age="17", maximum_age="5")

    assert "The highest age must not be below the lowest." in response.text


# The numbers on the pathway's page


def test_the_numbers_are_shown_with_who_checked_them_and_what_waits(publisher, person, point):
    ada = person("verifier", first_name="Ada", last_name="Lowe")
    make_opening_hours(point, 5, "09:00", "16:30")
    day = timezone.localdate()
    ContactPoint.objects.update(
        verified_by=ada, verified_on=day, next_check=day + timedelta(days=9), to_verify="Ask Tom."
    )
    proposed(ContactPoint.objects.get(), person("editor", first_name="Ben"), value=NEW)

    page = publisher.get(address(point.pathway, "change")).text

    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    for words in (
        "Office Phone",
        OLD,
        "Friday, 09:00 to 16:30",
        f"{day:%-d %b %Y}, Ada Lowe",
        "Ask Tom.",
        "A change waits for a second person",
    ):
        assert words in text
    assert NEW not in text


def test_the_order_of_the_numbers_is_saved_without_a_second_person(publisher, point):
    second = make_contact_point(point.pathway, value=NEW, order=5)

    response = save(publisher, point.pathway, **{"contact_points-0-order": "9"})

    assert response.status_code == 302
    assert list(point.pathway.contact_points.all()) == [second, point]
    assert ContactChange.objects.count() == 0


def test_the_form_of_a_pathway_writes_only_the_position_of_a_number(publisher, point):
    changes = {f"contact_points-0-{name}": "x" for name in ("value", "label", "note", "kind", "DELETE")}
    before = values_of(point)

    save(publisher, point.pathway, **changes, **{"contact_points-0-order": "7"})

    assert values_of(ContactPoint.objects.get()) == before
    assert ContactPoint.objects.get().order == 7


def test_the_form_of_a_pathway_adds_no_number(publisher, point):
    rows = {"kind": "phone", "value": NEW, "order": "2", "id": "", "pathway": point.pathway_id}
    changes = {f"contact_points-1-{name}": str(value) for name, value in rows.items()}

    save(publisher, point.pathway, **changes, **{"contact_points-TOTAL_FORMS": "2"})

    assert ContactPoint.objects.count() == 1


# Proposing


def test_a_change_is_sent_and_the_public_sees_the_old_number(client, editor, point):
    response = send(editor, point_page(point.pathway, point), value="01962-845 000", hours="Mon-Fri 9am-2pm")

    change = ContactChange.objects.get()
    assert messages_of(response) == [SENT]
    assert (change.after["value"], change.after["hours"][4]) == (NEW, [5, "09:00", "14:00"])
    assert change.proposed_by == editor.person
    page = client.get(point.pathway.get_absolute_url()).text
    assert (OLD in page, NEW in page) == (True, False)


def test_an_editor_proposes_a_number_and_changes_the_rest_of_a_live_pathway_by_a_draft(editor, point):
    send(editor, point_page(point.pathway, point), value=NEW)
    form = filled_in(editor.get(address(point.pathway, "change")), title="Mine")
    editor.post(address(point.pathway, "change"), form)

    assert ContactChange.objects.get().state == "waiting"
    assert [key.partition(":")[0] for key in draft_of(point.pathway).changes] == ["contacts.pathway"]
    point.pathway.refresh_from_db()
    assert point.pathway.title != "Mine"


def test_everything_typed_is_kept_when_it_is_refused(editor, point):
    where = point_page(point.pathway, point)

    page = send(editor, where, value="12345", hours="Monday 9am to", note="Ask for Tom")

    assert "is not a United Kingdom telephone number" in page.text
    assert "Line 1:" in page.text
    kept = filled_in(page)
    assert (kept["value"], kept["hours"], kept["note"]) == ("12345", "Monday 9am to", "Ask for Tom")
    assert ContactChange.objects.count() == 0


def test_overlapping_hours_are_refused_at_the_hours(editor, point):
    page = send(editor, point_page(point.pathway, point), hours="Monday 9am-2pm\nMonday 1pm-5pm")

    assert list(page.context["form"].errors) == ["hours"]


def test_a_postal_address_without_a_postcode_is_refused_at_the_address(editor, point):
    page = send(editor, point_page(point.pathway, point), kind="post", value="The Castle\nWinchester")

    assert page.context["form"].errors["value"] == [
        "Add the postcode as the last line of the address, such as SO23 8UJ: letters need it to arrive."
    ]


def test_the_hours_are_shown_as_they_are_typed(editor, point):
    make_opening_hours(point, 1, "09:00", "17:00")

    page = editor.get(point_page(point.pathway, point))

    assert filled_in(page)["hours"] == "Monday, 09:00 to 17:00"


def test_an_unchanged_form_changes_nothing(editor, point):
    page = send(editor, point_page(point.pathway, point))

    assert page.context["form"].non_field_errors() == ["Nothing on this form has been changed."]


def test_a_note_for_editors_is_saved_at_once(editor, point):
    response = send(editor, point_page(point.pathway, point), to_verify="Ask Tom.")

    point.refresh_from_db()
    assert (point.to_verify, ContactChange.objects.count()) == ("Ask Tom.", 0)
    assert messages_of(response) == [
        "The note for editors was saved. Nothing that the public sees has changed."
    ]


def test_a_second_editor_sees_what_waits_and_replaces_it(editor, person, point):
    change = proposed(point, person("editor", first_name="Ben"), value=NEW)
    where = point_page(point.pathway, point)

    page = editor.get(where)
    send(editor, where, value="01962 845001")

    assert (filled_in(page)["value"], "Proposed by Ben" in page.text) == (NEW, True)
    change.refresh_from_db()
    assert (change.edition, change.proposed_by, change.after["value"]) == (2, editor.person, "01962 845001")


def test_a_number_is_added_and_put_right_while_it_waits(editor, verifier, point):
    send(editor, point_page(point.pathway), kind="email", value="duty@EXAMPLE.org")
    change = ContactChange.objects.get()
    where = reverse("admin:contacts_pathway_point_waiting", args=[point.pathway_id, change.pk])

    send(verifier, where, label="Duty team")

    change.refresh_from_db()
    assert (change.action, change.edition, change.proposed_by) == ("add", 2, verifier.person)
    assert (change.after["label"], change.after["value"]) == ("Duty team", "duty@example.org")
    assert ContactPoint.objects.count() == 1


def test_an_empty_form_adds_nothing(editor, point):
    page = send(editor, point_page(point.pathway))

    assert page.context["form"].is_valid() is False
    assert ContactChange.objects.count() == 0


def test_the_last_number_of_a_published_pathway_is_not_removed(editor, point):
    page = editor.post(point_page(point.pathway, point, "point_remove"))

    assert "It is the only number or address of a published contact." in page.text
    assert ContactChange.objects.count() == 0


def test_a_removal_is_asked_about_and_sent(editor, point):
    make_contact_point(point.pathway, value=NEW)
    where = point_page(point.pathway, point, "point_remove")

    asked = editor.get(where)
    editor.post(where)

    assert "Propose that <strong>Office: 01962 876364</strong> is removed" in asked.text
    assert ContactChange.objects.get().action == "remove"
    assert ContactPoint.objects.count() == 2


@pytest.mark.parametrize("page", ["point", "point_remove"])
def test_a_number_of_another_pathway_is_not_reached_over_this_one(editor, point, page):
    other = make_pathway()

    where = reverse(f"admin:contacts_pathway_{page}", args=[other.pk, point.pk])

    assert editor.get(where).status_code == 404


# Deciding


def test_a_verifier_sees_old_beside_new_and_confirms(verifier, person, point):
    change = proposed(point, person("editor"), value=NEW)
    day = timezone.localdate() + timedelta(days=30)

    page = verifier.get(address(change, "change")).text
    response = decide(verifier, change, "confirm", next_check=f"{day:%Y-%m-%d}")

    point.refresh_from_db()
    assert (f"<del>{OLD}</del>" in page, f"<ins>{NEW}</ins>" in page) == (True, True)
    assert 'href="tel:01962845000"' in page
    assert messages_of(response) == ["Confirmed. The public can see it now."]
    assert (point.value, point.verified_by, point.next_check) == (NEW, verifier.person, day)


def test_the_next_check_is_half_a_year_away_unless_chosen(verifier, person, point):
    change = proposed(point, person("editor"), value=NEW)

    page = verifier.get(address(change, "change"))

    half_a_year = timezone.localdate() + timedelta(days=182)
    assert filled_in(page)["next_check"] == f"{half_a_year:%Y-%m-%d}"


@pytest.mark.parametrize(
    ("typed", "words"),
    [("2020-01-01", "The next check must be later than today."), ("soon", "Enter a valid date.")],
)
def test_a_next_check_that_cannot_be_is_refused_and_kept(verifier, person, point, typed, words):
    change = proposed(point, person("editor"), value=NEW)

    page = decide(verifier, change, "confirm", next_check=typed)

    assert (words in page.text, filled_in(page)["next_check"]) == (True, typed)
    assert ContactPoint.objects.get().value == OLD


def test_the_proposer_is_told_why_they_cannot_confirm(verifier, point):
    change = proposed(point, verifier.person, value=NEW)

    page = verifier.get(address(change, "change")).text
    forced = decide(verifier, change, "confirm", next_check="2090-01-01")

    assert "You proposed this, so you cannot confirm it" in page
    assert 'name="confirm"' not in page
    assert "A second person must confirm it, since you proposed it." in forced.text
    assert ContactPoint.objects.get().value == OLD


def test_a_page_read_before_the_change_was_rewritten_confirms_nothing(verifier, person, point):
    change = proposed(point, person("editor"), value=NEW)
    proposed(point, person("editor"), value="01962 999999")

    page = decide(verifier, change, "confirm", next_check="2090-01-01")

    assert "It was rewritten since you read it" in page.text
    assert 'name="edition" value="2"' in page.text
    assert ContactPoint.objects.get().value == OLD


@pytest.mark.parametrize("edition", ["", "x", "0", "99"])
def test_a_confirmation_that_does_not_say_what_was_read_is_refused(verifier, person, point, edition):
    change = proposed(point, person("editor"), value=NEW)

    verifier.post(
        address(change, "change"), {"confirm": "yes", "edition": edition, "next_check": "2090-01-01"}
    )

    assert ContactPoint.objects.get().value == OLD


def test_a_refusal_needs_a_reason_that_the_proposer_reads(verifier, editor, point):
    change = proposed(point, editor.person, value=NEW)

    empty = decide(verifier, change, "refuse", reason=" ")
    decide(verifier, change, "refuse", reason="It rings at a bakery.")

    assert "Say why, for the person who proposed it." in empty.text
    assert "It rings at a bakery." in editor.get(address(change, "change")).text
    assert ContactPoint.objects.get().value == OLD


def test_the_proposer_withdraws(editor, point):
    change = proposed(point, editor.person, value=NEW)

    decide(editor, change, "withdraw")

    assert ContactChange.objects.get().state == "withdrawn"


@pytest.mark.parametrize("button", ["confirm", "refuse"])
def test_an_editor_decides_nothing(editor, person, point, button):
    change = proposed(point, person("editor"), value=NEW)

    response = decide(editor, change, button, next_check="2090-01-01", reason="No")

    assert response.status_code == 403
    assert ContactChange.objects.get().state == "waiting"


def test_an_editor_does_not_withdraw_anothers_change(editor, person, point):
    change = proposed(point, person("editor"), value=NEW)

    page = decide(editor, change, "withdraw")

    assert "Only the person who proposed it, or a contact verifier, can withdraw it." in page.text
    assert ContactChange.objects.get().state == "waiting"


def test_a_removal_is_confirmed_without_a_next_check(verifier, editor, point):
    make_contact_point(point.pathway, value=NEW)
    editor.post(point_page(point.pathway, point, "point_remove"))

    decide(verifier, ContactChange.objects.get(), "confirm")

    assert [each.value for each in ContactPoint.objects.all()] == [NEW]


def test_the_list_of_changes_is_filtered_and_read_only(verifier, person, point):
    change = proposed(point, person("editor"), value=NEW)
    other = make_contact_point(point.pathway, value="01962 845002")
    decide(verifier, proposed(other, person("editor"), note="Ask"), "confirm", next_check="2090-01-01")

    page = verifier.get(f"{list_address(ContactChange)}?state__exact=waiting")

    assert list(page.context["cl"].result_list) == [change]
    assert verifier.get(list_address(ContactChange, "add")).status_code == 403


# Checking


def check(client, pathway, *seen):
    return client.post(address(pathway, "checked"), {"seen": seen}, follow=True)


def marks_on(client, pathway):
    """Return what the buttons of the pathway's page send: the mark of each number, in order."""
    page = client.get(address(pathway, "change")).text
    return re.findall(r'form="check-one" name="seen" value="([^"]+)"', page)


def test_checked_today_notes_who_and_when(verifier, point):
    other = make_contact_point(point.pathway, value=NEW)
    first, _ = marks_on(verifier, point.pathway)

    response = check(verifier, point.pathway, first)

    point.refresh_from_db()
    other.refresh_from_db()
    today = timezone.localdate()
    assert (point.verified_by, point.verified_on) == (verifier.person, today)
    assert (point.next_check, other.verified_on) == (today + timedelta(days=182), None)
    assert messages_of(response) == [
        f"Marked as checked today: Office: {OLD}. The next check is due in half a year."
    ]


def test_all_numbers_are_marked_at_once_but_not_one_that_has_changed_since(verifier, person, point):
    other = make_contact_point(point.pathway, label="Duty", value=NEW)
    marks = marks_on(verifier, point.pathway)
    ContactPoint.objects.filter(pk=other.pk).update(value="01962 845002")

    response = check(verifier, point.pathway, *marks)

    assert [each.verified_on for each in ContactPoint.objects.all()] == [timezone.localdate(), None]
    assert messages_of(response)[1] == (
        "Not marked: Duty: 01962 845002 was changed since you read it. Read it again."
    )


def test_a_number_without_an_address_cannot_be_marked(verifier):
    pathway = make_pathway()
    make_contact_point(pathway, kind="form", value="")

    assert marks_on(verifier, pathway) == []


@pytest.mark.parametrize("seen", [[], ["x"], ["1"], ["x:y"], ["999999:y"]])
def test_a_check_that_names_no_number_marks_none(verifier, point, seen):
    response = check(verifier, point.pathway, *seen)

    assert messages_of(response) == ["There was nothing to mark as checked."]
    assert ContactPoint.objects.get().verified_on is None


def test_an_editor_cannot_mark_as_checked(editor, point):
    assert check(editor, point.pathway, "1:x").status_code == 403
    assert marks_on(editor, point.pathway) == []


@pytest.mark.parametrize(("query", "found"), [("check=due", ["late", "never"]), ("check=done", ["right"])])
def test_the_list_finds_what_needs_checking(publisher, query, found):
    today, day = timezone.localdate(), timedelta(days=1)
    make_contact_point(make_pathway(title="never"))
    make_contact_point(make_pathway(title="late"), verified_on=today - 9 * day, next_check=today)
    make_contact_point(make_pathway(title="right"), verified_on=today, next_check=today + day)

    page = publisher.get(f"{list_address(Pathway)}?{query}")

    assert [row.title for row in page.context["cl"].result_list] == found


# Other routes to a number


def test_restoring_an_old_version_leaves_the_numbers_as_they_are(publisher, verifier, point):
    pathway = point.pathway
    make_opening_hours(point, 1)
    save(publisher, pathway, title="Before")
    version = Version.objects.get_for_object(pathway).latest("pk")
    change = proposed(point, publisher.person, value=NEW, hours=[])
    decide(verifier, change, "confirm", next_check="2090-01-01")
    save(publisher, pathway, title="After")

    where = address(pathway, "revision", version.pk)
    page = publisher.get(where)
    publisher.post(where, filled_in(page))

    pathway.refresh_from_db()
    assert "Its numbers and addresses stay as they are now." in page.text
    assert (pathway.title, ContactPoint.objects.get().value, OpeningHours.objects.count()) == (
        "Before",
        NEW,
        0,
    )


def test_the_numbers_of_a_recovered_pathway_wait_for_a_second_person(publisher, verifier, point):
    make_opening_hours(point, 1)
    was = values_of(ContactPoint.objects.get())
    publisher.post(address(point.pathway, "delete"), {"post": "yes"})
    assert Pathway.objects.count() == 0
    [version] = publisher.get(list_address(Pathway, "recoverlist")).context["deleted"]
    where = f"/admin/contacts/pathway/recover/{version.pk}/"

    as_it_was = publisher.post(where, filled_in(publisher.get(where)))
    publisher.post(where, filled_in(publisher.get(where), state=State.DRAFT))

    change = ContactChange.objects.get()
    assert NO_NUMBER in as_it_was.text
    assert (ContactPoint.objects.count(), OpeningHours.objects.count()) == (0, 0)
    assert (change.action, change.after, change.proposed_by) == ("add", was, publisher.person)
    decide(verifier, change, "confirm", next_check="2090-01-01")
    assert values_of(ContactPoint.objects.get()) == was


def test_a_pathway_goes_with_its_numbers_and_their_log(publisher, point):
    proposed(point, publisher.person, value=NEW)

    publisher.post(address(point.pathway, "delete"), {"post": "yes"})

    assert (Pathway.objects.count(), ContactPoint.objects.count(), ContactChange.objects.count()) == (0, 0, 0)
