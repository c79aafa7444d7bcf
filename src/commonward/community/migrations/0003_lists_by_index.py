"""An index for each list, and none that offers itself for "has no root"."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from commonward.community import triggers

TOP = Q(state="live", root=None)


class Migration(migrations.Migration):
    dependencies = [("community", "0002_screened_only"), ("people", "0002_seats_and_refusals")]

    operations = [
        # SQLite rebuilds the table for the altered field, and triggers name it.
        migrations.RunPython(lambda apps, editor: triggers.remove(editor), lambda apps, editor: triggers.install(editor)),
        migrations.RemoveIndex(model_name="post", name="post_local"),
        migrations.RemoveIndex(model_name="post", name="post_thread"),
        migrations.AlterField(
            model_name="post",
            name="root",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="thread",
                to="community.post",
            ),
        ),
        migrations.AddIndex("post", models.Index(condition=TOP, fields=["-id"], name="post_top")),
        migrations.AddIndex(
            "post", models.Index(condition=TOP & Q(audience="public"), fields=["-id"], name="post_local")
        ),
        migrations.AddIndex(
            "post",
            models.Index(
                condition=TOP & Q(audience="organisation"), fields=["organisation", "-id"], name="post_colleagues"
            ),
        ),
        migrations.AddIndex(
            "post", models.Index(condition=Q(root__isnull=False), fields=["root", "id"], name="post_thread")
        ),
        migrations.RunPython(lambda apps, editor: triggers.install(editor), lambda apps, editor: triggers.remove(editor)),
    ]
