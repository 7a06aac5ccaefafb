"""Whether readers can open every record."""

from django.urls import reverse

from hscp.editing.freshness.kinds import content_kinds
from hscp.site.doctor.findings import look, ok


def addresses():
    """Yield the records that nobody can open, because another page of the site has their address: written before it came, or by a command."""
    shadowed = [
        (model, pk, slug)
        for model in content_kinds()
        for pk, slug in model.objects.order_by("pk").values_list("pk", "slug").iterator()
        if model.is_shadowed(slug)
    ]
    for model, pk, slug in shadowed:
        opts = model._meta
        form = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[pk])
        yield look(
            "Addresses",
            f"Nobody can open the {opts.verbose_name} “{slug}”: another page has its address. Give it another one at {form}.",
        )
    if not shadowed:
        yield ok("Addresses", "Every record can be opened at its own.")
