"""The taxonomy: safeguarding themes and what each pack holds, agency processes, audiences and the glossary."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from hscp.records.publishing import Publishable, PublishableQuerySet
from hscp.records.rich_text import RichTextField
from hscp.records.short_addresses import Shareable
from hscp.vocabulary import AudienceGroup, Section


class Audience(models.Model):
    """A finer audience, such as schools or health professionals, within one of the three audience groups."""

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    group = models.CharField(max_length=40, choices=AudienceGroup)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["group", "order", "name"]
        constraints = [
            models.CheckConstraint(
                name="themes_audience_known_group",
                condition=Q(group__in=AudienceGroup.values),
                violation_error_message="Choose one of the three audience groups.",
            )
        ]

    def __str__(self):
        return self.name


class ThemeQuerySet(PublishableQuerySet):
    def in_order(self):
        """Return the themes as the brochure's contents list has them."""
        return self.order_by("order", "title", "pk")


class Theme(Publishable, Shareable):
    """A safeguarding theme: one overview pack (STOP pack), shown on one screen."""

    short_title = models.CharField(
        max_length=120, blank=True, help_text="As in the contents list, where that differs from the title."
    )
    order = models.PositiveSmallIntegerField(default=0, help_text="The place in the contents list.")
    introduction = RichTextField(blank=True, help_text="What the theme is and why it matters.")
    key_message = RichTextField(
        "if you do one thing", blank=True, help_text="The one thing a practitioner should do or remember."
    )
    lead_toolkit = models.ForeignKey(
        "resources.Toolkit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_themes",
        help_text="The theme's own toolkit. Some themes have none.",
    )
    sensitive = models.BooleanField(
        default=False,
        help_text="Tick where being seen reading the page could put someone at risk. It turns on “Exit this page”.",
    )
    poster_message = models.CharField(
        "message of the staff-room poster",
        max_length=200,
        blank=True,
        help_text="The one thing to do or say, to be read from two metres away. Empty: “If you do one thing”.",
    )
    parents_title = models.CharField(
        "title of the waiting-room poster",
        max_length=120,
        blank=True,
        help_text="What the theme is about, as a parent would say it. Empty: the title in the contents list.",
    )
    parents_message = models.CharField(
        "message of the waiting-room poster",
        max_length=300,
        blank=True,
        help_text="One or two plain sentences for parents and carers: what they can do or say.",
    )
    toolkits = models.ManyToManyField("resources.Toolkit", through="ThemeToolkit", related_name="themes")
    resources = models.ManyToManyField(
        "resources.Resource",
        through="ThemeResource",
        through_fields=("theme", "resource"),
        related_name="themes",
    )
    courses = models.ManyToManyField("training.Course", through="ThemeCourse", related_name="themes")
    pathways = models.ManyToManyField("contacts.Pathway", through="ThemePathway", related_name="themes")

    objects = ThemeQuerySet.as_manager()

    class Meta(Publishable.Meta):
        constraints = [*Publishable.Meta.constraints]

    def get_absolute_url(self):
        return reverse("themes:theme_detail", args=[self.slug])

    def short_words(self):
        return self.name_in_lists

    @property
    def name_in_lists(self):
        """The short title where there is one, else the title."""
        return self.short_title or self.title


class PackItem(models.Model):
    """A row of a pack: one thing the theme holds, at its place in the printed order."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]


class ThemeToolkit(PackItem):
    """A toolkit listed in a pack."""

    toolkit = models.ForeignKey("resources.Toolkit", on_delete=models.PROTECT)

    class Meta(PackItem.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "toolkit"],
                name="themes_themetoolkit_once",
                violation_error_message="This toolkit is in the pack already.",
            )
        ]

    def __str__(self):
        return f"{self.theme_id}: toolkit {self.toolkit_id}"


class ThemeToolkitList(PackItem):
    """A pointer from a pack to every toolkit for an audience, where the pack does not list them one by one."""

    audience_group = models.CharField(max_length=40, choices=AudienceGroup)
    label = models.CharField(max_length=200, help_text="The words of the link.")

    class Meta(PackItem.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "audience_group"],
                name="themes_themetoolkitlist_once",
                violation_error_message="The pack points to this audience's toolkits already.",
            ),
            models.CheckConstraint(
                name="themes_themetoolkitlist_label_given",
                condition=Q(label__gt=""),
                violation_error_message="Give the link its words.",
            ),
        ]

    def __str__(self):
        return self.label


class ThemeResource(PackItem):
    """A resource in one of the pack's sections, on its own or under a collection such as “Practitioner Guides”."""

    section = models.CharField(max_length=40, choices=Section)
    resource = models.ForeignKey("resources.Resource", on_delete=models.PROTECT)
    collection = models.ForeignKey(
        "resources.Resource",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The heading it stands under in this pack, if any.",
    )

    class Meta(PackItem.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "section", "resource"],
                name="themes_themeresource_once",
                violation_error_message="This resource is in this section of the pack already.",
            ),
            models.CheckConstraint(
                name="themes_themeresource_known_section",
                condition=Q(section__in=Section.values),
                violation_error_message="Choose one of the pack's sections.",
            ),
            models.CheckConstraint(
                name="themes_themeresource_not_under_itself",
                condition=~Q(resource=models.F("collection")),
                violation_error_message="A resource cannot stand under itself.",
            ),
        ]

    def __str__(self):
        return f"{self.theme_id}: {self.section} {self.resource_id}"


