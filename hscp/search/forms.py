"""The editors' forms for what they teach search."""

from django import forms
from django.core.exceptions import ValidationError

from hscp.search.index.schema import LITTLE
from hscp.search.models import CrisisCard, EverydayPhrases, PinnedAnswer, Place, Synonym, phrases
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


class EverydayPhrasesForm(forms.ModelForm):
    """A subject, and how people describe it. Adding phrases to a subject that has some adds them to those."""

    class Meta:
        model = EverydayPhrases
        fields = ["document", "phrases"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A subject is chosen once; its phrases are not moved to another. Who may only read has no fields at all.
        if self.instance.pk and "document" in self.fields:
            self.fields["document"].disabled = True

    def clean_phrases(self):
        return _lines(self.cleaned_data["phrases"])

    def clean(self):
        cleaned = super().clean()
        document = cleaned.get("document")
        if document and "phrases" in cleaned and not self.instance.pk:
            there = EverydayPhrases.objects.filter(document=document).first()
            if there:
                self.instance = there
                cleaned["phrases"] = _lines(f"{there.phrases}\n{cleaned['phrases']}")
        return cleaned


class PlaceForm(forms.ModelForm):
    """A place, its names, and whom to ask there."""

    class Meta:
        model = Place
        fields = ["area", "names", "is_served", "document"]

    def clean_names(self):
        return _lines(self.cleaned_data["names"])


class CrisisCardForm(forms.ModelForm):
    """What sounds like a crisis, and what to do at once."""

    class Meta:
        model = CrisisCard
        fields = ["name", "words", "never_with", "emergency"]

    def clean_words(self):
        return _lines(self.cleaned_data["words"])

    def clean_never_with(self):
        return "\n".join(dict.fromkeys(phrases(self.cleaned_data["never_with"])))
