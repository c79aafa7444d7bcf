from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0005_nudge")]

    operations = [
        migrations.CreateModel(
            name="ClockMark",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("believed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_clock_mark")],
            },
        ),
    ]
