"""T59: what happens to somebody's second step is in the audit trail, by numbers alone."""

import pytest
from django.test import Client

from hscp.security.audit.checking import check
from hscp.security.audit.models import AuditEntry
from hscp.security.second_factor.app_codes import code_now
from hscp.security.second_factor.recovery_codes import make_codes
from hscp.security.second_factor.sessions import NEW_APP
from tests.security.second_factor.conftest import (
    DEVICES,
    STEP,
    code_of,
    give_code,
    give_password,
    sign_in,
    wrong_code_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail(django_capture_on_commit_callbacks):
    """Return a function that does something and returns what it left in the trail: [(kind, account, about, details)]."""

    def after(act):
        before = AuditEntry.objects.count()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        assert check().problems == []
        return list(AuditEntry.objects.order_by("number").values_list("kind", "by", "about", "what")[before:])

    return after


def test_signing_in_is_one_event_after_both_steps(trail, client, ada):
    assert trail(lambda: give_password(client, ada)) == []
    assert trail(lambda: give_code(client, code_of(ada))) == [("signed_in", ada.pk, "", "")]


def test_failing_at_the_second_step_keeps_nothing_that_was_typed(trail, client, ada):
    give_password(client, ada)
    about = f"hscp.user {ada.pk}"

    assert trail(lambda: give_code(client, wrong_code_of(ada))) == [
        ("second_step_failed", None, about, "code")
    ]
    assert trail(lambda: client.post(STEP, {"answer": "{}"})) == [
        ("second_step_failed", None, about, "passkey")
    ]


def test_a_recovery_code_and_new_ones(trail, client, ada):
    code, *_ = make_codes(ada)
    me = (ada.pk, f"hscp.user {ada.pk}")
    give_password(client, ada)

    used = trail(lambda: give_code(client, code))
    renewed = trail(lambda: client.post(f"{DEVICES}codes/"))

    assert used == [("recovery_code_used", *me, "9 codes left"), ("signed_in", ada.pk, "", "")]
    assert renewed == [("codes_renewed", *me, "")]


def test_a_device_added_and_removed(trail, ada, member):
    me = (ada.pk, f"hscp.user {ada.pk}")
    client = sign_in(ada)
    make_codes(ada)
    client.get(f"{DEVICES}app/")
    code = code_now(client.session[NEW_APP])

    added = trail(lambda: client.post(f"{DEVICES}app/", {"code": code, "name": "The tablet of Ada"}))
    removed = trail(lambda: client.post(f"{DEVICES}{ada.app.pk}/remove/"))

    tablet = ada.sign_in_devices.get()
    assert added == [("factor_added", *me, f"app with codes {tablet.pk}")]
    assert removed == [("factor_removed", *me, f"app with codes {ada.app.pk}")]


def test_the_first_device_signs_in_as_well(trail, member):
    user, client = member(app=False), Client()
    give_password(client, user)
    client.get(f"{DEVICES}app/")
    code = code_now(client.session[NEW_APP])

    done = trail(lambda: client.post(f"{DEVICES}app/", {"code": code, "name": "Phone"}))

    assert [kind for kind, *_ in done] == ["factor_added", "signed_in", "codes_renewed"]
