"""A course of the catalogue: what can be learnt, in which form, for whom."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hscp.links.enums import LinkState
from hscp.links.models import Linked, LinkedQuerySet, LinkRow, show_link
from hscp.records.publishable import Publishable, PublishableQuerySet
from hscp.records.rich_text import RichTextField
from hscp.vocabulary import Area, AudienceGroup
from hscp.web.addresses import record_path
from training.enums import (
    FORMAT_HEADINGS,
    KIND_OF_FORMAT,
    NEVER_TOURS,
    SCHEDULED,
    CourseFormat,
    CourseKind,
    EntryRule,
)


class CourseQuerySet(PublishableQuerySet, LinkedQuerySet):
    """Courses that are published, and those that lack a link."""


def kind_of(format, toolkit_id):
    """Return the CourseKind of a course of a format (a CourseFormat value) about a toolkit (its key or None)."""
    is_tour = toolkit_id is not None and format not in NEVER_TOURS
    return CourseKind.TOURS if is_tour else KIND_OF_FORMAT[format]


def of_kinds(kinds, prefix=""):
    """Return the condition (Q) that a course is of one of `kinds` (CourseKind values): `kind_of` in the database.

    `prefix` is the lookup to the course, such as "course__".
    """
    tours = Q(**{f"{prefix}toolkit__isnull": False}) & ~Q(**{f"{prefix}format__in": NEVER_TOURS})
    formats = [format for format, kind in KIND_OF_FORMAT.items() if kind in kinds]
    wanted = Q(**{f"{prefix}format__in": formats}) & ~tours
    return wanted | tours if CourseKind.TOURS in kinds else wanted


class Course(Publishable, Linked):
    """Something to learn, in one format. The same title in two formats is two courses."""

    format = models.CharField(max_length=20, choices=CourseFormat, default=CourseFormat.NOT_STATED)
    toolkit = models.ForeignKey(
        "resources.Toolkit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="courses",
        verbose_name="toolkit toured",
        help_text="The toolkit that a toolkit tour shows, or that an eLearning course is about.",
    )
    summary = models.TextField(blank=True, help_text="One or two sentences for lists.")
    aims = RichTextField(blank=True, help_text="What a person will be able to do afterwards.")
    audience_group = models.CharField(
        "audience", max_length=40, choices=AudienceGroup, default=AudienceGroup.PROFESSIONALS
    )
    audiences = models.ManyToManyField(
        "themes.Audience", blank=True, related_name="courses", verbose_name="finer audiences"
    )
    area = models.CharField(max_length=20, choices=Area, blank=True)
    level = models.CharField(max_length=60, blank=True, help_text="As the provider names it.")
    duration_minutes = models.PositiveIntegerField("length in minutes", null=True, blank=True)
    valid_months = models.PositiveSmallIntegerField(
        "to be repeated after (months)",
        null=True,
        blank=True,
        help_text="Shown with the course and on certificates. Leave empty if it does not run out.",
    )
    not_repeated = models.BooleanField(
        "need not be repeated",
        default=False,
        help_text="Tick it once that is settled: readers are told so.",
    )
    signed_by = models.CharField(
        "certificates signed by",
        max_length=80,
        blank=True,
        help_text="Who signs for this course. Leave empty for the person in the settings, who signs for the partnership.",
    )
    signed_by_role = models.CharField(
        "their role",
        max_length=120,
        blank=True,
        help_text="Such as “Training lead, Southampton City Council”.",
    )
    provider = models.ForeignKey(
        "resources.Publisher", on_delete=models.PROTECT, null=True, blank=True, related_name="courses"
    )
    others_may = models.CharField(
        "everybody else",
        max_length=10,
        choices=EntryRule,
        default=EntryRule.SAID,
        help_text="What happens to a booking of somebody who is in none of the groups below.",
    )
    checks_prerequisites = models.BooleanField(
        "check what has to be taken first",
        default=False,
        help_text="A booking of somebody who has not taken it here waits until staff agree. "
        "Otherwise the page only says what to take first.",
    )
    late_charge = models.DecimalField(
        "charge for cancelling late (£)",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="In place of the fee. Leave empty for none.",
    )
    no_show_charge = models.DecimalField(
        "charge for not coming (£)",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="In place of the fee, if it is higher. Leave empty for none.",
    )
    exemptions = models.CharField(
        "who need not pay",
        max_length=300,
        blank=True,
        help_text="Such as “Foster carers and volunteers of small charities”. People may then ask to be exempt, and say why.",
    )

    objects = CourseQuerySet.as_manager()
    theme_lookup = "themes"

    class Meta(Publishable.Meta):
        indexes = [
            *Publishable.Meta.indexes,
            models.Index(fields=["title", "format", "id"], name="training_course_by_title"),
            models.Index(fields=["audience_group", "title", "id"], name="training_course_for_group"),
            models.Index(fields=["level"], name="training_course_level"),
        ]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                fields=["title", "format"],
                name="training_course_title_once_per_format",
                violation_error_message="There is already a course with this title in this format.",
            ),
            models.CheckConstraint(
                name="training_course_known_format",
                condition=Q(format__in=CourseFormat.values),
                violation_error_message="Choose one of the formats.",
            ),
            models.CheckConstraint(
                name="training_course_known_audience",
                condition=Q(audience_group__in=AudienceGroup.values),
                violation_error_message="Choose one of the three audience groups.",
            ),
            models.CheckConstraint(
                name="training_course_repeated_or_not",
                condition=Q(not_repeated=False) | Q(valid_months=None),
                violation_error_message="Say after how many months it is repeated, or that it need not be, not both.",
            ),
            models.CheckConstraint(
                name="training_course_signed_by_name_and_role",
                condition=Q(signed_by="", signed_by_role="")
                | (Q(signed_by__gt="") & Q(signed_by_role__gt="")),
                violation_error_message="Give both the name and the role of who signs, or neither.",
            ),
            models.CheckConstraint(
                name="training_course_known_entry_rule",
                condition=Q(others_may__in=EntryRule.values),
                violation_error_message="Choose what happens to bookings of everybody else.",
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.get_format_display()})"

    def get_absolute_url(self):
        return record_path("training:course_detail", self.slug)

    @classmethod
    def link_missing_filter(cls):
        """As for every record; but a course leads somewhere too if it has dates to come, or a provider that books its courses."""
        dated = Q(sessions__state__in=SCHEDULED, sessions__starts_at__gt=timezone.now())
        booked_at = Q(provider__default_link__isnull=False) & ~Q(
            provider__default_link__state=LinkState.WITHDRAWN
        )
        leading = cls.objects.filter(dated | booked_at)
        return super().link_missing_filter() & ~Q(pk__in=leading.order_by().values("pk"))

    @classmethod
    def keep_default_links(cls, records):
        """Let courses lead to where their providers' courses are booked."""
        provided = [record.pk for record in records if record.provider_id]
        if not provided:
            return
        courses = cls.objects.filter(pk__in=provided, provider__default_link__isnull=False)
        courses = courses.select_related("provider__default_link").only("provider__default_link")
        shown = {each.pk: show_link(each.provider.default_link, is_default=True) for each in courses}
        for record in records:
            if found := shown.get(record.pk):
                record.links_shown.append(found)

    @property
    def format_heading(self):
        """The heading of the list of courses in this course's format."""
        return FORMAT_HEADINGS.get(self.format, self.get_format_display())

    @property
    def is_toolkit_tour(self):
        """Whether the course shows people round a toolkit."""
        return self.kind == CourseKind.TOURS

    @property
    def kind(self):
        """The CourseKind that the course is of."""
        return kind_of(self.format, self.toolkit_id)

    @property
    def kind_in_lists(self):
        """What the course is, in a few words: its format where that is known, and whether it is a toolkit tour."""
        if not self.is_toolkit_tour:
            return "Course" if self.format == CourseFormat.NOT_STATED else self.get_format_display()
        if self.format == CourseFormat.NOT_STATED:
            return "Toolkit tour"
        return f"Toolkit tour ({self.get_format_display().lower()})"


class CourseLink(LinkRow):
    """One of the ways to a course."""

    record = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="link_rows")
