"""Which records links serve: what their pages may be called, and who owns them."""

from collections import defaultdict

from hscp.links.checking.judging import Expected, is_front_page
from hscp.links.enums import LinkState
from hscp.links.models import Link, LinkRow


def records_by_link(links):
    """Return {key of a link: the records that it serves} for `links` (a list), with the owners of the records.

    It makes one query for each kind of record.
    """
    found = defaultdict(list)
    keys = [link.pk for link in links]
    for relation in Link._meta.related_objects:
        if not issubclass(relation.related_model, LinkRow):
            continue
        owner = relation.related_model._meta.get_field("record").related_model.owner_is_at
        rows = relation.related_model.objects.filter(link__in=keys).select_related(f"record__{owner}")
        for row in rows.order_by("record_id", "pk"):
            found[row.link_id].append(row.record)
    return found


def expectations(links):
    """Return {key of a link: the Expected of it} for `links` (a list, with their last checks)."""
    served = records_by_link(links)
    return {link.pk: _expected(link, served[link.pk]) for link in links}


def _expected(link, records):
    titles = [title for record in records for title in record.link_titles]
    return Expected(
        link.address,
        [*([link.label] if link.label else []), *titles],
        # The page of a publisher's bookings serves no record by itself.
        whole_site=link.parent_page or is_front_page(link.address) or not records,
        accepted=_accepted(link),
    )


def _accepted(link):
    """Return the title that the page already had when an editor confirmed the link, "" for none."""
    check = getattr(link, "last_check", None)
    is_confirmed = link.state == LinkState.CONFIRMED and link.checked_on is not None
    if check is None or not is_confirmed or check.page_title_since is None:
        return ""
    return check.page_title if check.page_title_since <= link.checked_on else ""
