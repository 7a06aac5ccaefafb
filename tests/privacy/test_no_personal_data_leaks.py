"""Row T56: a canary in every personal field, every flow, forced failures; then no canary in the log, an address or the cache.

The log is what the portal's own handler writes, with its format and filter as the settings have them. Each kind of leak has
its control, which shows that these tests would see it.
"""

import base64
import io
import logging
import pickle
import re
import zlib

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from contacts.models import Pathway
from hscp.api.open_data import write_open_data
from hscp.privacy.log_masking import MaskPersonalData, masked
from hscp.security.rate_limits import RateLimit
from tests.api.content import NAMES
from tests.factories import make_booking, make_course, make_session
from tests.privacy.planted_person import plant
from tests.training.booking.booking_pages import book_url, filled
from training.booking.links import issue
from training.booking.places import give_back
from training.models import Booking, Message

PERSON = {
    "name": "Canaryname Wren",
    "email": "canary.address@example.org",
    "phone": "01962 555 019",
    "access_needs": "Canaryneed loop",
    "manager_email": "canary.manager@example.org",
}
SECOND = {
    "name": "Canarysecond Robin",
    "email": "canary.second@example.org",
    "phone": "07700 900 719",
    "access_needs": "Canaryother ramp",
    "manager_email": "canary.other@example.org",
}
SHARED = {"organisation": "Canaryschool", "booked_by": "Canarylead Finch"}
COLLEAGUE = {
    "name": "Canarythird Owl",
    "email": "canary.third@example.org",
    "role": "lead",
    "manager_email": "canary.m@example.org",
}
# All begin alike, but for the numbers.
_CANARY = re.compile(r"canary|555.?019|900.?719", re.IGNORECASE)
_ADDRESSES = re.compile(r"(?:href|src|action|formaction|content)=\"([^\"]*)\"")


@pytest.fixture
def log():
    """Everything that the portal's own handler writes, as a text stream."""
    [handler] = [
        one
        for one in logging.getLogger().handlers
        if any(isinstance(each, MaskPersonalData) for each in one.filters)
    ]
    stream = io.StringIO()
    before = handler.setStream(stream)
    yield stream
    handler.setStream(before)


@pytest.fixture
def unfiltered(log):
    """The same, with the filter taken off the handler: the control."""
    [handler] = [one for one in logging.getLogger().handlers if getattr(one, "stream", None) is log]
    filters, handler.filters = handler.filters, []
    yield log
    handler.filters = filters


class Visitor:
    """A browser that notes every address it asked for, was sent to, or was shown, and every cookie it was given."""

    def __init__(self):
        self.client = Client(raise_request_exception=False)
        self.addresses, self.cookies, self.statuses = [], [], []

    def get(self, path):
        return self._note(path, self.client.get(path))

    def post(self, path, data=None):
        return self._note(path, self.client.post(path, data or {}))

    def _note(self, path, response):
        self.addresses += [path, response.get("Location", "")]
        if response.get("Content-Type", "").startswith("text/html"):
            # A page may write to people: the mailbox that somebody typed comes back in their own form only.
            self.addresses += _ADDRESSES.findall(response.content.decode())
        self.cookies += [cookie.value for cookie in response.cookies.values()]
        self.statuses.append(response.status_code)
        return response


def links_in_mail(name):
    """Return the paths of the links in the outbox whose address has `name` in it, the latest message last."""
    texts = Message.objects.order_by("pk").values_list("body", flat=True)
    return [path for text in texts for path in re.findall(rf"https?://[^/\s]+(/{name}/[^\s]+)", text)]


