"""The questions of the booking form: what a course or one session asks beside the form's own fields."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone

from hscp.admin import HistoryAdmin
from hscp.web.wording import counted, one_line
from training.booking.questions import MOST_CHOICES, MOST_QUESTIONS
from training.enums import QuestionKind
from training.models import BookingQuestion

CHOICE_LENGTH = 100
_CHOSEN = (QuestionKind.CHOICE, QuestionKind.CHOICES)


class QuestionForm(forms.ModelForm):
    """A question as staff write it."""

    class Meta:
        model = BookingQuestion
        fields = ["course", "session", "kind", "wording", "hint", "choices", "required", "keeping", "order"]
        widgets = {
            "wording": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "choices": forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}),
        }

    def clean_wording(self):
        """Return the question on one line."""
        return one_line(self.cleaned_data["wording"])

    def clean(self):
        cleaned = super().clean()
        choices = BookingQuestion(choices=cleaned.get("choices") or "").choice_list
        cleaned["choices"] = "\n".join(choices)
        if cleaned.get("kind") in _CHOSEN:
            if not 2 <= len(choices) <= MOST_CHOICES:
                self.add_error("choices", f"Give 2 to {MOST_CHOICES} choices, one on each line.")
            elif long := next((choice for choice in choices if len(choice) > CHOICE_LENGTH), ""):
                self.add_error(
                    "choices", f"“{long[:40]}…” is too long: a choice has up to {CHOICE_LENGTH} characters."
                )
        elif choices:
            self.add_error("choices", "Only the first two kinds of answer have choices. Remove them.")
        self._refuse_too_many(cleaned)
        return cleaned

    def _refuse_too_many(self, cleaned):
        where = {"course": cleaned.get("course"), "session": cleaned.get("session")}
        if not any(where.values()) or self.instance.archived_at:
            return
        others = BookingQuestion.objects.filter(**where, archived_at=None).exclude(pk=self.instance.pk)
        if others.count() >= MOST_QUESTIONS:
            raise ValidationError(
                f"There are {MOST_QUESTIONS} questions already, the most that one form asks. Archive one first."
            )


@admin.action(description="Archive: no longer ask it", permissions=["change"])
def archive(modeladmin, request, queryset):
    """Stop asking the questions; what was answered stays as long as it is kept."""
    number = queryset.filter(archived_at=None).update(archived_at=timezone.now())
    messages.success(request, f"{counted(number, 'question').capitalize()} archived.")


@admin.action(description="Ask it again", permissions=["change"])
def ask_again(modeladmin, request, queryset):
    """Ask archived questions again, as far as a form has room for them."""
    asked = 0
    for question in queryset.exclude(archived_at=None):
        live = BookingQuestion.objects.filter(
            course=question.course_id, session=question.session_id, archived_at=None
        )
        if live.count() >= MOST_QUESTIONS:
            messages.warning(
                request, f"“{question}” stays archived: there are {MOST_QUESTIONS} questions already."
            )
            continue
        question.archived_at = None
        question.save(update_fields=["archived_at"])
        asked += 1
    messages.success(request, f"{counted(asked, 'question').capitalize()} asked again.")


@admin.register(BookingQuestion)
class BookingQuestionAdmin(HistoryAdmin):
    """A question of the booking form. Once somebody has answered, it is archived and not deleted."""

    form = QuestionForm
    actions = [archive, ask_again]
    list_display = ["wording", "asked_by", "kind", "required", "keeping", "is_asked"]
    list_filter = ["kind", "keeping", ("archived_at", admin.EmptyFieldListFilter)]
    list_select_related = ["course", "session__course"]
    search_fields = ["wording", "course__title", "session__course__title"]
    search_help_text = "Looks in the question and in the title of the course."
    ordering = ["course__title", "session", "order", "pk"]
    autocomplete_fields = ["course", "session"]
    fieldsets = [
        (
            "Where it is asked",
            {
                "fields": ["course", "session", "order"],
                "description": "Choose a course to ask it at all its dates, or one session.",
            },
        ),
        (
            "The question",
            {
                "fields": ["kind", "wording", "hint", "choices", "required", "keeping"],
                "description": "Ask only what you need. Answers that may say something of health or faith, such as "
                "what people eat, are deleted soon after the session. If you change a question, "
                "earlier answers keep the words that people read.",
            },
        ),
    ]

    @admin.display(description="asked by")
    def asked_by(self, question):
        return question.course or question.session

    @admin.display(description="asked now", boolean=True, ordering="archived_at")
    def is_asked(self, question):
        return question.archived_at is None

    def has_delete_permission(self, request, obj=None):
        answered = obj is not None and obj.answers.exists()
        return super().has_delete_permission(request, obj) and not answered

    def get_actions(self, request):
        """Offer no deletion of many: a question with answers is archived."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_changeform_initial_data(self, request):
        """Put a new question last."""
        return {"order": BookingQuestion.objects.count() + 1, **super().get_changeform_initial_data(request)}
