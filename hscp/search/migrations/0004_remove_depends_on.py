from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("search", "0003_fill_dependencies")]

    operations = [migrations.RemoveField(model_name="searchdocument", name="depends_on")]
