"""Languages, and the wordings of records in them."""

from dataclasses import asdict, dataclass
from functools import cache

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Q, When
from django.utils.html import escape

from hscp.languages.contact_details import contact_detail, refuse_contact_details
from hscp.languages.enums import CODE, EASY_READ, Direction
from hscp.records.publishable import Publishable, PublishableQuerySet
from hscp.records.rich_text import RichTextField
from hscp.records.state import State, live_filter

NOBODY_WROTE_IT = "Say who wrote it, an agency or a team. What a machine has translated is not published as the partnership’s own words."

TEXTS = ("title", "summary", "body", "message")


def validate_code(text):
    """Raise ValidationError for a code that names no language, or English, which every page has already."""
    if text == EASY_READ:
        return
    if not CODE.fullmatch(text):
        raise ValidationError(
            "“%(code)s” is not the code of a language. It has two or three letters, such as pl for Polish or ur for Urdu, and "
            "perhaps a script or a country after a hyphen: zh-Hans, pt-BR.",
            params={"code": text[:40]},
        )
    if text.partition("-")[0] == "en":
        raise ValidationError("Every page is in English already. Easy read is in the list by itself.")


class Language(models.Model):
    """A language that editors have added, or easy read: English in short sentences, which is no language of its own.

    `words` are what every page says around its text ("Call", "Open now") in this language, by the English: see
    `hscp.languages.interface`.
    """

    code = models.CharField(
        max_length=12,
        unique=True,
        validators=[validate_code],
        help_text="As the web knows the language: pl for Polish, ur for Urdu. It stands in the addresses of its pages.",
    )
    name = models.CharField(
        "name in English", max_length=60, blank=True, help_text="Empty: the usual name, if it is known."
    )
    own_name = models.CharField(
        "its own name",
        max_length=60,
        blank=True,
        help_text="As its speakers write it, such as Polski. Readers choose by it.",
    )
    direction = models.CharField(
        "its script runs", max_length=3, choices=Direction, blank=True, default=Direction.LTR
    )
    in_use = models.BooleanField(
        "in use", default=True, help_text="Without it, readers find no page in this language."
    )
    words = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(name__gt="", own_name__gt=""),
                name="languages_language_named",
                violation_error_message="Give the name of the language in English, and as its speakers write it.",
            ),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values),
                name="languages_language_known_direction",
                violation_error_message="Say which way the script runs.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_easy_read(self):
        return self.code == EASY_READ

    @property
    def lang(self):
        """What HTML calls the language of its texts."""
        return "en" if self.is_easy_read else self.code

    @property
    def part(self):
        """What stands for it in an address."""
        return self.code.lower()


@dataclass(frozen=True)
class EnglishText:
    """The words of a record that a wording has in another language: `body` is rich text, `message` the line of its poster."""

    title: str
    summary: str = ""
    body: str = ""
    message: str = ""


def headed(*parts):
    """Return rich text of `parts`, (heading, rich text) each, without the empty ones."""
    return "".join(f"<h3>{escape(heading)}</h3>{html}" for heading, html in parts if html)


class Translatable(models.Model):
    """Mixin of a Publishable: what parents and young people read, which may be there in other languages and in easy read."""

    wordings = GenericRelation("languages.Wording", related_query_name="%(class)s")

    class Meta:
        abstract = True

    def english_text(self):
        """Return the EnglishText of the record: each kind says which of its words are translated."""
        raise NotImplementedError

    def why_not_worded(self):
        """Return why the record has no page for families, for an editor; "" for one that may be there in other words."""
        return ""


@cache
def translatable_kinds():
    """Return the models of the records that may be there in other words, in the order of the apps."""
    return tuple(model for model in apps.get_models() if issubclass(model, Translatable))


class WordingQuerySet(PublishableQuerySet):
    """A wording is there while its language is in use, and for no longer than its record is."""

    def live(self, at=None):
        """Return the wordings that the public sees at `at` (default now): those of live records in languages in use."""
        of_live = Q()
        for model in translatable_kinds():
            of_live |= live_filter(f"{model._meta.model_name}__", at=at)
        return self.shown(at=at).filter(of_live)

    def shown(self, at=None):
        """Return the same of records that are known to be live."""
        return super().live(at=at).filter(language__in_use=True)

    def of(self, *records):
        """Return the wordings of `records`, all of one kind."""
        opts = records[0]._meta
        return self.filter(
            content_type__app_label=opts.app_label,
            content_type__model=opts.model_name,
            object_id__in=[record.pk for record in records],
        )

    def by_name(self):
        """Return the wordings by the names of their languages, easy read last, each with its language."""
        last = Case(When(language__code=EASY_READ, then=1), default=0)
        return self.select_related("language").order_by(last, "language__name", "pk")


