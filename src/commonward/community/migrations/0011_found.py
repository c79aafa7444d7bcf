from django.db import migrations

from commonward.community.search import database


class Migration(migrations.Migration):
    # Not one transaction: rows get their value some at a time, and the index is made beside those who write.
    atomic = False

    dependencies = [("community", "0010_quiet_follow")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: database.keep_value(editor),
            lambda apps, editor: database.forget_value(editor),
            elidable=False,
        ),
    ]
