"""What a whole kind of record is held to, as site administrators set it."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.text import capfirst


class KindRuleQuerySet(models.QuerySet):
    def of(self, model):
        """Return the rule of a kind of record, a model or one of its records, none or one, as a queryset."""
        return self.filter(content_type=ContentType.objects.get_for_model(model))


class KindRule(models.Model):
    """The rules for one kind of record. A kind without a row has none."""

    content_type = models.OneToOneField(
        ContentType, on_delete=models.CASCADE, related_name="+", verbose_name="kind of record"
    )
    four_eyes = models.BooleanField(
        "a second person publishes",
        default=False,
        help_text="Nobody publishes what they wrote themselves: another publisher has to read it first.",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Keeps every record of this kind that has no owner of its own, nor by its theme.",
    )
    review_months = models.PositiveSmallIntegerField(
        "months between reviews",
        null=True,
        blank=True,
        help_text="Empty: 6 for contacts, 12 for every other kind.",
    )

    objects = KindRuleQuerySet.as_manager()

    class Meta:
        ordering = ["content_type__app_label", "content_type__model"]
        constraints = [
            models.CheckConstraint(
                name="editing_kindrule_some_months",
                condition=models.Q(review_months__range=(1, 60)),
                violation_error_message="Review records every 1 to 60 months.",
            )
        ]
        verbose_name = "rule for a kind of record"
        verbose_name_plural = "rules for kinds of records"

    def __str__(self):
        model = self.content_type.model_class()
        return str(capfirst(model._meta.verbose_name_plural if model else self.content_type.model))
