"""The pages beside Django's own: who is refused, and before what."""

import pytest

from tests.admin.pages import address, list_address
from tests.factories import make_session
from training.models import Session

pytestmark = pytest.mark.django_db


def test_a_page_refuses_before_it_says_whether_the_record_exists(editor, signed_in):
    session = make_session()
    there, missing = address(session, "bookings"), f"{list_address(Session)}{session.pk + 1}/bookings/"

    assert [editor.get(where).status_code for where in (there, missing)] == [403, 403]
    assert [signed_in("training").get(where).status_code for where in (there, missing)] == [200, 404]


def test_a_page_without_permissions_of_its_own_takes_the_right_to_view_the_record(signed_in):
    session = make_session()
    compare = address(session, "compare")

    assert signed_in("none").get(compare).status_code == 403
    assert signed_in("none").get("/admin/contacts/finderquestion/picture/").status_code == 403
    assert signed_in("editor").get("/admin/contacts/finderquestion/picture/").status_code == 200


def test_an_address_that_is_no_number_leads_to_no_record(signed_in):
    assert signed_in("training").get(f"{list_address(Session)}soon/bookings/").status_code == 404
