from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("care", "0011_by_a_program")]

    operations = [
        migrations.AddField(
            model_name="chart", name="name_number", field=models.BigIntegerField(editable=False, null=True)
        ),
        migrations.AddIndex(
            model_name="chart",
            index=models.Index(fields=["organisation", "name_number"], name="chart_by_name_number"),
        ),
    ]
