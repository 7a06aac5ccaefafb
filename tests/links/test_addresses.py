"""Web addresses as they are kept: wrappers off, tracking and personal parts out, private networks refused."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from hscp.links.addresses import clean_address, host_as_ip
from hscp.records.rich_text import clean_rich_text

PAGE = "https://www.example.org/guide"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (PAGE, PAGE),
        (f"  {PAGE}\n", PAGE),
        ("www.example.org/guide", PAGE),
        ("HTTPS://WWW.Example.ORG/Guide", "https://www.example.org/Guide"),
        ("https://www.example.org:443/guide", PAGE),
        ("http://www.example.org:80/", "http://www.example.org/"),
        ("https://www.example.org:8443/", "https://www.example.org:8443/"),
        ("https://www.example.org./guide", PAGE),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://www.example.org/a b", "https://www.example.org/ab"),
        ("https://www.example.org/ä", "https://www.example.org/%C3%A4"),
        ("https://www.example.org/%C3%A4", "https://www.example.org/%C3%A4"),
        ("https://www.example.org/guide#part-2", f"{PAGE}#part-2"),
        ("https://childsafeguarding.example.org/?p=242", "https://childsafeguarding.example.org/?p=242"),
        ("https://www.example.org/guide?a=1&&b", f"{PAGE}?a=1&&b"),
        # Wrappers of mail protection and of search engines.
        (
            "https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.example.org%2Fguide&data=05%7C02%7Cjane%40x.org",
            PAGE,
        ),
        ("https://urldefense.com/v3/__https://www.example.org/guide__;!!abc!def$", PAGE),
        ("https://urldefense.com/v3/__https:/www.example.org/guide__;!!abc!def$", PAGE),
        ("https://urldefense.proofpoint.com/v2/url?u=https-3A__www.example.org_guide&d=DwMF&c=x&r=y", PAGE),
        ("https://www.google.com/url?sa=t&url=https%3A%2F%2Fwww.example.org%2Fguide", PAGE),
        ("https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fwww.example.org%2fguide&c=E,1", PAGE),
        (
            "https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Furldefense.com%2Fv3%2F__https%3A%2F%2Fwww.example.org"
            "%2Fguide__%3B!!a!b%24",
            PAGE,
        ),
        # What is not a wrapper's own page stays.
        (
            "https://www.google.com/maps?q=https://www.example.org/",
            "https://www.google.com/maps?q=https://www.example.org/",
        ),
        # Tracking and personal parts.
        (f"{PAGE}?utm_source=newsletter&utm_medium=email", PAGE),
        (f"{PAGE}?id=7&utm_campaign=x&fbclid=abc", f"{PAGE}?id=7"),
        (f"{PAGE}?email=jane.doe%40hants.gov.uk", PAGE),
        (f"{PAGE}?x=jane.doe@hants.gov.uk&page=2", f"{PAGE}?page=2"),
        (f"{PAGE}?token=a1b2c3", PAGE),
        ("https://www.example.org/guide;jsessionid=1A2B3C", PAGE),
        ("https://www.example.org/search?from=2026", "https://www.example.org/search?from=2026"),
    ],
)
def test_an_address_is_kept_clean(typed, kept):
    assert clean_address(typed) == kept
    assert clean_address(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            "   ",
            "guide",
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://example.org/",
            "mailto:a@example.org",
        ),
        *(
            "file:///etc/passwd",
            "//example.org/",
            "https://",
            "https:///x",
            "http://[::1",
            "https://example.org:x/",
        ),
        *("https://user@example.org/", "https://user:secret@example.org/", "https://example.org@127.0.0.1/"),
        *(
            "http://localhost/",
            "http://LOCALHOST./",
            "http://a.localhost/",
            "http://intranet/",
            "http://server.local/",
        ),
        *("http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/"),
        *("http://0/", "http://0.0.0.0/", "http://10.0.0.1/", "http://172.16.1.1/", "http://192.168.0.1/"),
        *("http://169.254.169.254/latest", "http://100.64.0.1/", "http://192.0.2.1/", "http://198.18.0.1/"),
        *("http://224.0.0.1/", "http://240.0.0.1/", "http://255.255.255.255/", "http://300.1.1.1/"),
        *("http://[::1]/", "http://[::]/", "http://[fe80::1]/", "http://[fc00::1]/", "http://[ff02::1]/"),
        *(
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2002:7f00:1::]/",
        ),
        *("http://[2001:db8::1]/", "http://[::127.0.0.1]/", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/"),
        "https://safelinks.protection.outlook.com/?url=http%3A%2F%2F127.0.0.1%2F",
        "https://example.org/" + "x" * 1000,
    ],
)
def test_what_readers_cannot_open_is_refused_with_words(typed):
    with pytest.raises(ValidationError) as raised:
        clean_address(typed)

    assert len(" ".join(raised.value.messages)) > 20


@pytest.mark.parametrize("host", ["8.8.8.8", "0x08080808", "134744072", "010.010.010.010"])
def test_a_public_number_is_an_address_however_it_is_written(host):
    assert str(host_as_ip(host)) == "8.8.8.8"


@given(st.text(max_size=60))
def test_whatever_is_typed_is_kept_or_refused(typed):
    try:
        kept = clean_address(f"https://{typed}")
    except ValidationError:
        return
    assert clean_address(kept) == kept


def test_rich_text_keeps_clean_addresses_only():
    html = (
        f'<p><a href="{PAGE}?utm_source=x">a</a> <a href="http://127.0.0.1/">b</a> <a href="/themes/">c</a> '
        '<a href="mailto:team@example.org">d</a></p>'
    )

    assert clean_rich_text(html) == (
        f'<p><a href="{PAGE}" rel="noreferrer">a</a> <a rel="noreferrer">b</a> <a href="/themes/" rel="noreferrer">c</a> '
        '<a href="mailto:team@example.org" rel="noreferrer">d</a></p>'
    )
