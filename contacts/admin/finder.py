"""The editors' side of the guided path: its questions with their answers, and the whole path as a picture."""

from adminsortable2.admin import SortableAdminBase
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from contacts.enums import ForWhom
from contacts.finder.drawing import draw
from contacts.finder.path import RESERVED_SLUGS, read_path
from contacts.finder.refusals import refusals_of, refusals_to_publish, refusals_to_withdraw
from contacts.models import FinderAnswer, FinderQuestion
from contacts.views.finder import QuestionPage
from hscp.admin import PublishableAdmin, RecordForm, SortableRows
from hscp.admin.extra_pages import ListPage, admin_address
from hscp.admin.inlines import RowForm, RowFormSet
from hscp.web.wording import one_line


class QuestionForm(RecordForm):
    """A question, at an address that no other page of the path has."""

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug in RESERVED_SLUGS:
            raise ValidationError(
                "The page with the emergency numbers already has this address. Choose another one."
            )
        return slug


class AnswerFormSet(RowFormSet):
    """The answers of a question. What the public is to walk has no loop and no dead end."""

    def clean(self):
        super().clean()
        if any(self.errors):
            return
        answers = [
            form.instance
            for form in self.forms
            if form.cleaned_data
            and not form.cleaned_data.get("DELETE")
            and (form.instance.pk or form.has_changed())
        ]
        if problems := refusals_of(self.instance, answers):
            raise ValidationError(problems)


class AnswerForm(RowForm):
    """One answer, in one line."""

    def clean_text(self):
        return one_line(self.cleaned_data["text"])

    def clean_reader(self):
        return self.cleaned_data["reader"] or ForWhom.EVERYONE


class AnswerRows(SortableRows):
    model = FinderAnswer
    form = AnswerForm
    fk_name = "question"
    formset = AnswerFormSet
    fields = ["text", "next_question", "pathway", "reader", "level", "emergency", "order"]
    autocomplete_fields = ["next_question", "pathway", "level"]
    verbose_name, verbose_name_plural = "answer", "answers, each with the one place it leads to"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "text":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3})
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "reader":
            field.required = False
        if db_field.is_relation and field is not None:
            # Three boxes to choose from stand side by side: no room for a way to change or to add what is chosen.
            field.widget.can_add_related = field.widget.can_change_related = False
        return field


class PicturePage(ListPage):
    """The whole path as a picture and in words, for anyone who may read the questions."""

    route = "picture/"
    name = "picture"
    template = "admin/contacts/finderquestion/picture.html"
    methods = ("GET", "HEAD")

    def handle(self):
        finder_path = read_path()
        return self.render(
            "The guided path as a picture",
            picture=draw(finder_path),
            problems=finder_path.problems(),
            may_add=self.admin.has_add_permission(self.request),
            list_url=admin_address(self.admin.opts, "changelist"),
        )


@admin.register(FinderQuestion)
class FinderQuestionAdmin(SortableAdminBase, PublishableAdmin):
    """One question of the guided path, with its answers."""

    form = QuestionForm
    page_view = QuestionPage
    pages = [PicturePage, *PublishableAdmin.pages]
    change_list_template = "admin/contacts/finderquestion/change_list.html"
    ordering = ["-is_first", "title", "pk"]
    own_columns = ["is_first"]
    name_fieldset = (
        "Question and address",
        {
            "fields": ["title", "slug"],
            "description": "The title is the question, in words that a worried person understands at once.",
        },
    )
    content_fieldsets = [
        (
            "The question",
            {
                "fields": ["hint", "is_first"],
                "description": "The answers follow below this form. A question is published when all that its answers "
                "lead to is published: begin at the end of the path.",
            },
        )
    ]
    inlines = [AnswerRows]

    def publishing_problems(self, queryset):
        return refusals_to_publish(list(queryset.values_list("pk", flat=True)))

    def withdrawal_problems(self, records):
        return refusals_to_withdraw(records)
