"""The list of the erased: it names nobody, and clears a restored backup again."""

import datetime

import pytest
from django.core.management import CommandError
from django.utils import timezone
from reversion.models import Version

from hscp.privacy.erasure_list import code_of
from tests.factories import make_session, make_user
from tests.privacy.planted_person import ASKED, EMAIL, NAME, dump, plant, plant_booking, run
from training.enums import BookingState
from training.models import Booking, ErasedPerson, Message

pytestmark = pytest.mark.django_db


def test_the_list_of_the_erased_holds_keyed_hashes_only(settings):
    code = code_of(EMAIL)

    settings.HSCP_ERASURE_KEY = "another key"

    assert code == code_of_with_the_tests_key()
    assert code != code_of(EMAIL)


def code_of_with_the_tests_key():
    """Work the code out by hand, as the list must still be readable after an update of the portal."""
    import hashlib
    import hmac

    from django.conf import settings as portal

    salted = hashlib.sha256(b"training.erased" + portal.SECRET_KEY.encode()).digest()
    return hmac.new(salted, b"canary.wren@example.org", hashlib.sha256).hexdigest()


def test_a_restored_backup_is_cleared_again_from_the_list_that_was_kept_apart(tmp_path):
    plant()
    run("subject_data", ASKED, erase=True)
    run("replay_erasures", write=str(tmp_path / "list"))
    # The backup is from before: it has the person, and an empty list.
    ErasedPerson.objects.all().delete()
    Version.objects.all().delete()
    yesterday = timezone.now() - datetime.timedelta(days=1)
    booking = plant_booking(make_session())
    Booking.objects.filter(pk=booking.pk).update(created_at=yesterday)
    Message.objects.update(created_at=yesterday)

    first = run("replay_erasures", str(tmp_path / "list"))
    second = run("replay_erasures", str(tmp_path / "list"))

    assert (first, second) == ("1 people were erased again.\n", "0 people were erased again.\n")
    assert dump().count("canary") == 0


def test_somebody_who_comes_back_after_being_erased_is_not_erased_again():
    plant_booking()
    run("subject_data", ASKED, erase=True)
    again = plant_booking(make_session())

    run("replay_erasures")

    again.refresh_from_db()
    assert (again.name, again.email, again.state) == (NAME, EMAIL, BookingState.CONFIRMED)


def test_somebody_with_an_active_account_is_left_alone_when_a_backup_is_restored():
    run("subject_data", ASKED, erase=True)
    account = make_user(email=EMAIL)

    said = run("replay_erasures")

    account.refresh_from_db()
    assert (said, account.email) == ("0 people were erased again.\n", EMAIL)


def test_a_file_that_is_no_list_is_refused_whole(tmp_path):
    path = tmp_path / "list"
    path.write_text(f"{'a' * 64} 2026-01-01T00:00:00+00:00\n{EMAIL}\n")

    with pytest.raises(CommandError, match="not a list"):
        run("replay_erasures", str(path))

    assert ErasedPerson.objects.count() == 0
