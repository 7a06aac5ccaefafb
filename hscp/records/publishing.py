"""Publishing: the states of a content record, which records the public sees, and the functions that change state.

Foundation: imports no app. Whether a record is live is computed from its state and dates, so nothing has to run at
the moment a record is due to appear or to go.
"""

import reversion
from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify

from hscp.search.index.documents import changes, refresh


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    PUBLISHED = "published", "Published"
    ARCHIVED = "archived", "Archived"


def live_filter(prefix="", at=None):
    """Return the condition (Q) that the public sees a record at `at` (aware datetime, default now).

    `prefix` reaches the record over a relation, such as "toolkit__" from a row of a pack.
    """
    at = at or timezone.now()
    return Q(
        Q(**{f"{prefix}publish_at__isnull": True}) | Q(**{f"{prefix}publish_at__lte": at}),
        Q(**{f"{prefix}expire_at__isnull": True}) | Q(**{f"{prefix}expire_at__gt": at}),
        **{f"{prefix}state": State.PUBLISHED},
    )


def planned_filter(prefix="", at=None):
    """Return the condition (Q) that the public sees a record at `at` (default now), or may see it from some day on.

    That is what the next edition can hold: drafts, records in review and scheduled ones too, but nothing that is archived
    or whose "show until" is over.
    """
    at = at or timezone.now()
    return Q(
        Q(**{f"{prefix}expire_at__isnull": True}) | Q(**{f"{prefix}expire_at__gt": at}),
        **{f"{prefix}state__in": [State.DRAFT, State.IN_REVIEW, State.PUBLISHED]},
    )


def overdue_filter(on=None):
    """Return the condition (Q) that a record, not archived, should have been reviewed before `on` (date, default today)."""
    return Q(review_date__lt=on or timezone.localdate()) & ~Q(state=State.ARCHIVED)


class PublishableQuerySet(models.QuerySet):
    def live(self, at=None):
        """Return the records the public sees at `at` (aware datetime, default now)."""
        return self.filter(live_filter(at=at))

    def planned(self, at=None):
        """Return the records the public sees at `at` (default now) or may see from some day on: drafts included."""
        return self.filter(planned_filter(at=at))

    def review_overdue(self, on=None):
        """Return the records, not archived, whose review date is before `on` (date, default today in London)."""
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

    objects = PublishableQuerySet.as_manager()

    class Meta:
        abstract = True
        # "publish" gives each content model its own publish_<model> permission.
        default_permissions = ("add", "change", "delete", "view", "publish")
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
        ]

    def __str__(self):
        return self.title

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

    def is_planned(self, at=None):
        """Return whether the public sees this record at `at` (default now) or may see it from some day on."""
        at = at or timezone.now()
        return self.state != State.ARCHIVED and (self.expire_at is None or self.expire_at > at)


def if_live(record, at=None):
    """Return `record` (or None) if the public sees it at `at` (aware datetime, default now), else None."""
    return record if record is not None and record.is_live(at) else None


def unique_slug(model, title, *qualifiers, taken=()):
    """Return a slug for `title` that no row of `model` and no slug in `taken` has.

    Tries the title alone, then the title with each of `qualifiers` (an audience, a format), then a number.
    """
    limit = model._meta.get_field("slug").max_length
    base = slugify(title)[:limit].strip("-") or model._meta.model_name
    taken = set(taken) | set(
        model._default_manager.filter(slug__startswith=base[:60]).values_list("slug", flat=True)
    )
    candidates = [
        base,
        *(f"{base[: limit - 1 - len(slugify(q))]}-{slugify(q)}" for q in qualifiers if slugify(q)),
    ]
    for candidate in candidates:
        if candidate not in taken:
            return candidate
    number = 2
    while (candidate := f"{base[: limit - 6]}-{number}") in taken:
        number += 1
    return candidate


@transaction.atomic
def change_state(*, queryset, state, by):
    """Move every record of `queryset` to `state` as one revision made by the user `by`. Return how many changed.

    Rows are locked, so that two editors' bulk actions follow one another.
    """
    changed = 0
    with changes(), reversion.create_revision():
        reversion.set_user(by)
        reversion.set_comment(f"Changed to {State(state).label.lower()}.")
        for record in queryset.select_for_update(of=("self",)).exclude(state=state).order_by("pk"):
            record.state = state
            record.updated_by = by
            record.save(update_fields=["state", "updated_by", "updated_at"])
            refresh(record)
            changed += 1
    return changed


@transaction.atomic
def mark_reviewed(*, queryset, by, on=None, next_review=None):
    """Note that `by` reviewed every record of `queryset` on `on` (date, default today); set the next review date."""
    reviewed = 0
    with changes(), reversion.create_revision():
        reversion.set_user(by)
        reversion.set_comment("Reviewed.")
        for record in queryset.select_for_update(of=("self",)).order_by("pk"):
            record.last_reviewed_date = on or timezone.localdate()
            record.review_date = next_review
            record.updated_by = by
            record.save(update_fields=["last_reviewed_date", "review_date", "updated_by", "updated_at"])
            refresh(record)
            reviewed += 1
    return reviewed
