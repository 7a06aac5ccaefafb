"""T30: signing in takes both steps. Until then nobody is signed in, and no way past the second one is open."""

import threading
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.core.management import call_command
from django.db import connection
from django.test import Client

from hscp.editing.models import EditorMail
from hscp.security.second_factor import proving
from hscp.security.second_factor.devices import forget_devices, use_code_of
from hscp.security.second_factor.limits import FREE_FAILURES, LONGEST_WAIT
from hscp.security.second_factor.passkeys import NotRight
from hscp.security.second_factor.recovery_codes import make_codes
from hscp.security.sign_in_limits import MustWait
from hscp.security.staff_hint import STAFF_HINT
from tests.factories import make_file
from tests.security.second_factor.conftest import (
    DEVICES,
    LATER,
    PASSWORD,
    STEP,
    code_of,
    give_code,
    give_password,
    is_in,
    sign_in,
    wrong_code_of,
)

pytestmark = pytest.mark.django_db
MORNING = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)


def test_both_steps_lead_where_one_was_going(client, ada):
    password = give_password(client, ada, next_page="/admin/themes/theme/?q=1")
    between = SESSION_KEY in client.session
    code = give_code(client, code_of(ada))

    assert (password["Location"], between) == (STEP, False)
    assert code["Location"] == "/admin/themes/theme/?q=1"
    assert STAFF_HINT in client.cookies
    assert is_in(client)


def test_with_the_password_alone_nothing_of_staff_answers(client, ada):
    file = make_file()
    give_password(client, ada)

    asked = {
        "/admin/": client.get("/admin/"),
        "/admin/staff-bar.json?path=/themes/": client.get("/admin/staff-bar.json?path=/themes/"),
        "autocomplete": client.get(
            "/admin/autocomplete/?app_label=themes&model_name=theme&field_name=lead_toolkit"
        ),
        "/admin/password_change/": client.get("/admin/password_change/"),
        "/admin/find/": client.get("/admin/find/?q=a"),
        "changes": client.post("/admin/themes/theme/add/", {"title": "A theme"}),
        "codes": client.get(f"{DEVICES}codes/"),
        "app": client.get(f"{DEVICES}app/"),
        "passkey": client.post(f"{DEVICES}passkey/", {"name": "x", "answer": "{}"}),
        "remove": client.post(f"{DEVICES}{ada.app.pk}/remove/"),
    }

    assert {name: answer.status_code for name, answer in asked.items()} == dict.fromkeys(asked, 302)
    assert {answer["Location"].split("?")[0] for answer in asked.values()} == {"/admin/login/", STEP}
    assert client.get(file.get_absolute_url()).status_code == 404
    assert client.get("/styleguide/").status_code == 404
    assert STAFF_HINT not in client.cookies
    assert ada.sign_in_devices.count() == 1


def test_a_session_that_began_without_the_second_step_is_nobodys(client, ada):
    """As one of before the second factor was switched on, or of code that signs in by itself."""
    file = make_file()
    client.force_login(ada)

    assert not is_in(client)
    assert client.get(file.get_absolute_url()).status_code == 404
    assert client.get("/admin/staff-bar.json?path=/").status_code == 302


def test_a_code_is_used_once(ada):
    """Also for somebody who looked over a shoulder and knows the password."""
    code = code_of(ada)
    first, second = Client(), Client()
    for client in (first, second):
        give_password(client, ada)

    give_code(first, code)
    again = give_code(second, code)

    assert (is_in(first), is_in(second)) == (True, False)
    assert "That code is not right." in again.text


@pytest.mark.django_db(transaction=True)
def test_of_two_uses_of_one_code_at_once_one_is_right(ada, monkeypatch):
    from hscp.security.second_factor import devices

    meet, code, results = threading.Barrier(2), code_of(ada), []
    step_of = devices.step_of

    def both(*args):
        step = step_of(*args)
        meet.wait(10)
        return step

    # Both have found the code right before either uses it up.
    monkeypatch.setattr(devices, "step_of", both)

    def use():
        try:
            results.append(use_code_of(ada, code))
        except NotRight:
            results.append("refused")
        connection.close()

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == [f"app {ada.app.pk}", "refused"]