def every_flow():
    """Book, book twice, fail to book, manage, hand over, cancel, ask for a record, join a list; return the Visitor."""
    visitor = Visitor()
    session = make_session(asks_manager=True, capacity=3)
    visitor.get(book_url(session))
    visitor.post(book_url(session), filled(PERSON | {"email": "canary.address at home"}, **SHARED))
    visitor.post(book_url(session), filled(PERSON, SECOND, **SHARED))
    visitor.get(f"/training/dates/{session.pk}/booked/")
    visitor.post(book_url(session), filled(PERSON, key="another-key-of-22-char", **SHARED))
    [*_, link] = links_in_mail("booking")
    visitor.get(link)
    visitor.post(link)
    page = visitor.get(reverse("training:manage"))
    stamp = {"booking": page.wsgi_request.booking_stamp}
    for data in (PERSON, {"phone": "canary" * 100}):
        visitor.post(reverse("training:manage_details"), stamp | data)
    visitor.get(reverse("training:manage_calendar"))
    visitor.post(reverse("training:manage_hand_over"), stamp | COLLEAGUE | {"email": "canary.third"})
    visitor.post(reverse("training:manage_hand_over"), stamp | COLLEAGUE)
    other = Booking.objects.get(email=SECOND["email"])
    visitor.post(reverse("training:manage_open", args=[issue(other)]))
    page = visitor.get(reverse("training:manage"))
    visitor.post(reverse("training:manage_cancel"), {"booking": page.wsgi_request.booking_stamp})
    report = {"problem": "other", "words": f"Ask {PERSON['email']}"}
    for more in ({}, {"organisation_only": "on"}):
        visitor.post(f"{reverse('site:feedback')}?page={reverse('site:about')}", report | more)
    visitor.post(reverse("training:record_request"), {"email": PERSON["email"]})
    [*_, link] = links_in_mail("training/my-record")
    visitor.get(link)
    visitor.post(link)
    visitor.get(reverse("training:record"))
    visitor.post(
        reverse("training:interest", args=[make_course().slug]),
        {"email": PERSON["email"], "organisation_type": "school"},
    )
    visitor.post(reverse("following:follow"), {"email": PERSON["email"], "what": "everything"})
    [*_, link] = links_in_mail("updates/by-mail")
    visitor.get(link)
    visitor.post(link, {"how_often": "daily"})
    visitor.get(link)
    visitor.post("/admin/login/", {"username": PERSON["email"], "password": "canary password"})
    return visitor


def forced_failures(monkeypatch):
    """Make the database refuse a row twice, a view fail with a token in its path, and a form come without its token."""
    visitor, session = Visitor(), make_session()
    for broken in ({"state": "impossible"}, {"state": "confirmed", "place": 1}):
        booking = make_booking(make_session(), **PERSON)

        def refused(*, booking=booking, broken=broken, **given):
            names = (*PERSON, "session", "organisation", "role", "place", "state")
            with transaction.atomic():
                Booking.objects.create(
                    turn=9, key="other", **({name: getattr(booking, name) for name in names} | broken)
                )

        monkeypatch.setattr("training.views.booking.book_for_public", refused)
        visitor.post(book_url(session), filled(PERSON, **SHARED))
    token = issue(make_booking(session))

    def fails(*arguments, **given):
        raise RuntimeError(f"No answer for {PERSON['email']} on {PERSON['phone']}")

    monkeypatch.setattr("training.views.manage_booking.link_for", fails)
    visitor.get(reverse("training:manage_open", args=[token]))
    Client(enforce_csrf_checks=True).post(reverse("training:manage_open", args=[token]))
    return visitor, token


def in_the_cache():
    """Return everything that the cache of this process holds, keys and values, as text."""
    stored = {key: zlib_or_plain(value) for key, value in cache._cache.items()}
    return repr(stored)


def zlib_or_plain(value):
    return pickle.loads(value) if isinstance(value, bytes) else value  # noqa: S301  (what this process pickled)


def readable(cookie):
    """Return a cookie's value with what is written in base64 in it, packed or not, as text."""
    texts = [cookie]
    for part in re.split(r"[:.\"]", cookie):
        try:
            data = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
            texts.append(data.decode("latin-1"))
            texts.append(zlib.decompress(data).decode("latin-1"))
        except (ValueError, zlib.error):
            continue
    return " ".join(texts)


KINDS = [
    "already",
    "cancelled",
    "confirmed",
    "confirmed",
    "confirmed",
    "follow_confirm",
    "handed_over",
    "interest_confirm",
    "record_link",
    "team_booked",
]


@pytest.mark.django_db
def test_no_flow_leaves_anything_personal_in_the_log_an_address_a_cookie_or_the_cache(
    log, empty_cache, settings
):
    settings.AXES_ENABLED = True

    visitor = every_flow()
    call_command("send_mail_queue", stdout=io.StringIO())

    # Every flow went through: each wrote its mail.
    assert sorted(Message.objects.filter(state="sent").values_list("kind", flat=True)) == KINDS
    assert [address for address in visitor.addresses if _CANARY.search(address)] == []
    assert [cookie for cookie in visitor.cookies if _CANARY.search(readable(cookie))] == []
    assert _CANARY.findall(in_the_cache()) == []
    assert _CANARY.findall(log.getvalue()) == []
    assert 500 not in visitor.statuses


