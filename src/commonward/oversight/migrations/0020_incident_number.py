from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def number_those_there_are(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Count the incidents of each organisation, in the order in which they were reported."""
    model = apps.get_model("oversight", "Incident")
    counted: dict[int | None, int] = {}
    for incident in model.objects.order_by("pk"):
        number = counted[incident.organisation_id] = counted.get(incident.organisation_id, 0) + 1
        model.objects.filter(pk=incident.pk).update(number=number)


class Migration(migrations.Migration):
    dependencies = [("oversight", "0019_credit")]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="number",
            field=models.PositiveIntegerField(default=0, db_default=0, editable=False),
        ),
        migrations.RunPython(number_those_there_are, migrations.RunPython.noop),
    ]