def test_the_code_of_somebody_else_is_wrong(client, ada, member):
    grace = member(username="grace", email="grace@example.org")
    give_password(client, ada)

    give_code(client, code_of(grace))

    assert not is_in(client)


def test_a_recovery_code_signs_in_once_and_its_owner_is_told(ada):
    code, *_ = make_codes(ada)
    clients = [Client(), Client()]
    for client in clients:
        give_password(client, ada)
        give_code(client, code)

    assert [is_in(client) for client in clients] == [True, False]
    assert "You have 9 codes left." in EditorMail.objects.get(to=ada).body


def test_the_second_step_waits_half_an_hour(ada):
    with time_machine.travel(MORNING, tick=False):
        early, late = Client(), Client()
        for client in (early, late):
            give_password(client, ada)
    with time_machine.travel(MORNING + timedelta(minutes=29), tick=False):
        give_code(early, code_of(ada))
        assert is_in(early)
    with time_machine.travel(MORNING + timedelta(minutes=31), tick=False):
        answer = give_code(late, code_of(ada))

    assert answer["Location"] == "/admin/login/"


def test_after_twelve_hours_both_steps_are_asked_again(ada):
    with time_machine.travel(MORNING, tick=False):
        client = sign_in(ada)
    for hours in range(2, 12, 2):
        with time_machine.travel(MORNING + timedelta(hours=hours), tick=False):
            assert is_in(client)
    with time_machine.travel(MORNING + timedelta(hours=12), tick=False):
        assert not is_in(client)
        answer = give_code(client, code_of(ada))

    assert answer["Location"] == "/admin/login/"


@pytest.mark.parametrize("change", ["password", "devices", "closed", "no staff"])
def test_what_changes_meanwhile_ends_the_sign_in(client, ada, change):
    code, *_ = make_codes(ada)
    give_password(client, ada)
    if change == "password":
        ada.set_password("another long enough phrase")
    elif change == "devices":
        forget_devices(ada)
    elif change == "closed":
        ada.is_active = False
    else:
        ada.is_staff = False
    ada.save()

    answer = give_code(client, code)

    assert answer["Location"] == "/admin/login/"
    assert not is_in(client)


def test_a_session_known_before_is_worth_nothing_after(client, ada):
    """Fixation: neither the session of before the password nor that of before the code is signed in."""
    client.get("/admin/login/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["sessionid"] = session.session_key
    give_password(client, ada)
    between = client.session.session_key
    give_code(client, code_of(ada))

    assert len({session.session_key, between, client.session.session_key}) == 3
    assert "planted" not in client.session
    for known in (session.session_key, between):
        thief = Client()
        thief.cookies["sessionid"] = known
        assert not is_in(thief)


def test_stopping_forgets_the_password(client, ada):
    give_password(client, ada)
    stopped = client.post(STEP, {"stop": "1"})
    answer = give_code(client, code_of(ada))

    assert (stopped["Location"], answer["Location"]) == ("/admin/login/", "/admin/login/")


def test_signing_out_works_and_ends_both_steps(ada):
    client = sign_in(ada)

    assert client.post("/admin/logout/").status_code == 200
    assert not is_in(client)
    assert give_code(client, code_of(ada))["Location"] == "/admin/login/"


def test_a_new_password_by_a_link_is_no_way_past_the_code(client, ada):
    call_command("make_sign_in_link", user="ada", verbosity=0)
    ada.set_password("another long enough phrase")
    ada.save()

    give_password(client, ada, password="another long enough phrase")

    assert not is_in(client)
    assert client.get(STEP).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "http://testserver@evil.example/",
        "\thttps://evil.example/",
    ],
)
def test_no_other_site_is_led_to(client, ada, address):
    """T50: at sign-in, and where the second step is asked again."""
    give_password(client, ada, next_page=address)

    assert give_code(client, code_of(ada))["Location"] == "/admin/"
    with time_machine.travel(datetime.now(UTC) + LATER, tick=False):
        again = client.post(
            f"{STEP}?{client.get('/', {'next': address}).request['QUERY_STRING']}", {"code": code_of(ada)}
        )
    assert again["Location"] == DEVICES


