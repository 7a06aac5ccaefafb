"""What pages of other sites may show in a frame: the pages below /embed/, and the errors in their place. Nothing else."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.views.decorators.clickjacking import xframe_options_exempt

FRAMED = "/embed/"


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"], "script-src": [SELF]})
def let_frame(response):
    """Let pages of any site frame `response`, and return it; of scripts it may run this site's alone."""
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
