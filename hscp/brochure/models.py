"""The brochure, its published editions, import runs, and what the importer remembers between imports."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from hscp.records.publishable import Publishable
from hscp.records.rich_text import RichTextField
from resources.models import Resource, Toolkit
from themes.models import Theme
from training.models import Course

# The kinds of record that documents name so often, in so many spellings, that duplicates arise.
MERGEABLE = (Theme, Toolkit, Resource, Course)


class Brochure(Publishable):
    """One year's brochure: the words around the packs. The packs are the live themes."""

    edition = models.CharField(
        max_length=40, unique=True, help_text="The years it is for, such as 2026-2027."
    )
    introduction = RichTextField(blank=True)
    how_to_use = RichTextField("how to use the brochure", blank=True)

    class Meta(Publishable.Meta):
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="brochure_brochure_edition_given",
                condition=Q(edition__gt=""),
                violation_error_message="Say which years the brochure is for.",
            ),
        ]

    def __str__(self):
        return f"{self.title} {self.edition}"

    def get_absolute_url(self):
        return reverse("site:brochure")


class PublishedEditionQuerySet(models.QuerySet):
    def not_withdrawn(self):
        """Return the editions that the public can read: those not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class PublishedEdition(models.Model):
    """A brochure as it was on the day an editor froze it: the file, and what it was made of. Never changed afterwards.

    An edition may be frozen again after a correction; each stays under its own address until it is withdrawn.
    Only `hscp.brochure.editions.freezing` writes it.
    """

    brochure = models.ForeignKey(Brochure, on_delete=models.PROTECT, related_name="published_editions")
    title = models.CharField(max_length=300)
    edition = models.CharField(max_length=40)
    slug = models.SlugField("address", max_length=80, unique=True)
    note = models.CharField(
        "why it was published",
        max_length=300,
        blank=True,
        help_text="Such as what was put right. Shown to readers.",
    )
    file = models.FileField(max_length=200)
    sha256 = models.CharField("checksum", max_length=64)
    size = models.PositiveIntegerField(help_text="In bytes.")
    pages = models.PositiveIntegerField()
    contents = models.JSONField(help_text="What it said, so that editions can be compared.")
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = PublishedEditionQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        # Anyone who may publish a brochure may publish and withdraw its editions. Nobody changes one.
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="brochure_publishededition_not_empty",
                condition=Q(slug__gt="", file__gt="", size__gt=0, pages__gt=0),
                violation_error_message="An edition has an address and a file with at least one page.",
            ),
            models.CheckConstraint(
                name="brochure_publishededition_withdrawn_with_time",
                condition=Q(withdrawn_by__isnull=True) | Q(withdrawn_at__isnull=False),
                violation_error_message="A withdrawal has its time.",
            ),
        ]

    def __str__(self):
        return (
            f"{self.title} {self.edition}, {date_format(timezone.localtime(self.published_at), 'j F Y, H:i')}"
        )

    def get_absolute_url(self):
        return reverse("documents:edition", args=[self.slug])


class ImportState(models.TextChoices):
    WAITING = "waiting", "Waiting for agreement"
    APPLIED = "applied", "Applied"
    CANCELLED = "cancelled", "Cancelled"


class ImportRun(models.Model):
    """One document given to the importer: its text, the plan that was shown, what was decided, and the result."""

    file_name = models.CharField(max_length=255)
    sha256 = models.CharField("checksum", max_length=64)
    text = models.TextField(help_text="The document as it was read, so that it can be planned again.")
    conversion_notices = models.JSONField(
        default=list,
        blank=True,
        help_text="What an editor should know of how the file was turned into text.",
    )
    readings = models.JSONField(
        default=dict, blank=True, help_text="How an editor has some lines read, by the number of the line."
    )
    plan = models.JSONField(help_text="The plan as it was shown.")
    options = models.JSONField(
        default=dict, blank=True, help_text="What was chosen when the plan was agreed to."
    )
    report = models.JSONField(default=dict, blank=True, help_text="What applying the plan did.")
    state = models.CharField(max_length=20, choices=ImportState, default=ImportState.WAITING)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "brochure import"
        constraints = [
            models.CheckConstraint(
                name="brochure_importrun_known_state",
                condition=Q(state__in=ImportState.values),
                violation_error_message="Choose one of the three states.",
            ),
            models.CheckConstraint(
                name="brochure_importrun_decided_when_not_waiting",
                condition=Q(state=ImportState.WAITING, decided_at__isnull=True)
                | (~Q(state=ImportState.WAITING) & Q(decided_at__isnull=False)),
                violation_error_message="An import that is not waiting has the time at which it was decided.",
            ),
        ]

    def __str__(self):
        return self.file_name


class ImportedPdf(models.Model):
    """The PDF of an import, and where each of its lines stands: an editor sees beside it what became of them.

    `boxes` is {line number: [[page, left, bottom, right, top], …]} in shares of the page.
    """

    run = models.OneToOneField(ImportRun, on_delete=models.CASCADE, related_name="pdf")
    content = models.BinaryField()
    boxes = models.JSONField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.run)


class LineCorrection(models.Model):
    """How an editor said that a line is to be read. Later documents with the same words in the same place are read so too.

    The place is what the reader takes it for (`was`, a Became value) and, for all but headings, the theme and the heading that it
    stands under. `reading` is the code of a Reading.
    """

    key = models.CharField(max_length=400, help_text="The line’s words as the importer matches them.")
    was = models.CharField(max_length=60)
    theme = models.CharField(max_length=400, blank=True)
    heading = models.CharField(max_length=400, blank=True)
    reading = models.CharField(max_length=60)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    corrected_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["key", "was", "theme", "heading"],
                name="brochure_linecorrection_once",
                violation_error_message="It is remembered already how this line is to be read.",
            )
        ]

    def __str__(self):
        return f"{self.key}: {self.reading}"


class Source(models.TextChoices):
    """Where imported records come from. Each source remembers what it wrote, so that none claims another's words."""

    BROCHURE = "brochure", "Brochure"
    STARTER_BROCHURE = "starter_brochure", "Starter content: brochure"
    STARTER = "starter", "Starter content"
    TOOLKIT_PAGE = "toolkit_page", "Page of toolkits"


