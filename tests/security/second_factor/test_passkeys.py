"""Passkeys: made and used at our own address, once for each question, by whoever they belong to."""

import json

import pytest
from django.test import Client

from hscp.security.second_factor import devices
from hscp.security.second_factor.passkeys import ask_for_known, ask_for_new
from tests.security.second_factor.authenticator import SoftPasskey
from tests.security.second_factor.conftest import DEVICES, STEP, give_code, give_password, is_in, sign_in

pytestmark = pytest.mark.django_db


def add_passkey(client, passkey, *, name="Laptop", **changed):
    options = json.loads(client.get(f"{DEVICES}passkey/").context["options"])
    answer = passkey.make(options, **changed)
    return client.post(f"{DEVICES}passkey/", {"name": name, "answer": answer})


def options_of(client):
    return json.loads(client.get(STEP).context["options"])


@pytest.fixture
def passkey(ada):
    """The passkey of Ada, who has no app any more."""
    passkey = SoftPasskey()
    add_passkey(sign_in(ada), passkey)
    ada.app.delete()
    return passkey


def test_a_passkey_is_made_and_signs_in_beside_the_password(client, ada, passkey):
    give_password(client, ada, next_page="/admin/themes/theme/")

    answer = client.post(STEP, {"answer": passkey.use(options_of(client))})

    assert answer["Location"] == "/admin/themes/theme/"
    assert is_in(client)
    assert ada.sign_in_devices.get().last_used_at is not None


def test_the_first_device_may_be_a_passkey(client, member):
    user = member(app=False)
    give_password(client, user)

    page = add_passkey(client, SoftPasskey())

    assert len(page.context["new"]) == 10
    assert is_in(client)


def test_the_page_asks_for_ones_own_passkeys_at_our_own_host(client, ada, passkey):
    give_password(client, ada)

    asked = options_of(client)["publicKey"]

    assert asked["rpId"] == "localhost"
    assert [each["id"] for each in asked["allowCredentials"]] == [
        json.loads(passkey.use({"publicKey": asked}))["id"]
    ]


@pytest.mark.parametrize("counts", [True, False], ids=["counts its uses", "counts nothing"])
def test_an_answer_is_used_once(ada, counts):
    passkey = SoftPasskey(counts=counts)
    add_passkey(sign_in(ada), passkey)
    options, state = ask_for_known(ada)
    answer = passkey.use(options)

    devices.use_passkey_of(ada, state, answer)

    with pytest.raises(devices.NotRight):
        devices.use_passkey_of(ada, state, answer)


def test_an_answer_to_an_earlier_question_is_none(client, ada, passkey):
    give_password(client, ada)
    answer = passkey.use(options_of(client))
    options_of(client)

    page = client.post(STEP, {"answer": answer})

    assert "That passkey was not accepted." in page.text
    assert not is_in(client)


def test_an_answer_without_a_question_is_none(client, ada, passkey):
    give_password(client, ada)
    options = ask_for_known(ada)[0]

    client.post(STEP, {"answer": passkey.use(options)})

    assert not is_in(client)


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:8001"},
        {"origin": "http://localhost:8000.evil.example"},
        {"flags": 0},
    ],
)
def test_an_answer_given_elsewhere_or_without_a_touch_is_refused(client, ada, passkey, changed):
    give_password(client, ada)

    client.post(STEP, {"answer": passkey.use(options_of(client), **changed)})

    assert not is_in(client)


def test_another_key_of_the_same_number_is_refused(client, ada, passkey):
    other = SoftPasskey()
    other._id = passkey._id
    give_password(client, ada)

    client.post(STEP, {"answer": other.use(options_of(client))})

    assert not is_in(client)


def test_a_copy_that_was_used_less_is_refused(client, ada, passkey):
    give_password(client, ada)
    client.post(STEP, {"answer": passkey.use(options_of(client))})
    passkey.counter = 0

    other = Client()
    give_password(other, ada)
    other.post(STEP, {"answer": passkey.use(options_of(other))})

    assert (is_in(client), is_in(other)) == (True, False)


def test_the_passkey_of_somebody_else_is_refused(client, ada, passkey, member):
    grace = member(username="grace", email="grace@example.org")
    theirs = SoftPasskey()
    add_passkey(sign_in(grace), theirs)
    give_password(client, ada)

    client.post(STEP, {"answer": theirs.use(options_of(client))})

    assert not is_in(client)


def test_a_passkey_belongs_to_one_account(ada, passkey, member):
    grace = member(username="grace", email="grace@example.org")

    page = add_passkey(sign_in(grace), passkey)

    assert "This passkey belongs to an account already." in page.text
    assert grace.sign_in_devices.count() == 1


@pytest.mark.parametrize("changed", [{"origin": "https://evil.example"}])
def test_a_passkey_made_elsewhere_is_refused(ada, changed):
    page = add_passkey(sign_in(ada), SoftPasskey(), **changed)

    assert "That passkey was not accepted." in page.text
    assert ada.sign_in_devices.count() == 1


def test_a_passkey_made_for_another_question_is_refused(ada):
    client, passkey = sign_in(ada), SoftPasskey()
    client.get(f"{DEVICES}passkey/")

    client.post(f"{DEVICES}passkey/", {"name": "x", "answer": passkey.make(ask_for_new(ada)[0])})

    assert ada.sign_in_devices.count() == 1


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{}",
        "[]",
        "null",
        "1",
        "no json",
        '{"id": "a", "rawId": "b", "type": "public-key", "response": {}}',
        '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "YQ"}}',
        '{"id": "YQ", "rawId": "YQ", "response": {"clientDataJSON": "e30", "authenticatorData": "", "signature": ""}}',
        "[" * 15_000,
        "9" * 30_000,
    ],
)
def test_nonsense_is_refused_and_breaks_nothing(client, ada, passkey, answer):
    give_password(client, ada)
    options_of(client)

    page = client.post(STEP, {"answer": answer})
    inside = Client()
    give_password(inside, ada)
    inside.post(STEP, {"answer": passkey.use(options_of(inside))})
    inside.get(f"{DEVICES}passkey/")
    new = inside.post(f"{DEVICES}passkey/", {"name": "x", "answer": answer})

    assert (page.status_code, new.status_code) == (200, 200)
    assert ada.sign_in_devices.count() == 1


def test_a_passkey_works_while_codes_are_slowed(client, ada):
    passkey = SoftPasskey()
    add_passkey(sign_in(ada), passkey)
    give_password(client, ada)
    for _ in range(20):
        give_code(client, "no code")

    client.post(STEP, {"answer": passkey.use(options_of(client))})

    assert is_in(client)
