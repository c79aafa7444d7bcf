from django.db import migrations

from commonward.care import triggers


def install(apps, editor):
    for statement in triggers.creation(editor.connection.vendor):
        editor.execute(statement)


def remove(apps, editor):
    for statement in triggers.removal(editor.connection.vendor):
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("care", "0001_initial")]

    operations = [migrations.RunPython(install, remove, elidable=False)]
