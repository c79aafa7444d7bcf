from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F


def they_know(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Whoever has spoken in public before is not asked as if these were their first words."""
    profiles, posts = apps.get_model("community", "Profile"), apps.get_model("community", "Post")
    spoke = posts.objects.filter(audience="public").values("author_id")
    profiles.objects.filter(pk__in=spoke).update(reach_known_at=F("created_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0006_trust'),
    ]

    operations = [
        migrations.AddField(
            model_name='profile',
            name='reach_known_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(they_know, migrations.RunPython.noop),
    ]
