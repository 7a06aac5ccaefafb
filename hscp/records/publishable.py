"""The abstract model of every content record: its title, address, state, dates and owner."""

from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.encoding import force_str

from hscp.records.state import State, live_filter, overdue_filter, planned_filter
from hscp.web.addresses import A_SLUG, route_at


@cache
def _labels(field):
    return dict(field.flatchoices)


class PublishableQuerySet(models.QuerySet):
    def live(self, at=None):
        """Return the records the public sees at `at` (aware datetime, default now)."""
        return self.filter(live_filter(at=at))

    def planned(self, at=None):
        """Return the records the public sees at `at` (default now) or may see later, including drafts."""
        return self.filter(planned_filter(at=at))

    def review_overdue(self, on=None):
        """Return the unarchived records whose review date is before `on` (date, default today in London)."""
        return self.filter(overdue_filter(on))


class Publishable(models.Model):
    """A content record that editors draft, review, publish, schedule and archive."""

    title = models.CharField(max_length=300)
    slug = models.SlugField(
        "address",
        max_length=120,
        unique=True,
        help_text="The last part of the page's web address. Old addresses keep working.",
    )
    aliases = models.TextField(
        "other names",
        blank=True,
        help_text="Other spellings, short forms and former titles, one on each line.",
    )
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    publish_at = models.DateTimeField(
        "publish from",
        null=True,
        blank=True,
        help_text="Leave empty to show the record as soon as it is published.",
    )
    expire_at = models.DateTimeField(
        "show until", null=True, blank=True, help_text="Leave empty to show the record until it is archived."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The member of staff who keeps this record right.",
    )
    superseded_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name="replaced by",
        help_text="What takes its place. Once this record is off the site, its address leads there.",
    )
    review_date = models.DateField(
        "next review", null=True, blank=True, help_text="When someone must check the record again."
    )
    last_reviewed_date = models.DateField("last reviewed", null=True, blank=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    # What editors have under way, and what was said about a record, goes with it.
    drafts = GenericRelation("editing.Draft")
    review_requests = GenericRelation("editing.ReviewRequest")
    comments = GenericRelation("editing.Comment")
    # What readers were told of it.
    updates = GenericRelation("updates.Update")

    objects = PublishableQuerySet.as_manager()
    # The state as it was read from the database: the audit trail tells by it what leaves the site.
    stored_state = None
    # The moments that change what pages show by themselves: hscp/page_cache/content_version.py asks for the next.
    pages_change_at = ("publish_at", "expire_at")
    # Each kind says by which of its relations its themes are reached, "" for none: see `hscp.editing.freshness.keepers`.
    theme_lookup = ""
    # How often a record of this kind is reviewed, until a setting of the kind says otherwise.
    review_months = 12
    # Whether its page makes sense to somebody who comes from anywhere: not so a question that follows on another.
    stands_alone = True

    class Meta:
        abstract = True
        # "publish" gives each content model its own publish_<model> permission.
        default_permissions = ("add", "change", "delete", "view", "publish")
        # For the next of the moments in `pages_change_at`. Few records have one.
        indexes = [
            models.Index(
                fields=["publish_at"], condition=Q(publish_at__isnull=False), name="%(class)s_publish_at"
            ),
            models.Index(
                fields=["expire_at"], condition=Q(expire_at__isnull=False), name="%(class)s_expire_at"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_title_given",
                condition=Q(title__gt=""),
                violation_error_message="Give the record a title.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_slug_given",
                condition=Q(slug__gt=""),
                violation_error_message="Give the record an address.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_known_state",
                condition=Q(state__in=State.values),
                violation_error_message="Choose one of the four states.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_expires_after_publish",
                condition=Q(expire_at__gt=F("publish_at")),
                violation_error_message="“Show until” must be later than “publish from”.",
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_not_superseded_by_itself",
                condition=~Q(superseded_by=F("pk")),
                violation_error_message="A record cannot be replaced by itself.",
            ),
        ]

    def __str__(self):
        return self.title

    @classmethod
    def from_db(cls, db, field_names, values):
        """Return the record as Django makes it, and remember its state."""
        record = super().from_db(db, field_names, values)
        record.stored_state = record.__dict__.get("state")
        return record

    @classmethod
    def is_shadowed(cls, slug):
        """Return whether another page of the site stands where the record with that slug would have its own.

        Beneath /toolkits/, say, /toolkits/feed/ is the feed of the list. Asked of the addresses themselves, so that none is forgotten.
        """
        return cls._route_of(slug) != cls._route_of(A_SLUG)

    @classmethod
    def _route_of(cls, slug):
        path = urlsplit(cls(slug=slug).get_absolute_url()).path
        return route_at("/" + path.removeprefix(get_script_prefix()))

    def clean_fields(self, exclude=None):
        """Refuse a slug at whose address readers would see another page. Raises ValidationError."""
        super().clean_fields(exclude)
        if "slug" not in (exclude or ()) and self.is_shadowed(self.slug):
            raise ValidationError(
                {
                    "slug": f"“{self.slug}” belongs to another page of this site, so that nobody could open this one. "
                    f"Choose another address, such as “{self.slug}-2”."
                }
            )

    def clean(self):
        """Refuse a successor that is, at some remove, replaced by this record: readers would be sent round in a circle."""
        super().clean()
        if self.pk and self in self.successors():
            raise ValidationError(
                f"“{self.superseded_by}” is itself replaced by this record, at some remove. Choose another one."
            )

    def successors(self):
        """Return what replaced this record, what replaced that, and so on, nearest first, each once. Makes a query for each."""
        found, record = [], self.superseded_by
        while record is not None and record not in found:
            found.append(record)
            record = record.superseded_by
        return found

    def _get_FIELD_display(self, field):
        """Return the label of a choice, as Django does, which reads all choices of a field anew for each record of a list."""
        value = getattr(self, field.attname)
        return force_str(_labels(field).get(value, value), strings_only=True)

    @property
    def alias_list(self):
        """The other names as a list of str, without empty lines."""
        return [line.strip() for line in self.aliases.splitlines() if line.strip()]

    def is_live(self, at=None):
        """Return whether the public sees this record at `at` (aware datetime, default now)."""
        at = at or timezone.now()
        return (
            self.state == State.PUBLISHED
            and (self.publish_at is None or self.publish_at <= at)
            and (self.expire_at is None or self.expire_at > at)
        )

    @classmethod
    def refusals(cls, pks):
        """Return {key: why the public may not see it, for an editor} for those of the stored records `pks` that are refused.

        Most kinds have no such rule. `hscp.records.saving` asks whenever a change may leave records in force, which is all
        that can be refused.
        """
        return {}

    @property
    def valid_until(self):
        """The last day (date) for which the record says that it is valid; None for most, which say nothing."""
        return None

    def is_in_force(self, at=None):
        """Return whether the public sees this record at `at` (default now), or will by its dates alone."""
        return self.state == State.PUBLISHED and (
            self.expire_at is None or self.expire_at > (at or timezone.now())
        )

    def is_planned(self, at=None):
        """Return whether the public sees this record at `at` (default now) or may see it later."""
        at = at or timezone.now()
        return self.state != State.ARCHIVED and (self.expire_at is None or self.expire_at > at)


def if_live(record, at=None):
    """Return `record` (or None) if the public sees it at `at` (aware datetime, default now), else None."""
    return record if record is not None and record.is_live(at) else None
