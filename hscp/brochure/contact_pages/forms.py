"""The forms of the comparison of a page with the contacts of the site."""

from hashlib import sha256

from django import forms

from hscp.brochure.contact_pages.proposing import Choice
from hscp.brochure.contact_pages.sections import read_sections
from hscp.brochure.converting.files import convert_file
from hscp.brochure.reading.values import NotABrochure

LEAVE = "Leave it"
# Ten times what the longest such page of a partnership has.
MOST_CHARACTERS, MOST_FACTS = 500_000, 300
TOO_LONG = "The page is too long to be compared at once. Save it in parts."


def name_of_fact(found):
    """Return the name of the choice about a Found. It is of what is found and not of its place: a page sent twice chooses nothing else."""
    return _name("fact", found.fact.kind, found.fact.value, found.fact.line)


def name_of_section(section):
    """Return the name of the choice about a PageSection."""
    return _name("section", section.title)


def _name(kind, *parts):
    return f"{kind}-{sha256(repr(parts).encode()).hexdigest()[:16]}"


class PageForm(forms.Form):
    """Accepts a page. Once valid, `lines` is its text, a list of str."""

    file = forms.FileField(
        label="The page",
        help_text="A web page saved from a browser (.html), a Word file (.docx), a PDF or plain text. Nothing is changed.",
        error_messages={
            "required": "Choose the file that has the page.",
            "empty": "The file is empty. Save the page again and choose that file.",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            text = convert_file(file).text
        except NotABrochure as error:
            raise forms.ValidationError(str(error), code="not_a_page") from error
        if not text.strip():
            raise forms.ValidationError("The file has no text that can be read.", code="no_text")
        if len(text) > MOST_CHARACTERS:
            raise forms.ValidationError(TOO_LONG, code="too_long")
        self.lines = text.split("\n")
        if sum(len(section.facts) for section in read_sections(self.lines)) > MOST_FACTS:
            raise forms.ValidationError(TOO_LONG, code="too_long")
        return file


class ChoicesForm(forms.Form):
    """Accepts what becomes of each new number of a Comparison, and of each section without a record."""

    def __init__(self, comparison, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._comparison = comparison
        add = ("Add it to", [(f"pathway-{each.pk}", each.title) for each in comparison.pathways])
        for found in comparison.new:
            choices = [("", LEAVE)]
            if found.pathway:
                instead = [(f"point-{point.pk}", f"{point} ({found.pathway})") for point in found.instead]
                choices += [("Put it in the place of", instead)] * bool(instead)
                choices.append(
                    (
                        "Add it to the contact that is named",
                        [(f"pathway-{found.pathway.pk}", found.pathway.title)],
                    )
                )
            self.fields[name_of_fact(found)] = forms.ChoiceField(
                label=f"What becomes of {found.fact.value}", choices=[*choices, add], required=False
            )
        for section in comparison.unknown:
            self.fields[name_of_section(section)] = forms.BooleanField(
                label=f"Make a draft of “{section.title}”", required=False
            )

    @property
    def choices(self):
        """The Choices that were made, without those that were left."""
        pathways = {f"pathway-{each.pk}": each for each in self._comparison.pathways}
        found = []
        for each in self._comparison.new:
            chosen = self.cleaned_data[name_of_fact(each)]
            points = {f"point-{point.pk}": point for point in each.instead}
            if chosen in points:
                found.append(Choice(each.fact, each.pathway, points[chosen]))
            elif chosen:
                found.append(Choice(each.fact, pathways[chosen]))
        return found

    @property
    def sections(self):
        """The sections that are to become drafts."""
        return [
            section for section in self._comparison.unknown if self.cleaned_data[name_of_section(section)]
        ]
