"""T53 and T54: with a shared cache in front, such as a CDN, nothing personal is stored and nothing is poisoned."""

import re

import pytest
from django.urls import reverse

from tests.factories import make_booking, make_session, make_theme
from tests.page_cache.worker import Worker
from tests.site.test_every_page import personal_names, public_names
from training.booking.links import issue

pytestmark = pytest.mark.django_db
CANARY = "canary.example"


class SharedCache:
    """The least that RFC 9111 lets a cache for many readers do: it keys by the address and the headers that Vary names."""

    def __init__(self):
        self.worker, self.stored = Worker(), {}

    def get(self, path, **headers):
        for (stored_path, varied), answer in self.stored.items():
            if stored_path == path and all(headers.get(name) == value for name, value in varied):
                return answer
        answer = self.worker.get(path, **headers)
        if self._may_store(answer, headers):
            names = [
                f"HTTP_{name.strip().upper().replace('-', '_')}"
                for name in answer.headers.get("Vary", "").split(",")
                if name.strip()
            ]
            self.stored[path, tuple((name, headers.get(name)) for name in names)] = answer
        return answer

    def _may_store(self, answer, headers):
        control = answer.headers.get("Cache-Control", "")
        if (
            any(word in control for word in ("no-store", "private", "no-cache"))
            or "HTTP_AUTHORIZATION" in headers
        ):
            return False
        lifetime = re.search(r"s-maxage=(\d+)", control) or re.search(r"max-age=(\d+)", control)
        return bool(lifetime) and int(lifetime[1]) > 0


@pytest.fixture
def front():
    return SharedCache()


@pytest.mark.parametrize(
    "sent",
    [
        {"HTTP_HOST": CANARY},
        {"HTTP_HOST": f"{CANARY}:80"},
        {"HTTP_HOST": f"testserver@{CANARY}"},
        {"HTTP_X_FORWARDED_HOST": CANARY},
        {"HTTP_X_FORWARDED_SCHEME": CANARY},
        {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_PORT": "4444"},
        {"HTTP_FORWARDED": f"host={CANARY}"},
        {"HTTP_X_ORIGINAL_URL": f"/{CANARY}"},
        {"HTTP_X_REWRITE_URL": f"/{CANARY}"},
        {"HTTP_X_FORWARDED_FOR": CANARY, "HTTP_USER_AGENT": CANARY, "HTTP_REFERER": f"https://{CANARY}/"},
        {"query": f"?utm_content={CANARY}"},
        {"query": f"?page=1&x={CANARY}"},
        {"query": f"?theme={CANARY}"},
        {"CONTENT_LENGTH": "20"},
    ],
)
@pytest.mark.parametrize(
    "path", ["/", "/resources/", "/robots.txt", "/sitemap.xml", "/opensearch.xml", "/training/dates.ics"]
)
def test_a_poisoned_request_changes_nothing_for_others(front, client, path, sent):
    make_session()
    sent = dict(sent)
    front.get(path + sent.pop("query", ""), **sent)
    answers = [front.get(path) for _ in range(2)]

    assert {(answer.status, CANARY in answer.text + str(answer.headers)) for answer in answers} == {
        (200, False)
    }
    if path != "/training/dates.ics":  # a calendar names the moment at which it was made
        assert answers[0].body == client.get(path).content


def test_no_personal_page_is_stored(front):
    session = make_session()
    token = issue(make_booking(session))
    paths = [
        *(reverse(name) for name in personal_names()),
        reverse("training:manage_open", args=[token]),
        reverse("training:book", args=[session.pk]),
        reverse("admin:login"),
        reverse("admin:index"),
        "/search/?q=bruises",
        "/resources/?q=bruises",
    ]
    for path in paths:
        front.get(path)
        front.get(path, HTTP_COOKIE="sessionid=canary")

    assert front.stored == {}


def test_no_public_page_sets_a_cookie_or_depends_on_one(front):
    theme = make_theme()
    for path in (*map(reverse, public_names()), theme.get_absolute_url()):
        answer = front.get(path)

        assert "Set-Cookie" not in answer.headers or not front._may_store(answer, {}), path
    assert all("cookie" not in answer.headers.get("Vary", "").lower() for answer in front.stored.values())


def test_sensitive_pages_are_stored_by_no_shared_cache(front):
    for path in (make_theme(sensitive=True).get_absolute_url(), reverse("site:report_a_concern")):
        front.get(path)

        assert path not in {stored for stored, _ in front.stored}
