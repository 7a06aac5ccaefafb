"""The whole brochure on one web page, to read or print: everything in its PDF, in the same order."""

from hscp.brochure.editions.current import current_brochure
from hscp.brochure.models import Brochure, PublishedEdition
from hscp.brochure.printing.brochure_document import document_name, load_whole
from hscp.web.views import RecordDetail


class WholeBrochure(RecordDetail):
    """The newest live edition with every live theme. Without an edition the packs are there, but not its words."""

    model = Brochure
    template_name = "site/brochure.html"

    def get_object(self, queryset=None):
        return super().get_object(queryset) if self.preview else current_brochure()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            whole=load_whole(self.object),
            document_name=document_name(self.object),
            has_editions=PublishedEdition.objects.not_withdrawn().exists(),
            **kwargs,
        )
