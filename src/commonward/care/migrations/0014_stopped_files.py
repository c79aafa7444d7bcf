from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("care", "0013_phone")]

    operations = [
        migrations.AlterField(
            model_name="carefile",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Is being looked at"),
                    ("ready", "Looked at"),
                    ("held", "Waits for a second reader"),
                    ("returned", "Was not let through"),
                    ("refused", "Could not be taken"),
                    ("stopped", "Stopped before it was let through"),
                ],
                default="waiting",
                max_length=8,
            ),
        ),
    ]
