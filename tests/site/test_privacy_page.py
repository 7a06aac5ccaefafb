import html
import re

from django.conf import settings as portal
from django.template.loader import render_to_string
from django.urls import reverse

from hscp.privacy.periods import PERIODS, in_words
from hscp.privacy.personal_fields import RULES


def privacy_page(client):
    return client.get(reverse("site:privacy")).content.decode()


def rows(page):
    """Return the list of periods on the page as [(what, how long and then)]."""
    found = re.findall(r"<dt[^>]*>(.*?)</dt><dd[^>]*>(.*?)</dd>", page, re.DOTALL)
    return [tuple(html.unescape(text) for text in row) for row in found]


def test_the_page_lists_every_period_as_the_settings_have_it(client, settings):
    settings.HSCP_KEEP_DAYS = {period.name: period.at_least + 2 for period in PERIODS}

    listed = rows(privacy_page(client))

    assert listed == [(one.what, f"{in_words(one.at_least + 2)} {one.since}. {one.then}.") for one in PERIODS]


def test_a_number_of_days_is_in_everyday_words():
    said = [in_words(days) for days in (0, 1, 14, 364, 365, 1095)]

    assert said == ["0 days", "1 day", "14 days", "364 days", "1 year", "3 years"]


def test_the_notice_on_forms_says_the_same_as_the_page(settings):
    settings.HSCP_KEEP_DAYS = portal.HSCP_KEEP_DAYS | {"access_needs": 5, "attendance": 730}

    notice = render_to_string("training/privacy_notice.html")

    assert re.findall(r"\d+ (?:days|years)", notice) == ["5 days", "2 years"]
    assert f'href="{reverse("site:privacy")}#training"' in notice


def test_the_notice_leads_to_a_section_of_the_page(client):
    assert privacy_page(client).count('id="training"') == 1


def test_the_page_names_the_controller_and_the_officer_or_says_that_they_are_not_named(client, settings):
    without = privacy_page(client)
    settings.HSCP_CONTROLLER = "Example County Council"
    settings.HSCP_DPO_EMAIL = "officer@example.org"
    with_both = privacy_page(client)

    assert "has not yet named here which of its partners is the controller" in without
    assert "The data protection officer has not been named here yet." in without
    assert "Example County Council decides why and how the data is used" in with_both
    assert 'href="mailto:officer@example.org"' in with_both
    assert "not been named" not in with_both


def test_the_page_gives_the_law_that_bookings_rest_on(client):
    page = privacy_page(client)

    found = [
        words in page
        for words in ("section 16E of the Children Act 2004", "Article 6(1)(e)", "Article 9(2)(g)")
    ]
    assert found == [True, True, True]


def test_the_cookies_page_and_the_table_of_rules_say_when_staff_are_signed_out(client, settings):
    hours = f"{settings.SESSION_COOKIE_AGE // 3600} hours"

    page = client.get(reverse("site:cookies")).content.decode()

    assert re.search(rf"<td[^>]*>sessionid</td>.*?<td[^>]*>{hours}</td></tr>", page)
    assert hours in RULES["session_end"]


def test_the_cookies_page_names_the_cookies_of_the_forms_as_they_are_set(client):
    from training.views import booking, booking_access, record_access

    page = client.get(reverse("site:cookies")).content.decode()

    listed = re.findall(r"<tr[^>]*><td[^>]*>(\w+)</td>.*?<td[^>]*>(\d+ \w+)</td></tr>", page)
    kept = [
        ("booked", f"{booking._RESULT_SECONDS // 60} minutes"),
        ("booking", f"{booking_access.COOKIE_MINUTES} minutes"),
        ("record", f"{record_access.COOKIE_MINUTES} minutes"),
    ]
    assert listed[1:4] == kept
    assert [booking._cookie_name(), booking_access._cookie_name(), record_access._cookie_name()] == [
        name for name, _ in kept
    ]
