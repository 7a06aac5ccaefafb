"""A pathway: one way to get help or advice, and its steps."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.html import escape

from contacts.enums import ForWhom, Urgency
from contacts.models.hours import load_hours, with_differing
from contacts.models.points import ContactPoint, point_due_filter
from hscp.languages.models import EnglishText, Translatable, headed
from hscp.links.models import load_links
from hscp.records.compiled_queries import CompiledQuery, keep_loaded
from hscp.records.publishable import Publishable, PublishableQuerySet
from hscp.records.rich_text import RichTextField
from hscp.records.state import State
from hscp.vocabulary import Area
from hscp.web.addresses import record_path


class PathwayQuerySet(PublishableQuerySet):
    _loads_numbers = False

    def in_order(self):
        """Return the pathways in the order of every list: the editors' order, then by title."""
        return self.order_by("order", "title", "pk")

    def urgent(self):
        """Return the pathways that cannot wait, the most urgent first, then in the editors' order.

        They are sorted by the values of Urgency, so that the index of urgent pathways holds them in this order.
        """
        return self.exclude(urgency=Urgency.ROUTINE).order_by("urgency", "order", "title", "pk")

    def without_those_elsewhere(self):
        """Return the pathways without those for people elsewhere: the one that does not serve them leads there."""
        leads_there = Catchment.objects.filter(other=OuterRef("pk"), pathway__in=self.order_by())
        return self.exclude(Exists(leads_there))

    def with_points_for(self, reader):
        """Return the pathways that a reader (a ForWhom value) finds a number or an address of: see `Pathway.usable_points`."""
        emergency = settings.HSCP_EMERGENCY_NUMBERS[0]["number"]
        points = ContactPoint.objects.filter(pathway=OuterRef("pk"), for_whom__in=[reader, ForWhom.EVERYONE])
        return self.filter(Exists(points.exclude(value__in=["", emergency])))

    def with_numbers(self):
        """Return the pathways with their contact points, hours and catchments: see `load_numbers`."""
        pathways = self.all()
        pathways._loads_numbers = True
        return pathways

    def _clone(self):
        clone = super()._clone()
        clone._loads_numbers = self._loads_numbers
        return clone

    def _fetch_all(self):
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh and self._loads_numbers and self._fields is None:  # not of values()
            load_numbers(self._result_cache)

    def check_due(self, on):
        """Return the pathways that are not archived and have a number or address to be checked on or before `on` (date)."""
        due = ContactPoint.objects.filter(point_due_filter(on), pathway=OuterRef("pk"))
        return self.exclude(state=State.ARCHIVED).filter(Exists(due))


