"""The records that a step changed, for its page."""

from django.apps import apps

# The page names as many records. The others come back like these.
NAMED = 100


def named_records(step):
    """Return (model, primary key, title, what happened, whether it is there now) of the first records of a step.

    Makes one query for each kind of record.
    """
    named = [(apps.get_model(each["kind"]), each) for each in step.records[:NAMED]]
    there = {
        model: set(
            model._base_manager.filter(
                pk__in=[each["pk"] for other, each in named if other is model]
            ).values_list("pk", flat=True)
        )
        for model in dict.fromkeys(model for model, _ in named)
    }
    return [
        (model, each["pk"], each["title"], each["what"], each["pk"] in there[model]) for model, each in named
    ]
