from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("care", "0012_numbered_names")]

    operations = [
        migrations.AddField(
            model_name="cover",
            name="phone",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
    ]
