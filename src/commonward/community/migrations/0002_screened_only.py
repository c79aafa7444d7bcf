from django.db import migrations

from commonward.community import triggers


class Migration(migrations.Migration):
    dependencies = [("community", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: triggers.install(editor),
            lambda apps, editor: triggers.remove(editor),
            elidable=False,
        ),
    ]
