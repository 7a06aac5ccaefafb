"""The forms of the comparison of a page with the contacts of the site."""

from django import forms

from hscp.brochure.contact_pages.proposing import Choice
from hscp.brochure.converting.files import convert_file
from hscp.brochure.reading.values import NotABrochure

LEAVE = "Leave it"


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
            self.lines = convert_file(file).text.split("\n")
        except NotABrochure as error:
            raise forms.ValidationError(str(error), code="not_a_page") from error
        return file


class ChoicesForm(forms.Form):
    """Accepts what becomes of each new number of a Comparison, and of each section without a record."""

    def __init__(self, comparison, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._comparison = comparison
        add = ("Add it to", [(f"pathway-{each.pk}", each.title) for each in comparison.pathways])
        for number, found in enumerate(comparison.new):
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
            self.fields[f"fact-{number}"] = forms.ChoiceField(
                label=f"What becomes of {found.fact.value}", choices=[*choices, add], required=False
            )
        for number, section in enumerate(comparison.unknown):
            self.fields[f"section-{number}"] = forms.BooleanField(
                label=f"Make a draft of “{section.title}”", required=False
            )

    @property
    def choices(self):
        """The Choices that were made, without those that were left."""
        pathways = {f"pathway-{each.pk}": each for each in self._comparison.pathways}
        found = []
        for number, each in enumerate(self._comparison.new):
            chosen = self.cleaned_data[f"fact-{number}"]
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
            section
            for number, section in enumerate(self._comparison.unknown)
            if self.cleaned_data[f"section-{number}"]
        ]
