"""What a whole kind of record is held to, as site administrators set it."""

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

    objects = KindRuleQuerySet.as_manager()

    class Meta:
        ordering = ["content_type__app_label", "content_type__model"]
        verbose_name = "rule for a kind of record"
        verbose_name_plural = "rules for kinds of records"

    def __str__(self):
        model = self.content_type.model_class()
        return str(capfirst(model._meta.verbose_name_plural if model else self.content_type.model))
