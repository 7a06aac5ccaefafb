"""All that is stored of the content, to be compared before a step and after its undo."""

from hscp.editing.undoing.written_rows import recorded_models
from hscp.search.index.documents import drift


def all_content():
    """Return {model: rows, each {column: value}} of every table that an undo puts back, with what search has wrong of the records."""
    stored = {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in recorded_models()
        if model._meta.label != "editing.UndoableStep"
    }
    return stored | {"drift": [each for each in drift() if not each.key.startswith("page:")]}
