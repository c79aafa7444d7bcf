import django.db.models.deletion
from django.db import migrations, models

from commonward.community.search import database


class Migration(migrations.Migration):
    dependencies = [("community", "0008_colleague")]

    operations = [
        migrations.CreateModel(
            name="PersonWords",
            fields=[
                (
                    "profile",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="community.profile",
                    ),
                ),
                ("words", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="PostWords",
            fields=[
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="community.post",
                    ),
                ),
                ("words", models.TextField()),
            ],
        ),
        migrations.RunPython(
            lambda apps, editor: database.install(editor),
            lambda apps, editor: database.remove(editor),
            elidable=False,
        ),
    ]
