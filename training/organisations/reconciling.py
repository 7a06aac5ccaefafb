"""Names that people typed and the register does not have, and what staff say of them: whose they are, new, or no organisation's."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from difflib import get_close_matches

from django.db.models import Count
from django.utils import timezone

from hscp.records.saving import content_change
from hscp.web.wording import one_line
from training.booking import places
from training.enums import BookingState
from training.models import Booking, NotAnOrganisation, Organisation, OrganisationAlias
from training.organisations.names import organisation_key
from training.organisations.register import not_organisations

MOST_LIKELY = 3
# How much of two keys must agree, from 0 to 1, for one to be offered as the other.
_ALIKE = 0.75


@dataclass(frozen=True)
class Unlisted:
    """A name that the register does not have: as most people typed it, its other spellings, of how many bookings, the kind
    most of them chose, and the organisations that it may be."""

    key: str
    name: str
    spellings: tuple[str, ...]
    bookings: int
    kind: str
    likely: tuple[Organisation, ...]


def count_unlisted():
    """Return how many names the register does not have and nobody has decided on. Two queries."""
    typed = _unlisted_bookings().order_by().values_list("organisation", flat=True).distinct()
    return len({organisation_key(name) for name in typed} - not_organisations())


def unlisted(most):
    """Return how many names the register does not have, and the first `most` of them, those of most bookings first."""
    rows = _unlisted_bookings().values("organisation", "organisation_type").annotate(number=Count("pk"))
    spellings, kinds = defaultdict(Counter), defaultdict(Counter)
    decided = not_organisations()
    for row in rows.order_by():
        if (key := organisation_key(row["organisation"])) not in decided:
            spellings[key][one_line(row["organisation"])] += row["number"]
            kinds[key][row["organisation_type"]] += row["number"]
    keys = sorted(spellings, key=lambda key: (-spellings[key].total(), key))
    register = _register()
    found = []
    for key in keys[:most]:
        (name, _), *others = spellings[key].most_common()
        likely = [register[each] for each in get_close_matches(key, register, MOST_LIKELY * 2, _ALIKE)]
        found.append(
            Unlisted(
                key=key,
                name=name,
                spellings=tuple(other for other, _ in others),
                bookings=spellings[key].total(),
                kind=kinds[key].most_common(1)[0][0],
                likely=tuple(dict.fromkeys(likely))[:MOST_LIKELY],
            )
        )
    return len(keys), found


def make_new(*, name, kind="", district="", by):
    """Put an organisation on the register and give it the bookings of its name. Return it. Raises ValidationError."""
    organisation = Organisation(name=one_line(name), kind=kind, district=district)
    organisation.full_clean(exclude=["key"])
    with content_change(by=by, comment="Put on the register from what people typed.") as change:
        change.save(organisation)
    link_bookings(organisation)
    return organisation


def make_alias(*, name, organisation, by):
    """Make `name` another name of an Organisation and give it the bookings of that name. Raises ValidationError."""
    alias = OrganisationAlias(organisation=organisation, name=one_line(name))
    alias.full_clean(exclude=["key"])
    with content_change(by=by, comment=f"“{alias.name}” is another name of it.") as change:
        alias.save()
        change.save(organisation)
    link_bookings(organisation)


def say_no_organisation(*, name, by):
    """Note that `name` is no organisation's: from then on, it is asked about no more and limits count it as nobody's."""
    name = one_line(name)
    NotAnOrganisation.objects.get_or_create(
        key=organisation_key(name), defaults={"name": name, "decided_by": by}
    )
    waiting = Booking.objects.filter(state=BookingState.WAITING, session__starts_at__gt=timezone.now())
    fill_where_somebody_waits(
        each.session_id for each in waiting if organisation_key(each.organisation) == organisation_key(name)
    )


def merge(*, kept, other, by):
    """Make `other` (an Organisation) one with `kept`: its names and its bookings are now those of `kept`, and it is gone."""
    names = [other.name, *(alias.name for alias in other.aliases.all())]
    with content_change(by=by, comment=f"Made one with “{other.name}”.") as change:
        # The kind or the district of either may change, and with it which limit a booking counts for.
        both = Booking.objects.filter(listed_organisation__in=[kept, other])
        sessions = set(both.values_list("session_id", flat=True))
        other.bookings.update(listed_organisation=kept)
        change.touched(other, gone=True)
        other.delete()
        for name in names:
            OrganisationAlias.objects.create(organisation=kept, name=name)
        kept.kind, kept.district = kept.kind or other.kind, kept.district or other.district
        change.save(kept)
    fill_where_somebody_waits(sessions)


def link_bookings(organisation):
    """Give an Organisation the bookings that carry one of its names, and take from it those that no longer do.

    Free places go to whoever may have them now. Return how many bookings changed.
    """
    keys = {organisation.key, *organisation.aliases.values_list("key", flat=True)}
    gained = _with_names(_unlisted_bookings(), lambda key: key in keys)
    lost = _with_names(organisation.bookings.all(), lambda key: key not in keys)
    sessions = set((gained | lost | organisation.bookings.all()).values_list("session_id", flat=True))
    number = lost.update(listed_organisation=None) + gained.update(listed_organisation=organisation)
    fill_where_somebody_waits(sessions)
    return number


def _with_names(bookings, matches):
    """Return those of `bookings` (a queryset) whose organisation's key `matches` (a function of the key)."""
    words = bookings.order_by().values_list("organisation", flat=True).distinct()
    fitting = [each for each in words if matches(organisation_key(each))]
    return Booking.objects.filter(
        pk__in=bookings.filter(organisation__in=fitting).values_list("pk", flat=True)
    )


def _unlisted_bookings():
    return Booking.objects.filter(listed_organisation=None).exclude(organisation="")


def _register():
    """Return {key: Organisation} of every name on the register, in two queries."""
    organisations = {each.pk: each for each in Organisation.objects.all()}
    register = {each.key: each for each in organisations.values()}
    aliases = OrganisationAlias.objects.values_list("key", "organisation_id")
    return register | {key: organisations[pk] for key, pk in aliases}


def fill_where_somebody_waits(session_ids, at=None):
    """Give places that the limits now leave to those who wait for one of the sessions (ids) to come at `at` (default now)."""
    at = at or timezone.now()
    waited = Booking.objects.filter(
        session__in=set(session_ids), state=BookingState.WAITING, session__starts_at__gt=at
    )
    for pk in sorted(set(waited.values_list("session_id", flat=True))):
        places.fill(session_id=pk, at=at)
