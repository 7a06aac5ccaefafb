"""Moves the web addresses and files that records had as fields into rows, and back. The migrations of the apps call it."""

from django.core.exceptions import ValidationError

from hscp.links.addresses import clean_address


def move_into_rows(apps, app_label, model_name, row_name):
    """Give each record of a model that has a web address or a file a row for it."""
    link_model, file_model = apps.get_model("links", "Link"), apps.get_model("links", "LibraryFile")
    row_model = apps.get_model(app_label, row_name)
    records = apps.get_model(app_label, model_name).objects.exclude(link="", file="").order_by("pk")
    for record in records.iterator(chunk_size=500):
        if record.link:
            row_model.objects.create(record=record, link=_link(link_model, record.link), order=1)
        else:
            file = file_model.objects.create(title=record.title, upload=record.file.name)
            row_model.objects.create(record=record, file=file, order=1)


def _link(link_model, raw):
    """Return the Link of an address that an editor typed. One that is no longer accepted is kept, but not shown."""
    try:
        return link_model.objects.get_or_create(address=clean_address(raw), parent_page=False)[0]
    except ValidationError as error:
        found = link_model.objects.filter(address=raw, parent_page=False).first()
        if found is None:
            found = link_model.objects.create(
                address="https://www.example.org/",
                state="withdrawn",
                withdrawn_because=" ".join(error.messages)[:300],
            )
            # The field would refuse the address, so it is written past it.
            link_model.objects.filter(pk=found.pk).update(address=raw)
        return found


def move_into_fields(apps, app_label, model_name, row_name):
    """Give each record its first address or file back as a field."""
    for row in apps.get_model(app_label, row_name).objects.select_related("link", "file").order_by("-order"):
        values = {"link": row.link.address, "file": ""} if row.link else {"link": "", "file": row.file.upload.name}
        apps.get_model(app_label, model_name).objects.filter(pk=row.record_id).update(**values)
