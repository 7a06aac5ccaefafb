"""The editors' forms for synonyms and pinned answers."""

from django import forms
from django.core.exceptions import ValidationError

from hscp.search.index.schema import LITTLE
from hscp.search.models import PinnedAnswer, Synonym, phrases
from hscp.search.query.parsing import to_words


def _refuse_empty(phrase):
    """Raise ValidationError if `phrase` (str) holds no word that distinguishes one search from another."""
    if all(word.stem in LITTLE for word in to_words(phrase)):
        raise ValidationError(
            "“%(phrase)s” is in too many searches. Enter a word that says what people are looking for.",
            params={"phrase": phrase},
        )


def _lines(text):
    """Return the phrases of `text`, one per line; raise ValidationError if one has no distinguishing word."""
    lines = list(dict.fromkeys(phrases(text)))
    for line in lines:
        _refuse_empty(line)
    return "\n".join(lines)


class SynonymForm(forms.ModelForm):
    """What people type, and what the site calls it."""

    class Meta:
        model = Synonym
        fields = ["words", "means", "both_ways"]

    def clean_words(self):
        return _lines(self.cleaned_data["words"])

    def clean_means(self):
        return _lines(self.cleaned_data["means"])


class PinnedAnswerForm(forms.ModelForm):
    """A record, and the words that it answers first."""

    class Meta:
        model = PinnedAnswer
        fields = ["words", "document", "order"]
        help_texts = {
            "document": "Type part of its title. Only what the site shows now or will show can be chosen.",
            "order": "Where several records are pinned to the same words, the lowest number comes first.",
        }

    def clean_words(self):
        words = self.cleaned_data["words"]
        _refuse_empty(words)
        return words
