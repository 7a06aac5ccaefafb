import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SearchDependency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=100)),
                ("object_id", models.PositiveBigIntegerField()),
                (
                    "document",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dependencies",
                        to="search.searchdocument",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["label", "object_id"], name="search_dependency_by_record")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("document", "label", "object_id"), name="search_searchdependency_once"
                    )
                ],
            },
        ),
    ]
