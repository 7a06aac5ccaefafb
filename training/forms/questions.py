"""The fields of a form for the questions that a course or a session asks."""

from django import forms

from training.booking.questions import TEXT_LENGTH, Answer
from training.enums import QuestionKind
from training.forms.fields import NO_CHILD, TextField, with_words

AGREED = "yes"


def question_field(question, *, whose, required=None):
    """Return the field of a BookingQuestion. `whose` says in errors who is to answer: "your" or "person 2’s".

    `required` overrides whether it must be answered, as where staff book somebody who is on the telephone.
    """
    required = question.required if required is None else required
    label = question.wording if required else f"{question.wording} (optional)"
    answer = f"{whose} answer to “{question.wording}”"
    hint = question.hint
    choices = [(choice, choice) for choice in question.choice_list]
    if question.kind == QuestionKind.CONSENT:
        # What people agree to is shown as it is kept.
        return with_words(
            forms.BooleanField(label=question.wording, required=required, help_text=hint),
            required=f"Tick to agree: “{question.wording}”"
            if whose == "your"
            else f"Tick for {whose} agreement",
        )
    if question.kind == QuestionKind.CHOICE:
        return with_words(
            forms.ChoiceField(
                label=label,
                choices=choices if required else [*choices, ("", "No answer")],
                required=required,
                help_text=hint,
                widget=forms.RadioSelect,
            ),
            required=f"Choose {answer}",
            invalid_choice=f"Choose {answer} from the list",
        )
    if question.kind == QuestionKind.CHOICES:
        return with_words(
            forms.MultipleChoiceField(
                label=label,
                choices=choices,
                required=required,
                help_text=hint or "Choose all that apply.",
                widget=forms.CheckboxSelectMultiple,
            ),
            required=f"Choose {answer}",
            invalid_choice=f"Choose {answer} from the list",
        )
    return with_words(
        TextField(
            label=label,
            required=required,
            max_length=TEXT_LENGTH,
            help_text=" ".join(filter(None, [hint, NO_CHILD, f"Up to {TEXT_LENGTH} characters."])),
            widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        ),
        required=f"Enter {answer}",
        max_length=f"{answer[0].upper()}{answer[1:]} must be {TEXT_LENGTH} characters or fewer",
    )


def field_name(question):
    """Return the name of a question's field in a form."""
    return f"question_{question.pk}"


def answer_of(question, value):
    """Return the Answer that a field's cleaned `value` gives to a BookingQuestion."""
    if question.kind == QuestionKind.CONSENT:
        return Answer(question, AGREED if value else "")
    if question.kind == QuestionKind.CHOICES:
        return Answer(question, "\n".join(value))
    return Answer(question, value)


def initial_of(answer):
    """Return the value with which a field shows a BookingAnswer."""
    if answer.kind == QuestionKind.CHOICES:
        return answer.value.splitlines()
    return answer.value == AGREED if answer.kind == QuestionKind.CONSENT else answer.value


class AsksQuestions:
    """A form that asks one person the questions of a session. Call `ask` once its own fields are there."""

    questions = ()

    def ask(self, questions, *, whose, required=None, answers=()):
        """Add the fields of `questions`, filled in with `answers` (of BookingAnswer)."""
        self.questions = questions
        given = {answer.question_id: answer for answer in answers}
        for question in questions:
            field = question_field(question, whose=whose, required=required)
            if question.pk in given:
                field.initial = initial_of(given[question.pk])
            self.fields[field_name(question)] = field

    def stop_asking(self):
        """Take the questions out again."""
        for question in self.questions:
            del self.fields[field_name(question)]
        self.questions = ()

    @property
    def answers(self):
        """The Answers of a valid form, an empty one for each question left out."""
        return tuple(
            answer_of(question, self.cleaned_data.get(field_name(question)) or "")
            for question in self.questions
        )
