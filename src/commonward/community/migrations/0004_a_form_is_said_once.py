"""The name of the form that a version came with, so that a form sent twice is said once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("community", "0003_lists_by_index"), ("oversight", "0001_initial")]

    operations = [
        # A column that may be empty, and an index: SQLite rebuilds no table for these, so the triggers stay.
        migrations.AddField("version", "once", models.UUIDField(editable=False, null=True)),
        migrations.AddConstraint(
            "version",
            models.UniqueConstraint(
                condition=models.Q(once__isnull=False), fields=["once"], name="a_form_is_said_once"
            ),
        ),
    ]
