"""The public page of the levels of need."""

from django.db.models import Prefetch
from django.views.generic import ListView

from contacts.enums import Domain
from contacts.models import Pathway, ThresholdLevel
from hscp.page_cache.policies import CachePolicy
from hscp.updates.pages import changes_of
from hscp.web.page_sizes import CHANGES_OF_A_PAGE
from themes.sensitivity import is_sensitive


class ThresholdList(ListView):
    """The four levels of need as text: from what a practitioner sees to a level, and from the level to whom to contact."""

    cache_policy = CachePolicy()
    model = ThresholdLevel
    template_name = "contacts/threshold_list.html"
    context_object_name = "levels"
    extra_context = {"breadcrumbs": []}

    def get_queryset(self):
        pathways = Pathway.objects.live().in_order().with_numbers()
        return (
            ThresholdLevel.objects.live()
            .order_by("number")
            .prefetch_related("indicators", Prefetch("pathways", pathways))
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        seen = {level: _by_domain(level) for level in context["levels"]}
        return {
            **context,
            "changes": changes_of(list(context["levels"]), CHANGES_OF_A_PAGE),
            # The page shows these contacts as their own pages do.
            "sensitive": is_sensitive(*(pathway for level in seen for pathway in level.pathways.all())),
            # For each domain with indicators: its name, and what may be seen of it at each level.
            "domains": [
                (domain.label, [(level, groups.get(domain, [])) for level, groups in seen.items()])
                for domain in Domain
                if any(domain in groups for groups in seen.values())
            ],
            "sections": [
                (level, [(domain.label, groups[domain]) for domain in Domain if domain in groups])
                for level, groups in seen.items()
            ],
        }


def _by_domain(level):
    """Return {domain: the level's indicators in it, in the editors' order}."""
    groups = {}
    for indicator in level.indicators.all():
        groups.setdefault(Domain(indicator.domain), []).append(indicator)
    return groups
