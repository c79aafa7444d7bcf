from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consent", "0003_publication")]

    operations = [
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(
                condition=models.Q(("item_hash", ""), _negated=True),
                fields=["item_hash", "organisation"],
                name="grant_by_item",
            ),
        ),
    ]
