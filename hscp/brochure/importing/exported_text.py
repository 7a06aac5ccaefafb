"""What a document that the portal exported from its live records (ReadBrochure.is_marked) leaves unsaid.

It says nothing about records that the public does not see, so their absence changes nothing. Its titles suggest nothing
about records that exist: their editors have described them. Themes that are in their stored order keep their numbers.
"""

from hscp.brochure.importing.record_types import Target
from hscp.brochure.importing.three_way_comparison import weave
from resources.models import Toolkit
from themes.models import Theme


def leave_unsaid(wanted, stored):
    """Remove from the `wanted` records of such a document what it does not say about their stored records."""
    themes = [each for each in wanted if each.model is Theme and each.target.record is not None]
    numbers = [theme.target.record.order for theme in themes]
    keeps_order = numbers == sorted(numbers) and len(themes) == sum(each.model is Theme for each in wanted)
    for each in wanted:
        if each.target.record is not None:
            each.guesses = {}
    for theme in themes:
        if keeps_order:
            theme.fields.pop("order", None)
        lead = stored.target(*_lead_toolkit(theme.target.record))
        if theme.fields.get("lead_toolkit") is None and is_hidden(lead):
            theme.fields.pop("lead_toolkit", None)


def with_hidden(wanted, current):
    """Return the rows of a document's list, {key: attribute}, with the hidden rows of `current` (of the same form)."""
    current = dict(current)
    kept = [key for key in current if key in wanted or is_hidden(key[0])]
    rows = {key: wanted.get(key, current.get(key)) for key in weave(list(wanted), kept)}
    return {
        key: current[key] if attribute is None and is_hidden(current.get(key)) else attribute
        for key, attribute in rows.items()
    }


def is_hidden(item):
    """Whether an item of a list, or the group it is in, is a record that the public does not see."""
    return isinstance(item, Target) and item.record is not None and not item.record.is_live()


def _lead_toolkit(theme):
    return Toolkit, theme.lead_toolkit_id
