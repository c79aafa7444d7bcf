from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="Beat",
            fields=[
                ("worker", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
