"""Ten recovery codes, each of which is used once, and of which the database has hashes alone."""

import threading

import pytest
from django.db import connection

from hscp.security.second_factor.devices import use_code_of
from hscp.security.second_factor.models import RecoveryCode
from hscp.security.second_factor.passkeys import NotRight
from hscp.security.second_factor.recovery_codes import HOW_MANY, make_codes, use_code

pytestmark = pytest.mark.django_db


def test_ten_codes_of_which_no_two_begin_alike_and_none_is_stored(ada):
    codes = make_codes(ada)

    stored = RecoveryCode.objects.values_list("code_hash", flat=True)
    plain = [code.replace("-", "") for code in codes]
    assert len(codes) == len({code[0] for code in codes}) == len(stored) == HOW_MANY
    assert not any(code in each for code in plain for each in stored)


def test_a_code_is_used_once_in_any_way_of_typing_it(ada):
    first, second, *_ = make_codes(ada)

    assert use_code_of(ada, first) == "recovery code"
    assert use_code_of(ada, f" {second.upper().replace('-', ' ')} ") == "recovery code"
    for code in (first, second):
        with pytest.raises(NotRight):
            use_code_of(ada, code)
    assert ada.recovery_codes.count() == HOW_MANY - 2


def test_new_codes_end_the_old_ones(ada):
    old, *_ = make_codes(ada)
    make_codes(ada)

    with pytest.raises(NotRight):
        use_code_of(ada, old)


def test_the_codes_of_somebody_else_are_wrong(ada, member):
    grace = member(username="grace", email="grace@example.org")
    theirs, *_ = make_codes(grace)
    make_codes(ada)

    with pytest.raises(NotRight):
        use_code_of(ada, theirs)
    assert use_code_of(grace, theirs) == "recovery code"


@pytest.mark.django_db(transaction=True)
def test_of_two_uses_at_once_one_is_right(ada, monkeypatch):
    code = make_codes(ada)[0].replace("-", "")
    meet = threading.Barrier(2)
    from hscp.security.second_factor import recovery_codes

    check = recovery_codes.check_password

    def both(*args):
        is_right = check(*args)
        meet.wait(10)
        return is_right

    # Both have found the code right before either uses it up; one lock for hashing would keep them apart.
    monkeypatch.setattr(recovery_codes, "check_password", both)
    monkeypatch.setattr("hscp.security.sign_in_limits._hashing", threading.Semaphore(2))
    results = []

    def use():
        results.append(use_code(ada, code))
        connection.close()

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == [False, True]
