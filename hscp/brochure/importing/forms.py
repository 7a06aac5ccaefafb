"""The forms of the import pages."""

from django import forms

from hscp.brochure.converting.files import convert_file
from hscp.brochure.importing.applying import Choices
from hscp.brochure.importing.plan_as_data import renamed_of
from hscp.brochure.reading.reader import read_brochure
from hscp.brochure.reading.reading_choices import GROUPS
from hscp.brochure.reading.values import NotABrochure
from hscp.records.state import State

_READING_CHOICES = [
    (group, [(reading.code, reading.label) for reading in readings]) for group, readings in GROUPS.items()
]


class UploadForm(forms.Form):
    """Accepts the brochure's file. Once valid, `converted` is its Converted and `document` the ReadBrochure."""

    file = forms.FileField(
        label="The brochure",
        help_text="A Word file (.docx), a PDF or plain text (.txt, .md); Word and PDF are best, as they still have the links. A page of toolkits may be a web page (.html), too. Nothing is changed until you agree to the plan.",
        error_messages={
            "required": "Choose the file that has the brochure.",
            "empty": "The file is empty. Choose the brochure as a Word file, a PDF or plain text.",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            self.converted = convert_file(file)
            self.document = read_brochure(self.converted.text, notices=self.converted.notices)
        except NotABrochure as error:
            raise forms.ValidationError(str(error), code="not_a_brochure") from error
        return file


class CorrectionsForm(forms.Form):
    """Accepts how lines are to be read. Once valid, `corrections` is {line number: code, or "" to read it as the reader does}."""

    def __init__(self, lines, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._lines = lines
        choices = [("", "As it was read"), *_READING_CHOICES]
        for line in lines:
            self.fields[f"line-{line.number}"] = forms.ChoiceField(
                label=f"How to read line {line.number}",
                choices=choices,
                required=False,
                initial=line.reading,
                # What a colleague has said since the page was opened is not taken back.
                show_hidden_initial=True,
                error_messages={"invalid_choice": "Choose one of the readings that are offered."},
            )

    @property
    def corrections(self):
        """Those of the lines for which something else was chosen than the page had. What was not sent was not chosen."""
        sent = {line.number for line in self._lines if f"line-{line.number}" in self.data}
        changed = {number for number in sent if f"line-{number}" in self.changed_data}
        return {number: self.cleaned_data[f"line-{number}"] for number in sorted(changed)}


class AgreeForm(forms.Form):
    """Accepts an editor's decisions on a plan: the state, each conflict, and what to archive."""

    state = forms.ChoiceField(
        label="New records arrive",
        choices=[
            (State.DRAFT, "As drafts: the public will see them once somebody publishes them"),
            (State.PUBLISHED, "Published: the public will see them at once"),
        ],
        initial=State.DRAFT,
        widget=forms.RadioSelect,
    )
    archive = forms.MultipleChoiceField(required=False)
    # The plan that the choices were made on.
    plan = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, plan, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._renames = plan.get("renames", [])
        self._renamed = renamed_of(plan)
        self._conflicts = [each["key"] for each in plan["conflicts"]]
        self.fields["archive"].choices = [
            (each["key"], each["title"]) for each in plan["no_longer_mentioned"]
        ]

    @property
    def renamed(self):
        """What was said of records that were renamed, {rename_key: primary key}: earlier answers, unless taken back, and new ones."""
        kept = {
            key: pk
            for number, (key, pk) in enumerate(self._renamed.items())
            if self.data.get(f"renamed-{number}") != "new"
        }
        said = {
            each["key"]: each["id"]
            for number, each in enumerate(self._renames)
            if self.data.get(f"rename-{number}") == "same"
        }
        return kept | said

    @property
    def answers_anew(self):
        """Whether something else was said than the plan was made with: then it is made again, and looked at again."""
        return self.renamed != self._renamed

    @property
    def choices(self):
        """The Choices that were made. A conflict without a choice is kept as the editor has it."""
        taken = [
            key
            for number, key in enumerate(self._conflicts)
            if self.data.get(f"conflict-{number}") == "document"
        ]
        return Choices(take_document=frozenset(taken), archive=frozenset(self.cleaned_data["archive"]))
