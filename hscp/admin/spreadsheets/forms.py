"""The form that takes a filled-in sheet."""

from django import forms

from hscp.admin.spreadsheets.limits import NotASheet
from hscp.admin.spreadsheets.reading import read_table


class UploadForm(forms.Form):
    """Accepts a spreadsheet with some of `headings`, or of `others` ({heading: the one it stands for}). Once valid, `table` is what
    it holds (a Table)."""

    file = forms.FileField(
        label="The spreadsheet",
        help_text="An Excel workbook (.xlsx), CSV in UTF-8, or a Word file (.docx) with a table. Nothing is changed until you agree to the plan.",
        error_messages={
            "required": "Choose the spreadsheet that you have filled in.",
            "empty": "The file is empty. Save the spreadsheet and choose it again.",
        },
    )

    def __init__(self, *args, headings, others=None, **kwargs):
        super().__init__(*args, **kwargs)
        self._headings, self._others = headings, others or {}

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            self.table = read_table(file, self._headings, self._others)
        except NotASheet as error:
            raise forms.ValidationError(str(error), code="not_a_sheet") from error
        return file
