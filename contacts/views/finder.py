"""The guided path to the right contact: one page for each question. Nothing is sent, so nothing can be kept or logged."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.generic import TemplateView

from contacts.enums import ForWhom, Urgency
from contacts.finder.path import leads_to
from contacts.models import FinderQuestion, Pathway
from hscp.page_cache.policies import CachePolicy
from hscp.records.publishable import if_live
from hscp.web.views import RecordDetail

START = ("Find the right contact", "contacts:find")


class _NoReferrer:
    """The address of a question shows what somebody has answered, so the next page, on any server, must not receive it."""

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response


class QuestionPage(_NoReferrer, RecordDetail):
    """One question of the path with its answers as links."""

    model = FinderQuestion
    template_name = "contacts/find_question.html"
    parents = [("Contacts", "contacts:pathway_list"), START]

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if self.object.is_first and not self.preview:
            return redirect(self.object)
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        answers = self.object.answers.select_related("next_question", "pathway", "level")
        return super().get_context_data(
            answers=[(answer, _address(answer)) for answer in answers],
            sensitive=True,
            **kwargs,
        )


class FirstQuestion(QuestionPage):
    """The start of the path. While no first question is live, the page leads to the list of contacts."""

    parents = [("Contacts", "contacts:pathway_list")]

    def get(self, request, *args, **kwargs):
        self.object = self.get_queryset().filter(is_first=True).first()
        if self.object is None:
            context = {
                "page_title": START[0],
                "breadcrumbs": [("Contacts", reverse("contacts:pathway_list"))],
                "sensitive": True,
            }
            return TemplateResponse(request, "contacts/find_without_questions.html", context)
        return self.render_to_response(self.get_context_data())


class End(_NoReferrer, RecordDetail):
    """Where the path ends at a contact: who answers now for the reader who has answered, what to do, then the alternatives."""

    model = Pathway
    template_name = "contacts/find_contact.html"
    parents = [("Contacts", "contacts:pathway_list"), START]

    def get_queryset(self):
        return super().get_queryset().with_numbers()

    def get_context_data(self, **kwargs):
        reader = self.kwargs["reader"].replace("-", "_")
        pathway = self.object
        if reader not in ForWhom.values or not pathway.is_for(reader):
            raise Http404
        return super().get_context_data(
            reader=reader,
            works_with_children=reader == ForWhom.PROFESSIONALS,
            any_worry=pathway.urgency != Urgency.ROUTINE and not pathway.case,
            helplines=_helplines(reader),
            sensitive=True,
            **kwargs,
        )


class Emergency(_NoReferrer, TemplateView):
    """The emergency numbers, for an answer that leads to 999."""

    cache_policy = CachePolicy()
    template_name = "contacts/find_emergency.html"

    def get_context_data(self, **kwargs):
        parents = [("Contacts", "contacts:pathway_list"), START]
        return super().get_context_data(
            page_title=f"Call {settings.HSCP_EMERGENCY_NUMBERS[0]['number']} now",
            breadcrumbs=[(label, reverse(route)) for label, route in parents],
            sensitive=True,
            **kwargs,
        )


def _helplines(reader):
    """Return the helplines of the settings, without 999: Childline first for young people, and last for others."""
    helplines = settings.HSCP_EMERGENCY_NUMBERS[1:]
    return sorted(
        helplines, key=lambda entry: (entry["name"] == "Childline") != (reader == ForWhom.YOUNG_PEOPLE)
    )


def _address(answer):
    """Return where an answer leads. If the public cannot see that now, it leads to who answers now for any concern."""
    if answer.emergency:
        return reverse("contacts:find_emergency")
    record = if_live(leads_to(answer))
    if record is None or (answer.pathway and not answer.pathway.is_for(answer.reader)):
        return f"{reverse('site:report_a_concern')}#now"
    if answer.pathway:
        return reverse("contacts:find_end", args=[answer.reader.replace("_", "-"), record.slug])
    return record.get_absolute_url()
