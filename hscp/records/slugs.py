"""Unique slugs, made from titles."""

from django.utils.text import slugify

from hscp.records.publishable import Publishable


def unique_slug(model, title, *qualifiers, taken=()):
    """Return a slug for `title` that no row of `model` has, that is not in `taken` and belongs to no other page of the site.

    Tries the title alone, then the title with each of `qualifiers` (an audience, a format), then a number.
    """
    limit = model._meta.get_field("slug").max_length
    base = slugify(title)[:limit].strip("-") or model._meta.model_name
    taken = set(taken) | set(
        model._default_manager.filter(slug__startswith=base[:60]).values_list("slug", flat=True)
    )
    candidates = [
        base,
        *(f"{base[: limit - 1 - len(slugify(q))]}-{slugify(q)}" for q in qualifiers if slugify(q)),
    ]
    for candidate in candidates:
        if candidate not in taken and not (issubclass(model, Publishable) and model.is_shadowed(candidate)):
            return candidate
    number = 2
    while (candidate := f"{base[: limit - 6]}-{number}") in taken:
        number += 1
    return candidate
