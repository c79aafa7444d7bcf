import django.db.models.deletion
from django.db import migrations, models

from commonward.consent import triggers


def install(apps, editor):
    triggers.remove(editor)
    triggers.install(editor, "given_by_id")


def remove(apps, editor):
    triggers.remove(editor)
    triggers.install(editor)


class Migration(migrations.Migration):
    dependencies = [("consent", "0004_by_item"), ("people", "0014_reaching")]

    operations = [
        migrations.AddField(
            model_name="grant",
            name="given_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.seat"
            ),
        ),
        migrations.RunPython(install, remove, elidable=False),
    ]
