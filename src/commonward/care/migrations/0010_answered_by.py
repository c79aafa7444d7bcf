import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("care", "0009_publication"), ("people", "0014_reaching")]

    operations = [
        migrations.AddField(
            model_name="showing",
            name="answered_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.seat"
            ),
        ),
        migrations.AddField(
            model_name="showing",
            name="is_private",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
