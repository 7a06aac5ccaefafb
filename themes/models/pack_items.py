"""The rows of a theme's pack, in the printed order: toolkits, resources, courses, booking lines and pathways."""

from django.db import models
from django.db.models import Q

from hscp.vocabulary import AudienceGroup, BookingLineKind, Section
from themes.models.themes import Theme


class PackItem(models.Model):
    """A row of a pack: one thing that the theme holds, at its position in the printed order."""

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
    """A pointer from a pack to every toolkit for an audience, if the pack does not list them one by one."""

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
        help_text="The collection it is listed under in this pack, if any.",
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
                violation_error_message="A resource cannot be listed under itself.",
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


class ThemeBookingLine(PackItem):
    """A line of a pack that asks readers to book one kind of training: “Book a toolkit tour”."""

    kind = models.CharField("what to book", max_length=20, choices=BookingLineKind)
    toolkit = models.ForeignKey(
        "resources.Toolkit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The toolkit that the line names. Leave empty for a line that names none.",
    )

    class Meta(PackItem.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "kind"],
                name="themes_themebookingline_once",
                violation_error_message="The pack has a line for this already.",
            ),
            models.CheckConstraint(
                name="themes_themebookingline_known_kind",
                condition=Q(kind__in=BookingLineKind.values),
                violation_error_message="Choose what readers are asked to book.",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


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
