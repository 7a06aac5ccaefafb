"""Safeguarding themes, and their order."""

from django.db import models

from hscp.languages.models import EnglishText, Translatable
from hscp.records.publishable import Publishable, PublishableQuerySet
from hscp.records.rich_text import RichTextField
from hscp.records.short_addresses import Shareable
from hscp.web.addresses import record_path


class ThemeQuerySet(PublishableQuerySet):
    def in_order(self):
        """Return the themes in the order of the brochure's contents list."""
        return self.order_by("order", "title", "pk")


class Theme(Publishable, Shareable, Translatable):
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
        return record_path("themes:theme_detail", self.slug)

    def english_text(self):
        return EnglishText(
            self.parents_title or self.title, body=self.introduction, message=self.parents_message
        )

    def short_words(self):
        return self.contents_title

    @property
    def contents_title(self):
        """The title in the contents list of the client's brochure, for its text and for codes on paper; pages say the title."""
        return self.short_title or self.title
