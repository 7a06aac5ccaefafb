"""The public pages of contact pathways."""

from contacts.enums import ContactKind, ForWhom
from contacts.filters import PathwayFilter
from contacts.hours.opening_hours import hours_in_words
from contacts.hours.point_words import exceptions_in_words
from contacts.models import ContactChange, Pathway
from contacts.numbers.values import exceptions_of, hours_of, whole
from contacts.output import cards
from contacts.output.schema_org import structured_data
from hscp.vocabulary import AudienceGroup
from hscp.web.views import FacetedList, RecordDetail
from themes.sensitivity import is_sensitive


class PathwayList(FacetedList):
    model = Pathway
    filterset_class = PathwayFilter
    template_name = "contacts/pathway_list.html"
    page_title = "Contacts"
    lead = "Who to contact, when to contact them, and when to go somewhere else."
    singular, plural = "contact", "contacts"

    def get_queryset(self):
        return Pathway.objects.live().in_order().with_numbers()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        # Unlike the other lists, this one shows what the records' own pages do.
        return {**context, "sensitive": context["sensitive"] or is_sensitive(*context["object_list"])}


class PathwayDetail(RecordDetail):
    """A way to get help: when to use it, its numbers and hours, its steps, and where the portal refers to it.

    The preview also lists the changes to its numbers that wait for a second person; the public page never does.
    """

    model = Pathway
    template_name = "contacts/pathway_detail.html"
    parents = [("Contacts", "contacts:pathway_list")]
    picture = "contacts"

    def get_queryset(self):
        return super().get_queryset().with_numbers()

    def readers(self):
        """Return the group of families that the pathway is for, "" where professionals may use it too."""
        if self.object.for_professionals:
            return ""
        return (
            AudienceGroup.PARENTS_AND_CARERS
            if self.object.for_public
            else AudienceGroup.CHILDREN_AND_YOUNG_PEOPLE
        )

    def get_context_data(self, **kwargs):
        pathway = self.object
        return super().get_context_data(
            point_groups=[(label, cards.by_hours(points)) for label, points in cards.by_reader(pathway)],
            sources=cards.sources(pathway),
            steps=pathway.steps.all(),
            resources=pathway.resources.live()
            .select_related("publisher")
            .with_links()
            .order_by("title", "pk"),
            themes=pathway.themes.live().in_order(),
            processes=pathway.processes.live().order_by("order", "title", "pk"),
            levels=pathway.threshold_levels.live().order_by("number"),
            situations=pathway.situations.live().order_by("order", "title", "pk"),
            sensitive=is_sensitive(pathway),
            structured=structured_data(pathway),
            waiting=_waiting(pathway) if self.preview else [],
            **kwargs,
        )


def _waiting(pathway):
    """Return the changes that wait, oldest first, as {"change", "now", "then"}: what the public sees now, and would see then."""
    changes = pathway.contact_changes.filter(state=ContactChange.State.WAITING).select_related("proposed_by")
    return [
        {"change": change, "now": _in_words(change.before), "then": _in_words(change.after)}
        for change in changes.order_by("proposed_at", "pk")
    ]


def _in_words(values):
    """Return what `values` of a contact point (see contacts.numbers.verification) show, line by line; [] for none."""
    if not values:
        return []
    lines = [
        values["label"] or ContactKind(values["kind"]).label,
        values["value"],
        f"For: {ForWhom(values['for_whom']).label.lower()}",
        *hours_in_words(hours_of(values)),
        *exceptions_in_words(exceptions_of(values), with_year=True),
        "Answers whenever another number is closed" if whole(values)["answers_when_closed"] else "",
        values["note"],
        "Answers out of office hours" if values["out_of_hours"] else "",
    ]
    return [line for line in lines if line]