class Pathway(Publishable, Translatable):
    """One way to get help or advice: who may use it, when to use it and when not, how, and its numbers."""

    for_public = models.BooleanField("for the public", default=False)
    for_professionals = models.BooleanField(default=False)
    for_young_people = models.BooleanField(default=False)
    purpose = models.TextField(blank=True, help_text="One or two sentences: what this contact is for.")
    when_to_use = RichTextField(blank=True)
    when_not_to_use = RichTextField(
        "when not to use it, and where to go instead", blank=True, help_text="Always say where to go instead."
    )
    have_ready = RichTextField("what to have ready", blank=True)
    time_needed = models.CharField(
        "how long it takes", max_length=200, blank=True, help_text="Such as: the form takes about an hour."
    )
    timescale = models.CharField(
        max_length=300, blank=True, help_text="How soon to make contact, or how soon they answer."
    )
    what_happens_next = RichTextField(blank=True)
    when_closed = models.CharField(
        "while nobody answers",
        max_length=500,
        blank=True,
        help_text="What people should do outside the hours. Shown while every number with hours is closed.",
    )
    night_cover_reason = models.CharField(
        "why nobody answers at night",
        max_length=300,
        blank=True,
        help_text="Only for urgent contacts without a number that answers at night: what people do then, and who agreed.",
    )
    minimum_age = models.PositiveSmallIntegerField(
        "from age",
        null=True,
        blank=True,
        help_text="The age of the child in years. Leave empty for no limit.",
    )
    maximum_age = models.PositiveSmallIntegerField("to age", null=True, blank=True)
    area = models.CharField(max_length=20, choices=Area, blank=True)
    urgency = models.CharField(max_length=20, choices=Urgency, default=Urgency.ROUTINE)
    case = models.CharField(
        "only in one case",
        max_length=200,
        blank=True,
        help_text="The question that says when this contact is the right one, such as “Is it about someone who works with "
        "children?”. It is then shown after the contacts for every worry. Leave empty for a contact for every worry.",
    )
    sensitive = models.BooleanField(
        default=False, help_text="Tick where being seen reading the page could put someone at risk."
    )
    order = models.PositiveSmallIntegerField(default=0)
    resources = models.ManyToManyField("resources.Resource", blank=True, related_name="pathways")

    objects = PathwayQuerySet.as_manager()
    theme_lookup = "themes"
    # A wrong number is a danger, and services move often.
    review_months = 6

    class Meta(Publishable.Meta):
        verbose_name = "contact pathway"
        permissions = [("verify_pathway", "Can mark a contact pathway as checked")]
        indexes = [
            *Publishable.Meta.indexes,
            models.Index(fields=["order", "title", "id"], name="contacts_pathway_in_order"),
            models.Index(
                fields=["urgency", "order", "title", "id"],
                condition=~Q(urgency=Urgency.ROUTINE),
                name="contacts_pathway_urgent",
            ),
            models.Index(
                fields=["for_public", "for_professionals", "order", "title", "id"],
                condition=Q(for_young_people=True),
                name="contacts_pathway_young",
            ),
        ]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="contacts_pathway_for_someone",
                condition=Q(for_public=True) | Q(for_professionals=True) | Q(for_young_people=True),
                violation_error_message="Say who may use this contact: tick at least one.",
            ),
            models.CheckConstraint(
                name="contacts_pathway_known_urgency",
                condition=Q(urgency__in=Urgency.values),
                violation_error_message="Choose one of the urgencies.",
            ),
            models.CheckConstraint(
                name="contacts_pathway_ages_in_order",
                condition=Q(maximum_age__gte=F("minimum_age")),
                violation_error_message="The highest age must not be below the lowest.",
            ),
        ]

    def get_absolute_url(self):
        return record_path("contacts:pathway_detail", self.slug)

    def is_for(self, reader):
        """Return whether the pathway is meant for a reader (a ForWhom value); all are for everyone."""
        return {
            ForWhom.PUBLIC: self.for_public,
            ForWhom.PROFESSIONALS: self.for_professionals,
            ForWhom.YOUNG_PEOPLE: self.for_young_people,
        }.get(reader, True)

    def english_text(self):
        steps = "".join(f"<li>{step.text}</li>" for step in self.steps.all())
        body = headed(
            ("What it is for", self.when_to_use),
            ("When to go somewhere else", self.when_not_to_use),
            ("How soon", self.timescale and f"<p>{escape(self.timescale)}</p>"),
            ("What to do", steps and f"<ol>{steps}</ol>"),
            ("What to have ready", self.have_ready),
            ("How long it takes", self.time_needed and f"<p>{escape(self.time_needed)}</p>"),
            ("What happens next", self.what_happens_next),
            ("While nobody answers", self.when_closed and f"<p>{escape(self.when_closed)}</p>"),
        )
        return EnglishText(self.title, self.purpose, body)

    def why_not_worded(self):
        if not (self.for_public or self.for_young_people):
            return "It is for professionals. Only contacts for the public and for young people are there in other languages."
        return ""

    def usable_points(self, reader):
        """Return the contact points, as loaded, that a reader (a ForWhom value) can use: with a number or an address, not 999.

        Families are never shown what they cannot use, and 999 stands on each of their pages.
        """
        emergency = settings.HSCP_EMERGENCY_NUMBERS[0]["number"]
        return [
            point
            for point in self.contact_points.all()
            if point.value not in {"", emergency} and point.for_whom in {reader, ForWhom.EVERYONE}
        ]

    @property
    def who_for(self):
        """Who may use the pathway, as a list of plain words."""
        flags = [
            (self.for_public, "the public"),
            (self.for_professionals, "professionals"),
            (self.for_young_people, "children and young people"),
        ]
        return [words for flag, words in flags if flag]


class Catchment(models.Model):
    """Places whose people a pathway does not serve, and who serves them."""

    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="catchments")
    places = models.CharField(
        "not for people in", max_length=300, help_text="Such as: Aldershot, Farnborough, Fleet and Yateley."
    )
    served_by = models.CharField(
        "who serves them", max_length=200, help_text="The name of the service that does."
    )
    other = models.ForeignKey(
        Pathway,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="their contact",
        help_text="If that service has a page here.",
    )
    source = models.CharField(
        max_length=500, blank=True, help_text="Where this was found, and how old that is. For editors."
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "place that it does not serve"
        verbose_name_plural = "places that it does not serve"
        constraints = [
            models.CheckConstraint(
                name="contacts_catchment_says_who",
                condition=Q(places__gt="") & Q(served_by__gt=""),
                violation_error_message="Say which places, and who serves them.",
            ),
        ]

    def __str__(self):
        return f"{self.places}: {self.served_by}"


class PathwayStep(models.Model):
    """One step of using a pathway, in order."""

    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="steps")
    text = RichTextField()
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self):
        return f"Step {self.order}"


def load_numbers(pathways):
    """Load the contact points, hours and catchments of the pathways, so that a card of one makes no query.

    Makes two queries, one more if there are places that a pathway does not serve, one more if a form or website has no address,
    and those three more that `load_hours` may make, however many pathways there are. The same pathway may be there twice.
    """
    by_pk = {pathway.pk: pathway for pathway in pathways}
    points = _points_of(pathways=by_pk)
    load_hours(points)
    load_links(point for point in points if not point.value)
    for point in points:
        point.pathway = by_pk[point.pathway_id]
    keep_loaded(pathways, "contact_points", points, "pathway_id")
    nothing_to_load = {point.pathway_id for point in points if not point.pathway_has_catchments}
    catchments = _catchments_of(pathways=by_pk.keys() - nothing_to_load)
    keep_loaded(pathways, "catchments", catchments, "pathway_id")


@CompiledQuery
def _points_of(pathways):
    """Return the contact points, which know whether their pathway has catchments: few have."""
    catchments = Catchment.objects.filter(pathway=OuterRef("pathway"))
    points = ContactPoint.objects.filter(pathway__in=pathways)
    return with_differing(points).annotate(pathway_has_catchments=Exists(catchments))


@CompiledQuery
def _catchments_of(pathways):
    return Catchment.objects.filter(pathway__in=pathways).select_related("other")