@pytest.mark.django_db
def test_failures_put_nothing_personal_in_the_log_and_send_no_mail(log, empty_cache, monkeypatch, settings):
    settings.ADMINS = [("Administrator", "administrator@example.org")]

    visitor, token = forced_failures(monkeypatch)

    written = log.getvalue()
    assert visitor.statuses == [500, 500, 500]
    assert written.count("Traceback") >= 3
    assert "IntegrityError" in written
    assert _CANARY.findall(written) == []
    assert token not in written
    assert mail.outbox == []


@pytest.mark.django_db
def test_nobody_is_in_what_other_systems_are_given(client, settings, tmp_path, empty_cache):
    settings.HSCP_OPEN_DATA = tmp_path
    plant()
    # It stands there as what an editor wrote for everybody to read.
    Pathway.objects.update(purpose="")
    write_open_data()
    paths = [reverse(f"api:{name}") for name in NAMES]
    paths += [each["json_url"] for each in client.get(reverse("api:sessions")).json()["results"]]

    given = {path: client.get(path).text for path in paths}
    given |= {path.name: path.read_text() for path in tmp_path.iterdir()}

    assert len(paths) > len(NAMES)
    assert {
        name: re.findall(".*canary.*", text, re.IGNORECASE)
        for name, text in given.items()
        if _CANARY.search(text)
    } == {}


@pytest.mark.django_db
def test_without_the_filter_the_log_would_hold_addresses_and_tokens(unfiltered, monkeypatch):
    _, token = forced_failures(monkeypatch)

    written = unfiltered.getvalue()
    assert _CANARY.findall(written) != []
    assert token in written


def test_an_address_a_cookie_and_a_cache_that_hold_somebody_would_be_seen(empty_cache):
    RateLimit("kind", 1, 60).allows(PERSON["email"])
    hashed = in_the_cache()
    cache.set("someone", PERSON)

    assert _CANARY.findall(hashed) == []
    assert _CANARY.findall(in_the_cache()) != []
    assert _CANARY.search(readable(base64.urlsafe_b64encode(b'{"n": "Canary"}').decode()))
    assert _ADDRESSES.findall('<a href="/booked/?name=Canary">') == ["/booked/?name=Canary"]


DETAIL = """Traceback (most recent call last):
  File "base.py", line 1, in execute
psycopg.errors.CheckViolation: new row for relation "training_booking" violates check constraint "known_state"
DETAIL:  Failing row contains (1, impossible, Canary Wren, needs
a canary, 2026-01-01).

The above exception was the direct cause of the following exception:

django.db.utils.DataError: invalid input syntax for type integer: "canary"
LINE 1: 'canary'"""


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Write to canary.wren+x@mail.example.co.uk, or call", "Write to (email), or call"),
        ("<O'Canary@example.org>", "<O'(email)>"),
        ("call 01962 555 019 now", "call (phone) now"),
        ("call +44 (0)7700 900719.", "call (phone)."),
        ("Not Found: /booking/hZ3v0bXk9PqLr2Tt5Yw8Aa/", "Not Found: /booking/…"),
        ("/booking/follow-up/hZ3v0bXk9PqLr2Tt5Yw8Aa/ failed", "/booking/… failed"),
        ("/training/my-record/hZ3v0bXk9PqLr2Tt5Yw8Aa/", "/training/my-record/…"),
        ("/training/interest/0123456789abcdef0123456789abcdef/", "/training/interest/…"),
        ("/updates/by-mail/0123456789abcdef0123456789abcdef/stop/", "/updates/by-mail/…"),
        ("/admin/reset/MQ/cabc12-0123456789abcdef/", "/admin/reset/…"),
        ('"GET /search/?q=canary HTTP/1.1" 200', '"GET /search/?… HTTP/1.1" 200'),
        (
            "At 10:15 on 2026-11-22, session 5012 had 20 places.",
            "At 10:15 on 2026-11-22, session 5012 had 20 places.",
        ),
        ("/booking/cancel/ /training/dates/12/book/", "/booking/cancel/ /training/dates/12/book/"),
    ],
)
def test_what_has_a_form_of_its_own_is_masked_and_nothing_else(text, left):
    assert masked(text) == left


def test_what_the_database_quotes_of_a_row_is_masked_and_its_name_for_the_fault_is_kept():
    text = masked(DETAIL)

    assert _CANARY.findall(text) == []
    assert 'violates check constraint "known_state"' in text
    assert "django.db.utils.DataError: invalid input syntax for type integer: " in text


@pytest.mark.django_db
def test_the_second_of_two_cancellations_is_logged_without_a_name(log):
    booking = make_booking(make_session(), **PERSON)

    give_back(booking_id=booking.pk)
    give_back(booking_id=booking.pk)

    assert log.getvalue() == ""
