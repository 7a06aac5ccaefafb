"""The kinds of record that come to the link desk, and what of each waits for a decision.

A record waits if it leads nowhere, if one of its links is only suggested or broken, or if the machine check found something at
one of them. Archived records wait for nobody. A form or website of a contact waits until it has an address; once somebody has
proposed one, a second person has the next word, and it is off the desk.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q

from contacts.enums import ON_THE_WEB
from contacts.models import ContactChange, ContactPoint, ContactPointLink
from hscp.links.enums import LinkState
from hscp.links.models import needs_attention
from hscp.records.state import State
from resources.models import Resource, ResourceLink, Toolkit, ToolkitLink
from themes.models import Theme
from training.models import Course, CourseLink

_OPEN = (LinkState.SUGGESTED, LinkState.BROKEN)


@dataclass(frozen=True)
class Kind:
    """One kind of record at the desk.

    `name` is what addresses and forms call it, `one` and `label` what editors do, `rows` the model of its rows of links.
    `permission` is needed to decide where its records lead, beside links.change_link. `publisher` is the field that names its
    publisher or provider, "" for none; `title`, `state` and `themes` are paths to its title, its state and the themes that use
    it. `apart` names the fields that tell two records with the same title apart; where there are none, titles join nothing.
    """

    name: str
    one: str
    label: str
    model: type
    rows: type
    permission: str
    publisher: str = ""
    title: str = "title"
    state: str = "state"
    themes: str = "themes"
    apart: tuple = ("audience_group",)

    def records(self):
        """Return the records of the kind that are not archived."""
        return self.model.objects.exclude(**{self.state: State.ARCHIVED})

    def waiting_filter(self):
        """Return the condition (Q) that a record waits for a decision."""
        rows = self.rows.objects.filter(open_links(), record=OuterRef("pk"))
        return self.model.link_missing_filter() | Q(Exists(rows))

    def waiting(self):
        """Return the records that wait for a decision."""
        return self.records().filter(self.waiting_filter())

    def figures(self):
        """Return (how many records wait, how many there are), in one query."""
        found = self.records().aggregate(all=Count("pk"), waiting=Count("pk", filter=self.waiting_filter()))
        return found["waiting"], found["all"]

    def uses(self):
        """Return the aggregate for how many themes use a record."""
        return Count(self.themes, distinct=True)

    def used_by(self, theme):
        """Return the condition (Q) that the theme with the number `theme` uses a record."""
        return Q(pk__in=self.model.objects.filter(**{self.themes: theme}).order_by().values("pk"))

    def themes_of(self, pks):
        """Return {number of a record: titles of the themes that use it, each once} of the records with the numbers `pks`."""
        return self._titles(self.themes, pks)

    def _titles(self, path, pks):
        records = self.model.objects.filter(**{"pk__in": pks, f"{path}__isnull": False})
        found = defaultdict(list)
        for pk, title in records.order_by(f"{path}__order", f"{path}__title").values_list(
            "pk", f"{path}__title"
        ):
            if title not in found[pk]:
                found[pk].append(title)
        return found


class _ToolkitKind(Kind):
    """Toolkits: a theme uses those of its pack, and its lead toolkit, which need not be one of them."""

    def uses(self):
        led = Count("led_themes", distinct=True)
        both = Count("led_themes", distinct=True, filter=Q(led_themes=F("themes")))
        return super().uses() + led - both

    def used_by(self, theme):
        return super().used_by(theme) | Q(pk__in=Theme.objects.filter(pk=theme).values("lead_toolkit"))

    def themes_of(self, pks):
        found = super().themes_of(pks)
        for pk, titles in self._titles("led_themes", pks).items():
            found[pk] = list(dict.fromkeys([*found[pk], *titles]))
        return found


class _PointKind(Kind):
    """The forms, websites and chats of contacts. They have an address of their own, and links are only suggested for them."""

    def records(self):
        return super().records().filter(kind__in=ON_THE_WEB)

    def waiting_filter(self):
        waiting = ContactChange.State.WAITING
        proposed = ContactChange.objects.filter(contact_point=OuterRef("pk"), state=waiting)
        return Q(~Exists(proposed), value="")


def open_links():
    """Return the condition (Q) of rows whose link waits for a decision."""
    attention = needs_attention().order_by().values("pk")
    return Q(link__state__in=_OPEN) | Q(link__in=attention)


KINDS = (
    _ToolkitKind(
        "toolkit",
        "toolkit",
        "Toolkits",
        Toolkit,
        ToolkitLink,
        "resources.change_toolkit",
    ),
    Kind(
        "resource",
        "resource",
        "Resources",
        Resource,
        ResourceLink,
        "resources.change_resource",
        publisher="publisher",
    ),
    Kind(
        "course",
        "course",
        "Courses",
        Course,
        CourseLink,
        "training.change_course",
        publisher="provider",
        apart=("audience_group", "format"),
    ),
    _PointKind(
        "contact",
        "form or website of a contact",
        "Forms and websites of contacts",
        ContactPoint,
        ContactPointLink,
        "contacts.change_pathway",
        title="pathway__title",
        state="pathway__state",
        themes="pathway__themes",
        apart=(),
    ),
)
BY_NAME = {kind.name: kind for kind in KINDS}
BY_MODEL = {kind.model: kind for kind in KINDS}
CONTACT = BY_NAME["contact"]


def kinds_for(user):
    """Return the kinds that `user` decides on, as a tuple."""
    if not user.has_perm("links.change_link"):
        return ()
    return tuple(kind for kind in KINDS if user.has_perm(kind.permission))
