"""Adding and removing one's own devices: who must have one, what is asked again, and what ends with a device."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from hscp.editing.models import EditorMail
from hscp.security.second_factor.app_codes import code_now, new_key
from hscp.security.second_factor.devices import LastDevice, remove_device
from hscp.security.second_factor.enums import DeviceKind
from hscp.security.second_factor.models import SignInDevice
from hscp.security.second_factor.sessions import FRESH_FOR, NEW_APP
from hscp.security.staff_hint import STAFF_HINT
from tests.security.second_factor.conftest import (
    DEVICES,
    PASSWORD,
    STEP,
    code_of,
    give_code,
    give_password,
    is_in,
    sign_in,
)

pytestmark = pytest.mark.django_db
MORNING = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)


def add_app(client, *, name="Phone", code=None):
    """Add an app as its owner does, and return the page that follows."""
    client.get(f"{DEVICES}app/")
    code = code or code_now(client.session[NEW_APP])
    return client.post(f"{DEVICES}app/", {"code": code, "name": name})


def second_app(user, name="Tablet"):
    return SignInDevice.objects.create(user=user, kind=DeviceKind.APP, name=name, key=new_key())


def test_who_has_no_device_can_do_nothing_but_add_one(client, member):
    user = member(app=False)
    give_password(client, user, next_page="/admin/themes/theme/")

    led = client.get(STEP)
    page = client.get(DEVICES)

    assert led["Location"] == DEVICES
    assert "Set up your second step" in page.text
    assert not is_in(client)
    assert client.get(f"{DEVICES}codes/")["Location"] == DEVICES
    assert client.get(f"{DEVICES}1/remove/")["Location"] == DEVICES
    assert client.post("/admin/password_change/").status_code == 302


def test_the_first_device_signs_in_and_brings_ten_codes(client, member):
    user = member(app=False)
    give_password(client, user, next_page="/admin/themes/theme/")

    page = add_app(client)

    assert len(page.context["new"]) == 10
    assert page.context["next_page"] == "/admin/themes/theme/"
    assert page.context["new"][0] in page.text
    assert STAFF_HINT in client.cookies
    assert is_in(client)
    again = client.get(f"{DEVICES}codes/")
    assert "You have 10 recovery codes left." in again.text
    assert not any(code in again.text for code in page.context["new"])


def test_the_code_that_added_an_app_signs_nobody_in(client, member):
    user = member(app=False)
    give_password(client, user)
    client.get(f"{DEVICES}app/")
    code = code_now(client.session[NEW_APP])
    client.post(f"{DEVICES}app/", {"code": code, "name": "Phone"})

    other = Client()
    give_password(other, user)
    give_code(other, code)

    assert not is_in(other)


def test_who_waited_with_the_same_password_adds_nothing_once_there_is_a_device(member):
    """A thief and the owner both have the password of a new account: the first device counts."""
    user = member(app=False)
    owner, thief = Client(), Client()
    for client in (owner, thief):
        give_password(client, user)
        client.get(f"{DEVICES}app/")

    add_app(owner)
    answer = thief.post(f"{DEVICES}app/", {"code": code_now(thief.session[NEW_APP]), "name": "Thief"})

    assert answer["Location"] == STEP
    assert [device.name for device in user.sign_in_devices.all()] == ["Phone"]


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"code": "000"}, "That code is not right."),
        ({"code": "", "name": "Tablet"}, "Enter the code."),
        ({"name": " "}, "Give the device a name"),
        ({"name": "Phone"}, "You have a device of this name already."),
        ({"name": "x" * 61}, "at most 60 characters"),
    ],
)
def test_a_device_is_refused_in_words(ada, sent, problem):
    client = sign_in(ada)
    client.get(f"{DEVICES}app/")
    right = {"code": code_now(client.session[NEW_APP]), "name": "Tablet"}

    page = client.post(f"{DEVICES}app/", right | sent)

    assert problem in page.text
    assert ada.sign_in_devices.count() == 1


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_says_what_each_is_and_costs_the_same_for_many(ada, count, django_assert_num_queries):
    client = sign_in(ada)
    for number in range(count - 1):
        second_app(ada, f"Tablet {number}")

    with django_assert_num_queries(6):
        page = client.get(DEVICES)

    assert page.text.count("App with codes, added") == count
    assert "last used" in page.text


def test_devices_are_changed_only_by_who_has_just_proved_who_they_are(ada):
    with time_machine.travel(MORNING, tick=False):
        client = sign_in(ada)
        at_once = client.get(f"{DEVICES}app/")
    with time_machine.travel(MORNING + FRESH_FOR, tick=False):
        later = client.get(f"{DEVICES}app/")
        posted = client.post(f"{DEVICES}{ada.app.pk}/remove/")
        renewed = client.post(f"{DEVICES}codes/")
        confirmed = client.post(later["Location"], {"code": code_of(ada)})
        after = client.get(confirmed["Location"])

    assert at_once.status_code == 200
    assert later["Location"] == f"{STEP}?next=%2Fadmin%2Fsign-in-devices%2Fapp%2F"
    assert [posted.status_code, renewed.status_code] == [302, 302]
    assert ada.recovery_codes.count() == 0
    assert confirmed["Location"] == f"{DEVICES}app/"
    assert after.status_code == 200


def test_without_a_device_the_password_is_asked_again(settings, member):
    settings.HSCP_SECOND_FACTOR = False
    user = member(app=False)
    client = Client()
    with time_machine.travel(MORNING, tick=False):
        give_password(client, user)
    with time_machine.travel(MORNING + FRESH_FOR, tick=False):
        asked = client.get(f"{DEVICES}app/")
        wrong = client.post(asked["Location"], {"password": "a wrong pass phrase"})
        code = client.post(asked["Location"], {"code": "000000"})
        right = client.post(asked["Location"], {"password": PASSWORD})
        after = client.get(right["Location"])

    assert asked["Location"].startswith(STEP)
    assert "That password is not right." in wrong.text
    assert code.status_code == 200
    assert (right["Location"], after.status_code) == (f"{DEVICES}app/", 200)


def test_the_last_device_stays_where_one_is_needed(ada):
    client = sign_in(ada)

    page = client.post(f"{DEVICES}{ada.app.pk}/remove/", follow=True)

    assert "This is your only device" in page.text
    assert ada.sign_in_devices.count() == 1
    assert is_in(client)


def test_on_ones_own_machine_the_last_one_goes_with_the_codes(settings, ada):
    settings.HSCP_SECOND_FACTOR = False
    client = sign_in(ada)
    client.post(f"{DEVICES}codes/")

    client.post(f"{DEVICES}{ada.app.pk}/remove/")

    assert (ada.sign_in_devices.count(), ada.recovery_codes.count()) == (0, 0)
    assert is_in(client)


def test_removing_a_device_ends_the_sessions_elsewhere(ada):
    tablet = second_app(ada)
    here = sign_in(ada)
    elsewhere = Client()
    give_password(elsewhere, ada)
    give_code(elsewhere, code_now(tablet.key))
    before = is_in(elsewhere)

    here.post(f"{DEVICES}{tablet.pk}/remove/")

    assert (before, is_in(elsewhere), is_in(here)) == (True, False, True)


def test_a_device_removed_meanwhile_signs_nobody_in(ada):
    tablet = second_app(ada)
    client = Client()
    give_password(client, ada)
    remove_device(ada, tablet, must_keep_one=True)

    answer = give_code(client, code_now(tablet.key))

    assert answer["Location"] == "/admin/login/"
    give_password(client, ada)
    assert "That code is not right." in give_code(client, code_now(tablet.key)).text


def test_the_device_of_somebody_else_is_out_of_reach(ada, member):
    grace = member(username="grace", email="grace@example.org")
    second_app(grace)
    client = sign_in(ada)

    answers = [getattr(client, verb)(f"{DEVICES}{grace.app.pk}/remove/") for verb in ("get", "post")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert grace.sign_in_devices.count() == 2


def test_opening_the_pages_changes_nothing(ada):
    tablet = second_app(ada)
    client = sign_in(ada)

    for page in (DEVICES, f"{DEVICES}codes/", f"{DEVICES}{tablet.pk}/remove/", f"{DEVICES}passkey/"):
        assert client.get(page).status_code == 200

    assert (ada.sign_in_devices.count(), ada.recovery_codes.count()) == (2, 0)


def test_the_owner_is_told_of_each_change(ada):
    client = sign_in(ada)
    add_app(client, name="Tablet")
    client.post(f"{DEVICES}{ada.app.pk}/remove/")

    assert list(EditorMail.objects.order_by("pk").values_list("to", "subject")) == [
        (ada.pk, "A sign-in device was added"),
        (ada.pk, "Recovery codes were made"),
        (ada.pk, "A sign-in device was removed"),
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_devices_removed_at_once_one_stays(ada):
    both, results, start = [ada.app, second_app(ada)], [], threading.Barrier(2)

    def remove(device):
        start.wait(10)
        try:
            remove_device(ada, device, must_keep_one=True)
            results.append("removed")
        except LastDevice:
            results.append("kept")
        connection.close()

    threads = [threading.Thread(target=remove, args=[device]) for device in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["kept", "removed"]
    assert ada.sign_in_devices.count() == 1


def test_a_link_leads_to_ones_devices_from_where_one_is_signed_in(ada):
    client = sign_in(ada)

    assert f'href="{DEVICES}"' in client.get("/admin/sessions/").text
    assert 'href="/admin/sessions/"' in client.get(DEVICES).text


def test_a_fresh_sign_in_is_fresh_for_ten_minutes():
    assert timedelta(minutes=10) == FRESH_FOR
