"""Moves the web addresses and files that records had as fields into rows, and back. The migrations of the apps call it."""

from django.core.exceptions import ValidationError

from hscp.links.addresses import clean_address

_SOME = 500


def move_into_rows(apps, app_label, model_name, row_name):
    """Give each record of a model that has a web address or a file a row for it."""
    link_model, file_model = apps.get_model("links", "Link"), apps.get_model("links", "LibraryFile")
    row_model = apps.get_model(app_label, row_name)
    records = apps.get_model(app_label, model_name).objects.exclude(link="", file="").order_by("pk")
    with_link, with_file = records.exclude(link=""), records.filter(link="")
    for some in _in_parts(with_link.values_list("pk", "link")):
        links = _links(link_model, [address for _, address in some])
        row_model.objects.bulk_create(
            row_model(record_id=pk, link_id=links[address], order=1) for pk, address in some
        )
    for some in _in_parts(with_file.values_list("pk", "title", "file")):
        for pk, title, name in some:
            file = file_model.objects.create(title=title, upload=name)
            row_model.objects.create(record_id=pk, file=file, order=1)


def _in_parts(rows):
    rows = list(rows)
    return [rows[start : start + _SOME] for start in range(0, len(rows), _SOME)]


def _links(link_model, typed):
    """Return {address as an editor typed it: key of its Link}. One that is no longer accepted is kept, but not shown."""
    clean, refused = {}, {}
    for address in dict.fromkeys(typed):
        try:
            clean[address] = clean_address(address)
        except ValidationError as error:
            refused[address] = " ".join(error.messages)[:300]
    link_model.objects.bulk_create(
        (link_model(address=address) for address in dict.fromkeys(clean.values())), ignore_conflicts=True
    )
    found = link_model.objects.filter(address__in=clean.values(), parent_page=False)
    keys = dict(found.values_list("address", "pk"))
    return {typed: keys[address] for typed, address in clean.items()} | {
        address: _refused(link_model, address, why) for address, why in refused.items()
    }


def _refused(link_model, address, why):
    link = link_model.objects.filter(address=address).first()
    if link is None:
        link = link_model.objects.create(
            address="https://www.example.org/", state="withdrawn", withdrawn_because=why
        )
        # The field would refuse the address, so it is written past it.
        link_model.objects.filter(pk=link.pk).update(address=address)
    return link.pk


def move_into_fields(apps, app_label, model_name, row_name):
    """Give each record its first address or file back as a field."""
    rows = apps.get_model(app_label, row_name).objects.select_related("link", "file")
    for row in rows.order_by("-order"):
        values = (
            {"link": row.link.address, "file": ""} if row.link else {"link": "", "file": row.file.upload.name}
        )
        apps.get_model(app_label, model_name).objects.filter(pk=row.record_id).update(**values)
