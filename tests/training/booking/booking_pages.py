"""What tests of the booking pages share: the address of the form, a filled form, and an opened booking."""

from django.test import Client
from django.urls import reverse

from tests.factories import make_booking
from training.booking.links import issue

KEY = "a-random-key-of-22-cha"


def book_url(session):
    return reverse("training:book", args=[session.pk])


def filled(*people, key=KEY, **fields):
    """Return a filled form for `people`, each a dict of what differs from an ordinary person."""
    people = people or ({},)
    data = {
        "people": str(len(people)),
        "key": key,
        "organisation": "Oak School",
        "organisation_type": "school",
        "booked_by": "Lee Lead" if len(people) > 1 else "",
        "booked_by_email": "lee.lead@example.org" if len(people) > 1 else "",
    }
    for number, person in enumerate(people):
        defaults = {
            "name": f"Ann Person {number}",
            "email": f"ann-{number}@example.org",
            "role": "practitioner",
            "phone": "",
            "access_needs": "",
        }
        data |= {f"{name}-{number}": value for name, value in (defaults | person).items()}
    return data | fields


def opened(session=None, *, booking=None, **fields):
    """Book somebody (or take `booking`), open their link as a browser does, and return (client, booking, stamp)."""
    booking = booking or make_booking(session, **fields)
    client = Client()
    client.post(reverse("training:manage_open", args=[issue(booking)]))
    page = client.get(reverse("training:manage"))
    return client, booking, page.wsgi_request.booking_stamp