class ImportedValue(models.Model):
    """What the last import from one source wrote into one field: any difference from it now is an editor's edit."""

    source = models.CharField(max_length=20, choices=Source)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    field = models.CharField(max_length=60)
    value = models.JSONField(null=True, help_text="Empty where the document says that there is none.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "content_type", "object_id", "field"],
                name="brochure_importedvalue_once",
                violation_error_message="The imported value of this field is remembered already.",
            )
        ]

    def __str__(self):
        return f"{self.source}: {self.content_type_id}/{self.object_id} {self.field}"


class KnownName(models.Model):
    """A title under which an import named a record. It still finds the record after a rename or a merge.

    `qualifier` distinguishes records of one title: a toolkit's audience group, a course's format, else "".
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=400, help_text="The title as the importer matches it.")
    qualifier = models.CharField(max_length=40, blank=True)
    object_id = models.PositiveBigIntegerField()
    # A merge moves it with the record.
    record = GenericForeignKey("content_type", "object_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "key", "qualifier"],
                name="brochure_knownname_once",
                violation_error_message="This name leads to a record already.",
            )
        ]

    def __str__(self):
        return f"{self.key} {self.qualifier}".strip()


class Decision(models.TextChoices):
    OPEN = "open", "To decide"
    KEPT_APART = "kept_apart", "Kept apart"
    MERGED = "merged", "Merged"


class PossibleDuplicateQuerySet(models.QuerySet):
    def waiting(self):
        """Return the pairs that nobody has decided and whose two records both still exist."""
        both_exist = Q()
        for model in MERGEABLE:
            records = model._default_manager.order_by()
            both_exist |= (
                Q(content_type__app_label=model._meta.app_label, content_type__model=model._meta.model_name)
                & Q(Exists(records.filter(pk=OuterRef("first_id"))))
                & Q(Exists(records.filter(pk=OuterRef("second_id"))))
            )
        return self.filter(both_exist, decision=Decision.OPEN)


class PossibleDuplicate(models.Model):
    """Two records of one kind that look alike: an editor decides whether they are one."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    first_id = models.PositiveBigIntegerField()
    second_id = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=300)
    decision = models.CharField(max_length=20, choices=Decision, default=Decision.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PossibleDuplicateQuerySet.as_manager()

    class Meta:
        ordering = ["content_type", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "first_id", "second_id"],
                name="brochure_possibleduplicate_once",
                violation_error_message="These two records are a pair already.",
            ),
            models.CheckConstraint(
                name="brochure_possibleduplicate_in_order",
                condition=Q(first_id__lt=F("second_id")),
                violation_error_message="The lower number comes first, so that a pair is stored once.",
            ),
            models.CheckConstraint(
                name="brochure_possibleduplicate_known_decision",
                condition=Q(decision__in=Decision.values),
                violation_error_message="Choose one of the three decisions.",
            ),
            models.CheckConstraint(
                name="brochure_possibleduplicate_decided_when_not_open",
                condition=Q(decision=Decision.OPEN, decided_at__isnull=True)
                | (~Q(decision=Decision.OPEN) & Q(decided_at__isnull=False)),
                violation_error_message="A pair that is not open has the time at which it was decided.",
            ),
        ]

    def __str__(self):
        return f"{self.content_type_id}: {self.first_id} and {self.second_id}"
