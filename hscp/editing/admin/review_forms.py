"""What is typed to send a record for review, to decide it, and to comment on it."""

from django import forms
from django.utils.text import capfirst

from hscp.editing.review.reviewers import reviewers_of
from hscp.records.state import OPEN_STATES, State
from hscp.web.wording import full_name


class SecondPersonForm(forms.ModelForm):
    """The form of a record whose kind may need a second person to publish it: then it offers no “Published” for what is not.

    `Reviewed.get_form` says whether it does, in `needs_second_person`.
    """

    needs_second_person = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        state = self.fields.get("state")
        if self.needs_second_person and state is not None and self.instance.state in OPEN_STATES:
            state.choices = [(value, label) for value, label in state.choices if value != State.PUBLISHED]
            kinds = self._meta.model._meta.verbose_name_plural
            state.error_messages["invalid_choice"] = (
                f"A second person publishes {kinds}: save it, and send it for review."
            )


class _PersonField(forms.ModelChoiceField):
    def label_from_instance(self, user):
        return full_name(user)


class SendForm(forms.Form):
    """A note, and the person who is asked; without one, everybody who may publish the record."""

    note = forms.CharField(
        label="What should they know",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        help_text="Such as what you changed and why, or until when it is needed.",
    )
    to = _PersonField(queryset=None, label="Who should look at it", required=False)

    def __init__(self, *args, record, by, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = record._meta.verbose_name_plural
        self.fields["to"].queryset = reviewers_of(record, without=by)
        self.fields["to"].empty_label = f"Everybody who publishes {kinds}"
        self.fields[
            "to"
        ].help_text = "A person you name gets an email at once. Everybody else gets one email a day, with all that waits."


class SendBackForm(forms.Form):
    """What has to change before it can be published."""

    words = forms.CharField(
        label="What should change",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        error_messages={"required": "Say what should change, so that the writer can mend it."},
    )


class CommentForm(forms.Form):
    """A comment on one field of a record. `fields` is [(name, label)]."""

    field = forms.ChoiceField(label="About", required=False)
    text = forms.CharField(
        label="Comment",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        error_messages={"required": "Write the comment."},
    )

    def __init__(self, *args, fields, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(name, capfirst(label)) for name, label in fields]
        self.fields["field"].choices = [("", "The record as a whole"), *choices]