class ThemeCourse(PackItem):
    """A course listed in a pack."""

    course = models.ForeignKey("training.Course", on_delete=models.PROTECT)

    class Meta(PackItem.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "course"],
                name="themes_themecourse_once",
                violation_error_message="This course is in the pack already.",
            )
        ]

    def __str__(self):
        return f"{self.theme_id}: course {self.course_id}"


class ThemePathway(PackItem):
    """Whom to contact about a theme."""

    pathway = models.ForeignKey("contacts.Pathway", on_delete=models.PROTECT)

    class Meta(PackItem.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "pathway"],
                name="themes_themepathway_once",
                violation_error_message="This contact pathway is in the pack already.",
            )
        ]

    def __str__(self):
        return f"{self.theme_id}: pathway {self.pathway_id}"


class Situation(Publishable):
    """What worries a parent or carer, in their own words: the title. Leads to what helps them, by the child's age."""

    summary = models.TextField(blank=True, help_text="One or two plain sentences for the list.")
    advice = RichTextField(blank=True, help_text="What a parent or carer can do now, in plain words.")
    minimum_age = models.PositiveSmallIntegerField(
        "from age", null=True, blank=True, help_text="The child's age in years. Leave empty for no limit."
    )
    maximum_age = models.PositiveSmallIntegerField("to age", null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="situations", help_text="Their toolkits for parents are shown."
    )
    pathways = models.ManyToManyField("contacts.Pathway", blank=True, related_name="situations")

    class Meta(Publishable.Meta):
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="themes_situation_ages_in_order",
                condition=Q(maximum_age__gte=models.F("minimum_age")),
                violation_error_message="The highest age must not be below the lowest.",
            ),
        ]

    def get_absolute_url(self):
        return reverse("themes:situation_detail", args=[self.slug])


class Process(Publishable):
    """What an agency does about a topic, and what a practitioner does: one entry of “Themes and processes”."""

    summary = models.TextField(blank=True, help_text="One or two sentences for lists.")
    order = models.PositiveSmallIntegerField(default=0)
    title_to_verify = models.BooleanField(
        default=False,
        help_text="Ticked when the title was lost in the source document and is ours to confirm.",
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="processes")
    resources = models.ManyToManyField("resources.Resource", blank=True, related_name="processes")
    pathways = models.ManyToManyField("contacts.Pathway", blank=True, related_name="processes")

    class Meta(Publishable.Meta):
        verbose_name_plural = "processes"
        constraints = [*Publishable.Meta.constraints]

    def get_absolute_url(self):
        return reverse("themes:process_detail", args=[self.slug])


class ProcessSection(models.Model):
    """One headed part of a process."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="sections")
    heading = models.CharField(max_length=200)
    body = RichTextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self):
        return self.heading


class Term(Publishable):
    """An acronym or a word that readers may not know: feeds the glossary, abbreviations and search."""

    stands_for = models.CharField(max_length=300, blank=True, help_text="The words behind an acronym.")
    explanation = models.TextField(blank=True, help_text="What it means, in plain words.")

    class Meta(Publishable.Meta):
        verbose_name = "glossary term"
        constraints = [*Publishable.Meta.constraints]

    def get_absolute_url(self):
        return f"{reverse('themes:glossary')}#{self.slug}"
