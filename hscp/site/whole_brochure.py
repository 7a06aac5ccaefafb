"""The whole brochure on one page, made for reading and for paper: the current edition's words and every live pack."""

from hscp.brochure.models import Brochure
from hscp.pages import RecordDetail
from themes.models import Theme
from themes.packs import load_packs


class WholeBrochure(RecordDetail):
    """The newest live edition with every live theme. Without an edition the packs still stand, without its words."""

    model = Brochure
    template_name = "site/brochure.html"

    def get_object(self, queryset=None):
        if self.preview:
            return super().get_object(queryset)
        return self.get_queryset().order_by("-edition").first() or Brochure(title="Brochure")

    def get_context_data(self, **kwargs):
        themes = Theme.objects.live().in_order().select_related("lead_toolkit")
        return super().get_context_data(packs=load_packs(themes), **kwargs)
