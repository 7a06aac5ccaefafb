"""The cards that answer a search which sounds like a crisis, before its results."""

from django.db import models
from django.db.models import Q

from hscp.search.enums import Reader
from hscp.search.models.documents import SearchDocument


class CrisisCard(models.Model):
    """What is shown first if a search sounds like one kind of crisis: what to do at once, who answers now, what to read."""

    name = models.CharField(max_length=100, unique=True, help_text="For editors. Readers do not see it.")
    words = models.TextField(
        "what people type",
        help_text="One on each line. A search shows the card if it has the words of a line in this order, in any form; little words and people (“my son”) may stand between. “/” stands between words of which one is enough, “…” for up to four others: took/swallowed … pills/tablets.",
    )
    never_with = models.TextField(
        blank=True,
        help_text="One on each line. A search that has one of these words or phrases never shows the card. Searches for a toolkit, a course, a policy and the like never do.",
    )
    emergency = models.CharField(
        "what to do at once",
        max_length=300,
        blank=True,
        help_text="Stands first. Say when to call 999; leave it empty if that does not come first.",
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="search_crisiscard_words_given",
                condition=Q(words__gt="") & Q(name__gt=""),
                violation_error_message="Give the name and at least one line of words.",
            )
        ]

    def __str__(self):
        return self.name


class CrisisAnswer(models.Model):
    """A contact or a page on a crisis card, for those who ask in one way."""

    card = models.ForeignKey(CrisisCard, on_delete=models.CASCADE, related_name="answers")
    reader = models.CharField("who asks", max_length=30, choices=Reader, default=Reader.ANYONE)
    document = models.ForeignKey(
        SearchDocument,
        on_delete=models.CASCADE,
        related_name="crisis_answers",
        verbose_name="contact or page",
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["reader", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["card", "reader", "document"],
                name="search_crisisanswer_once",
                violation_error_message="This is on the card already for who asks in this way.",
            )
        ]

    def __str__(self):
        return f"{self.get_reader_display()}: {self.document.title}"
