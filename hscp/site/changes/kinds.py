"""Whose changes the history of the site shows, and where each is noted."""

import reversion

from contacts.models import SchoolTerm
from hscp.brochure.models import ImportRun, PossibleDuplicate
from hscp.editing.models import KindRule
from hscp.site.finding.kinds import OTHERS, RECORDS

# Noted in the admin's log alone.
_LOGGED = (SchoolTerm, ImportRun, PossibleDuplicate, KindRule)


def models_for(user):
    """Return (models whose versions are kept, models that only the admin's log notes) of which `user` may look at the records."""
    models = [*(kind.model for kind in (*RECORDS, *OTHERS)), *_LOGGED]
    mine = [model for model in models if user.has_perm(_may_view(model))]
    kept = [model for model in mine if reversion.is_registered(model)]
    return kept, [model for model in mine if model not in kept]


def _may_view(model):
    return f"{model._meta.app_label}.view_{model._meta.model_name}"