class Wording(Publishable):
    """One record in another language or in easy read: its text alone. Numbers, hours and links are those of the record.

    `made_from` is the EnglishText that it was made from: once the record says something else, the wording is behind it, from
    the moment `outdated_since` on. `hscp.languages.keeping_up` writes that moment.
    """

    content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, related_name="+", editable=False, verbose_name="kind of page"
    )
    object_id = models.PositiveBigIntegerField(editable=False)
    english = GenericForeignKey("content_type", "object_id")
    language = models.ForeignKey(
        Language, on_delete=models.PROTECT, related_name="wordings", verbose_name="language or easy read"
    )
    summary = models.TextField(blank=True)
    body = RichTextField(
        "text",
        blank=True,
        help_text="The page in this language. Leave out numbers, hours and addresses: the page shows those of the record.",
    )
    message = models.CharField(
        "message of the poster",
        max_length=300,
        blank=True,
        help_text="For a theme: what the poster in this language says, in one or two short sentences.",
    )
    translator = models.CharField(
        "who wrote it",
        max_length=200,
        blank=True,
        help_text="The agency or the team, not the name of a person. What a machine has translated is not published as ours.",
    )
    written_on = models.DateField("written on", null=True, blank=True)
    checked_by = models.CharField(
        "who checked it",
        max_length=200,
        blank=True,
        help_text="The team or the group that read it: speakers of the language or, for easy read, people who use it. No names of people.",
    )
    checked_on = models.DateField("checked on", null=True, blank=True)
    made_from = models.JSONField(default=dict, editable=False)
    outdated_since = models.DateTimeField("behind the English since", null=True, blank=True, editable=False)

    objects = WordingQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = "translation or easy read"
        verbose_name_plural = "translations and easy read"
        indexes = [
            *Publishable.Meta.indexes,
            models.Index(fields=["content_type", "object_id"], name="languages_wording_of_record"),
        ]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                fields=["content_type", "object_id", "language"],
                name="languages_wording_once_per_language",
                violation_error_message="This page is there in this language already.",
            ),
        ]

    def save(self, *args, **kwargs):
        """Save, and give a new wording what stands for an address: its own is that of the record and its language."""
        if not self.slug:
            self.slug = f"{self.content_type.model}-{self.object_id}-{self.language.part}"
        super().save(*args, **kwargs)

    def clean(self):
        """Refuse numbers, addresses and links to them in any of its texts."""
        super().clean()
        errors = {}
        for name in TEXTS:
            try:
                refuse_contact_details(getattr(self, name))
            except ValidationError as error:
                errors[name] = error
        if errors:
            raise ValidationError(errors)

    def get_absolute_url(self):
        return f"{self.english.get_absolute_url()}{self.language.part}/"

    @classmethod
    def is_shadowed(cls, slug):
        """Return False: its address is that of its record and the language, below which no other page stands."""
        return False

    @classmethod
    def refusals(cls, pks):
        """Return {key: why not} for those that name nobody who wrote them, or that hold a number or an address."""
        published = cls.objects.filter(pk__in=pks, state=State.PUBLISHED)
        return {wording.pk: why for wording in published if (why := wording.why_not_published)}

    @property
    def why_not_published(self):
        """Why the public may not see it as it is, for an editor; "" if it may."""
        if not self.translator.strip():
            return NOBODY_WROTE_IT
        if detail := next(filter(None, map(contact_detail, self.texts)), None):
            return f"Take out “{detail[1][:60]}”: the page shows the numbers and addresses of its record."
        return ""

    @property
    def texts(self):
        """Its texts as a list of str."""
        return [getattr(self, name) for name in TEXTS]

    def is_live(self, at=None):
        """Return whether the public sees it at `at`: not without its record, nor in a language that is not in use."""
        return super().is_live(at) and self.language.in_use and self.english.is_live(at)

    @property
    def is_outdated(self):
        """Whether the record says something else by now than what the wording was made from."""
        return self.outdated_since is not None

    def made_from_now(self):
        """Take it that the wording says what the record says now. May make a query."""
        self.made_from, self.outdated_since = asdict(self.english.english_text()), None
