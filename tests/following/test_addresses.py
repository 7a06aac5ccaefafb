"""Addresses as people spell them: one mailbox is one person, gets mails that can be sent, and is not flooded."""

import pytest

from hscp.following.models import Follow, Follower
from hscp.security.rate_limits import FOLLOWS_BY_EMAIL, FOLLOWS_BY_NETWORK
from tests.following.conftest import mails
from tests.following.test_pages import SENT, ask
from training.mail.delivery import as_email

pytestmark = pytest.mark.django_db


def test_a_mailbox_and_a_network_are_not_flooded(client):
    for _ in range(FOLLOWS_BY_EMAIL.most + 2):
        assert ask(client)["Location"] == SENT
    assert len(mails()) == FOLLOWS_BY_EMAIL.most
    for number in range(FOLLOWS_BY_NETWORK.most):
        response = ask(client, email=f"a{number}@example.org")

    assert (response.status_code, response["Retry-After"]) == (429, str(FOLLOWS_BY_NETWORK.seconds))
    assert "Wait 10 minutes, then try again" in response.text


@pytest.mark.parametrize(
    "again",
    [
        "ann+two@example.org",
        "ANN@EXAMPLE.ORG",
        "ann@example.org.",
        "\u200bann@example.org",
        '"ann"@example.org',
    ],
)
def test_one_mailbox_is_not_flooded_however_its_address_is_spelt(client, again):
    for _ in range(FOLLOWS_BY_EMAIL.most):
        ask(client)

    ask(client, email=again)

    assert len(mails()) == FOLLOWS_BY_EMAIL.most


@pytest.mark.parametrize(
    ("spelt", "to"),
    [
        (" Ann@Example.ORG ", "ann@example.org"),
        ("ann+news@example.org", "ann+news@example.org"),
        ("ann@bücher.example", "ann@bücher.example"),
        ("ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example"),
    ],
)
def test_addresses_of_every_kind_get_a_mail_that_can_be_sent(client, spelt, to):
    ask(client, email=spelt)
    [mail] = mails()

    assert mail.to == to
    header = as_email(mail).message()["To"]
    assert header == ("ann@xn--bcher-kva.example" if "cher" in to else to)
    assert as_email(mail).message()["List-Unsubscribe"].startswith("<http")


def test_two_spellings_of_one_mailbox_are_one_person(client):
    ask(client, email="ann@bücher.example")
    ask(client, what="dates", email="ann@xn--bcher-kva.example")

    assert (Follower.objects.count(), Follow.objects.count()) == (1, 2)
