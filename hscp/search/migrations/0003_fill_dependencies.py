"""Move what each document depends on from its text column to rows, and back.

By itself, because PostgreSQL alters no table in the transaction that has just written to it.
"""

import re
from itertools import groupby, islice

from django.db import migrations

BATCH = 1000
# " themes.theme:4 resources.publisher:2 ".
_use = re.compile(r"(?<=\s)(\w+\.\w+):(\d+)(?=\s)")


def batched(rows):
    """Yield the rows of an iterator in lists of at most BATCH."""
    while some := list(islice(rows, BATCH)):
        yield some


def to_rows(apps, schema_editor):
    document = apps.get_model("search", "SearchDocument")
    dependency = apps.get_model("search", "SearchDependency")
    stored = document.objects.exclude(depends_on="").values_list("pk", "depends_on")
    rows = (
        dependency(document_id=pk, label=label, object_id=int(number))
        for pk, text in stored.iterator(BATCH)
        for label, number in sorted({*_use.findall(text)})
    )
    for some in batched(rows):
        dependency.objects.bulk_create(some)


def to_text(apps, schema_editor):
    document = apps.get_model("search", "SearchDocument")
    dependency = apps.get_model("search", "SearchDependency")
    stored = dependency.objects.order_by("document_id", "label", "object_id")
    stored = stored.values_list("document_id", "label", "object_id").iterator(BATCH)
    documents = (
        document(pk=pk, depends_on="".join(sorted(f" {label}:{number} " for _, label, number in rows)))
        for pk, rows in groupby(stored, key=lambda row: row[0])
    )
    for some in batched(documents):
        document.objects.bulk_update(some, ["depends_on"])
    dependency.objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [("search", "0002_dependencies")]

    operations = [migrations.RunPython(to_rows, to_text)]
