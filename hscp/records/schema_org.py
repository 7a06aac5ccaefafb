"""What search engines read of the portal and its records: the vocabulary of https://schema.org, as dictionaries for JSON-LD.

Every address is absolute and of HSCP_ADDRESS, whatever name a reader's browser called the portal by.
"""

from django.conf import settings
from django.utils import timezone

from hscp.vocabulary import PARTNERSHIP
from hscp.web.addresses import absolute, path_of
from hscp.web.wording import shortened

CONTEXT = "https://schema.org"
PORTAL = "HSCP Safeguarding Portal"
LONGEST_DESCRIPTION = 160  # characters: search engines show no more


def without_empty(values):
    """Return a dictionary without the entries that say nothing."""
    return {name: value for name, value in values.items() if value not in ("", None, [], {})}


def partnership():
    """Return the Organization that publishes the portal, as other descriptions name it."""
    home = absolute(path_of("site:home"))
    return {"@type": "Organization", "@id": f"{home}#partnership", "name": PARTNERSHIP, "url": home}


def portal(picture):
    """Return the WebSite with its search, and who publishes it. `picture` is the absolute address of one of its pictures."""
    home, search = absolute(path_of("site:home")), absolute(path_of("site:search"))
    return {
        "@context": CONTEXT,
        "@graph": [
            {
                "@type": "WebSite",
                "@id": f"{home}#website",
                "name": PORTAL,
                "url": home,
                "inLanguage": "en-GB",
                "publisher": {"@id": f"{home}#partnership"},
                "potentialAction": {
                    "@type": "SearchAction",
                    "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
                    # The form in which Google names what is searched for.
                    "query-input": "required name=search_term_string",
                },
            },
            without_empty(
                {
                    **partnership(),
                    "image": picture,
                    "email": settings.HSCP_CONTACT_EMAIL,
                    "areaServed": "Hampshire",
                }
            ),
        ],
    }


def breadcrumb_list(parents, title, address):
    """Return the BreadcrumbList of a page: Home, its `parents` ((label, path) each), and itself at an absolute `address`."""
    steps = [("Home", path_of("site:home")), *parents]
    entries = [*((label, absolute(path)) for label, path in steps), (title, address)]
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": label, "item": item}
            for place, (label, item) in enumerate(entries, 1)
        ],
    }


def record_data(record, kind, description="", **more):
    """Return what is said of a record as a `kind`, a type of CreativeWork: its `description` (text), and what `more` says."""
    home, address = absolute(path_of("site:home")), absolute(record.get_absolute_url())
    return {
        "@context": CONTEXT,
        "@type": kind,
        "@id": f"{address}#record",
        **without_empty(
            {
                "name": record.title,
                "alternateName": record.alias_list,
                "description": shortened(description, LONGEST_DESCRIPTION),
                "url": address,
                "inLanguage": "en-GB",
                "datePublished": moment(record.publish_at),
                "dateModified": moment(record.updated_at),
                "publisher": partnership(),
                "isPartOf": {"@type": "WebSite", "@id": f"{home}#website"},
                **more,
            }
        ),
    }


def moment(at):
    """Return an aware datetime as ISO 8601 has it, on the clock of London; "" for None."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""
