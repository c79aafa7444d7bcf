from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0019_back_channel_logout")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="came_with",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=64),
        ),
    ]
