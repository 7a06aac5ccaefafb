"""The guided path to the right contact: plain questions, and where each answer leads."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from contacts.enums import ForWhom
from contacts.models.pathways import Pathway
from contacts.models.thresholds import ThresholdLevel
from hscp.records.publishable import Publishable
from hscp.records.rich_text import RichTextField


class FinderQuestion(Publishable):
    """One question of the guided path. The title is the question itself."""

    hint = RichTextField(blank=True, help_text="Words that help to answer, shown under the question.")
    is_first = models.BooleanField(
        "first question", default=False, help_text="The path begins here. Only one question can be first."
    )

    stands_alone = False

    class Meta(Publishable.Meta):
        verbose_name = "question of the guided path"
        verbose_name_plural = "questions of the guided path"
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                fields=["is_first"],
                condition=Q(is_first=True),
                name="contacts_finderquestion_one_first",
                violation_error_message="Another question is already the first one.",
            ),
        ]

    def get_absolute_url(self):
        if self.is_first:
            return reverse("contacts:find")
        return reverse("contacts:find_question", args=[self.slug])


class FinderAnswer(models.Model):
    """One answer to a question, and the one thing it leads to."""

    question = models.ForeignKey(FinderQuestion, on_delete=models.CASCADE, related_name="answers")
    text = models.CharField("answer", max_length=200)
    next_question = models.ForeignKey(
        FinderQuestion, on_delete=models.PROTECT, null=True, blank=True, related_name="reached_from"
    )
    pathway = models.ForeignKey(
        Pathway, on_delete=models.PROTECT, null=True, blank=True, related_name="finder_answers"
    )
    level = models.ForeignKey(
        ThresholdLevel, on_delete=models.PROTECT, null=True, blank=True, related_name="finder_answers"
    )
    reader = models.CharField(
        "who has answered",
        max_length=20,
        choices=ForWhom,
        default=ForWhom.EVERYONE,
        help_text="Whose numbers and advice the end of the path shows, where the answer leads to a contact.",
    )
    emergency = models.BooleanField("call 999", default=False, help_text="Leads to the emergency numbers.")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "answer"
        constraints = [
            models.CheckConstraint(
                name="contacts_finderanswer_text_given",
                condition=Q(text__gt=""),
                violation_error_message="Give the answer its words.",
            ),
            models.CheckConstraint(
                name="contacts_finderanswer_known_reader",
                condition=Q(reader__in=ForWhom.values),
                violation_error_message="Say who has answered.",
            ),
            models.CheckConstraint(
                name="contacts_finderanswer_leads_to_one_place",
                condition=(
                    Q(emergency=True, next_question=None, pathway=None, level=None)
                    | Q(emergency=False, next_question__isnull=False, pathway=None, level=None)
                    | Q(emergency=False, next_question=None, pathway__isnull=False, level=None)
                    | Q(emergency=False, next_question=None, pathway=None, level__isnull=False)
                ),
                violation_error_message=(
                    "An answer leads to exactly one place: another question, a contact, a level of need, or 999."
                ),
            ),
        ]

    def __str__(self):
        return self.text
