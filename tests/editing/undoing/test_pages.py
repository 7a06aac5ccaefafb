"""The undo where an editor meets it: the message after a step, the list, and the page of the step."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hscp.editing.models import UndoableStep
from hscp.records.publishing import change_state
from hscp.records.state import State
from resources.models import Toolkit
from tests.factories import make_toolkit

pytestmark = pytest.mark.django_db
LIST = reverse("admin:editing_undoablestep_changelist")
TOOLKITS = reverse("admin:resources_toolkit_changelist")


def page_of(step):
    return reverse("admin:editing_undoablestep_change", args=[step.pk])


def publish(client, *records):
    data = {"action": "publish", "_selected_action": [record.pk for record in records]}
    return client.post(TOOLKITS, data, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_a_bulk_action_offers_its_undo_which_works_at_once(publisher):
    one, two = make_toolkit(state=State.DRAFT), make_toolkit(state=State.DRAFT)

    shown = publish(publisher, one, two)
    step = UndoableStep.objects.get()
    done = publisher.post(page_of(step), follow=True)

    assert said(shown) == ["2 toolkits changed to published."]
    assert shown.context["undo_offers"] == [(step.pk, step.what, step.until_in_words)]
    assert f'action="{page_of(step)}"' in shown.content.decode()
    assert done.context["undo_offers"] == []
    assert said(done) == [f"Undone: {step.what}. Everything is as it was before."]
    assert set(Toolkit.objects.values_list("state", flat=True)) == {State.DRAFT}


def test_the_button_carries_the_token_of_its_form(publisher):
    record = make_toolkit(state=State.DRAFT)
    client = Client(enforce_csrf_checks=True)
    client.force_login(publisher.person)
    token = client.get(TOOLKITS).context["csrf_token"]
    data = {"action": "publish", "_selected_action": [record.pk], "csrfmiddlewaretoken": str(token)}
    shown = client.post(TOOLKITS, data, follow=True)
    address = page_of(UndoableStep.objects.get())
    form = shown.content.decode().partition(f'action="{address}"')[2]
    sent = form.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]

    assert client.post(address).status_code == 403
    assert client.post(address, {"csrfmiddlewaretoken": sent}).status_code == 302


def test_a_second_press_says_that_it_was_undone(publisher):
    publish(publisher, make_toolkit(state=State.DRAFT))
    step = UndoableStep.objects.get()
    publisher.post(page_of(step))

    again = publisher.post(page_of(step), follow=True)

    assert said(again)[-1] == "This was undone already."
    assert "An undo cannot be undone" in again.content.decode()


def test_the_list_and_the_start_page_have_what_a_person_can_undo_for_an_hour(signed_in):
    clients = {role: signed_in(role) for role in ("publisher", "administrator", "editor")}
    record = make_toolkit(state=State.DRAFT)
    change_state(queryset=Toolkit.objects.all(), state=State.ARCHIVED, by=clients["publisher"].person)
    shown = {}
    for role, client in clients.items():
        tasks = {task.heading: task.lists for task in client.get("/admin/").context["tasks"]}
        listed = [step.what for step in client.get(LIST).context["cl"].result_list]
        shown[role] = listed, tasks.get("Can be undone")

    expected = [f"Changed to archived: {record}"], [("step", 1, LIST)]
    assert shown == {"publisher": expected, "administrator": expected, "editor": ([], None)}
    UndoableStep.objects.update(until=timezone.now() - timedelta(minutes=1))
    assert list(clients["publisher"].get(LIST).context["cl"].result_list) == []
    assert (
        "The time for it is over"
        in clients["publisher"].get(page_of(UndoableStep.objects.get())).content.decode()
    )


def test_the_page_names_the_records_with_their_addresses(publisher):
    record = make_toolkit(title="Flares", state=State.DRAFT)
    publish(publisher, record)

    page = publisher.get(page_of(UndoableStep.objects.get()))

    address = reverse("admin:resources_toolkit_change", args=[record.pk])
    assert page.context["records"] == [("Toolkit", "Flares", "changed", address)]
    assert f'<a href="{address}">Flares</a>' in page.content.decode()