def test_wrong_codes_are_slowed_and_the_right_one_waits_too(client, ada, read_codes):
    with time_machine.travel(MORNING, tick=False):
        give_password(client, ada)
        wrong = wrong_code_of(ada)
        answers = [give_code(client, wrong) for _ in range(FREE_FAILURES + 20)]
        elsewhere = Client()
        give_password(elsewhere, ada)
        slowed = give_code(elsewhere, code_of(ada))

    assert "That code is not right." in answers[0].text
    assert "Too many wrong codes" in answers[-1].text
    assert "Too many wrong codes" in slowed.text
    assert len(read_codes) == FREE_FAILURES + 1


def test_the_wait_doubles_up_to_a_quarter_of_an_hour(client, ada, read_codes):
    """An hour and a half of trying once a second."""
    at = []
    with time_machine.travel(MORNING, tick=False) as clock:
        give_password(client, ada)
        for second in range(5400):
            clock.move_to(MORNING + timedelta(seconds=second))
            try:
                proving.prove_by_code(ada, "no code")
            except NotRight:
                at.append(second)
            except MustWait:
                pass
    waits = [late - early for early, late in pairwise(at)]

    assert waits[:4] == [1] * 4
    assert waits[4:] == sorted(waits[4:])
    assert waits[-1] == LONGEST_WAIT


@pytest.fixture
def read_codes(monkeypatch):
    """Count the codes that are looked at."""
    found, use = [], proving.use_code_of
    monkeypatch.setattr(proving, "use_code_of", lambda *args: found.append(1) or use(*args))
    return found


def test_somebody_who_has_the_password_is_told_of(client, ada):
    give_password(client, ada)
    for _ in range(FREE_FAILURES + 3):
        give_code(client, wrong_code_of(ada))

    [mail] = EditorMail.objects.filter(to=ada)
    assert "Somebody who knows your password" in mail.body


def test_the_slowing_of_one_account_is_not_that_of_another(ada, member):
    grace = member(username="grace", email="grace@example.org")
    client = Client()
    give_password(client, ada)
    for _ in range(FREE_FAILURES + 3):
        give_code(client, wrong_code_of(ada))

    assert is_in(sign_in(grace))


def test_a_wrong_password_never_reaches_the_second_step(client, ada):
    answer = give_password(client, ada, password="a wrong pass phrase")

    assert answer.status_code == 200
    assert client.get(STEP)["Location"] == "/admin/login/"


def test_a_person_without_staff_status_has_no_second_step(client, ada):
    ada.is_staff = False
    ada.save()

    assert give_password(client, ada).status_code == 200
    assert client.get(STEP)["Location"] == "/admin/login/"


def test_on_ones_own_machine_the_password_is_enough_until_a_device_is_added(settings, member):
    settings.HSCP_SECOND_FACTOR = False
    with_app, without = member(), member(username="grace", email="", app=False)
    clients = Client(), Client()

    answers = [give_password(clients[0], with_app), give_password(clients[1], without)]

    assert [answer["Location"] for answer in answers] == [STEP, "/admin/"]
    assert [is_in(client) for client in clients] == [False, True]


def test_pages_of_the_second_step_are_kept_by_no_browser(client, ada):
    give_password(client, ada)
    codes = client.get(STEP)
    client = sign_in(ada, Client())

    for page in (codes, client.get(DEVICES), client.get(f"{DEVICES}app/")):
        assert "no-store" in page["Cache-Control"]


def test_nothing_asks_for_a_password_that_was_right(client, ada):
    page = give_password(client, ada) and client.get(STEP)

    assert PASSWORD not in page.text
    assert 'autocomplete="one-time-code"' in page.text
