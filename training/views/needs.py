"""The public page “Which training do I need?”: two questions, whose answers are in its address."""

from django import forms
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from hscp.page_cache.policies import CachePolicy, cached_page
from hscp.web.forms import GovukForm
from training.enums import OrganisationType, Role
from training.models import TrainingNeed
from training.needs import training_needed
from training.views.courses import WITHOUT_DATES


class NeedsForm(GovukForm):
    """The two questions. Either may stay unanswered; what an address has that is no answer counts as unanswered."""

    role = forms.ChoiceField(
        label="What do you do?", choices=[("", "Choose your role"), *Role.choices], required=False
    )
    setting = forms.ChoiceField(
        label="Where do you work or volunteer?",
        choices=[("", "Choose your setting"), *OrganisationType.choices],
        required=False,
    )


@require_safe
@cached_page(CachePolicy(by=frozenset({"role", "setting"})))
def needs(request):
    """Show the questions and, below them, the training that fits the answers."""
    role = request.GET.get("role", "")
    setting = request.GET.get("setting", "")
    role, setting = role if role in Role.values else "", setting if setting in OrganisationType.values else ""
    answered = bool(role or setting)
    found = training_needed(role, setting) if answered else []
    who = [Role(role).label] if role else []
    who += [OrganisationType(setting).label] if setting else []
    return TemplateResponse(
        request,
        "training/needs.html",
        {
            "page_title": "Which training do I need?",
            "breadcrumbs": [("Training", reverse("training:course_list"))],
            "questions": NeedsForm(initial={"role": role, "setting": setting}),
            "answered": answered,
            "asks_for": "" if role and setting else "role" if setting else "setting",
            "who": ", ".join(who),
            "found": found,
            "written": bool(found) or TrainingNeed.objects.live().exists(),
            "without_dates": WITHOUT_DATES,
        },
    )
