from django.db import migrations, models

from commonward.consent import triggers


def install(apps, editor):
    triggers.install(editor)


def remove(apps, editor):
    triggers.remove(editor)


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="grant",
            name="ending",
            field=models.CharField(
                blank=True,
                choices=[("withdrawn", "Withdrawn"), ("superseded", "Superseded"), ("expired", "Expired")],
                max_length=10,
            ),
        ),
        migrations.RunPython(install, remove, elidable=False),
    ]
