"""A later version: the product's settings and one part more, whose tables an older installation does not have.

The part is written into a folder that goes on the path of an installation's processes.
"""

from pathlib import Path

_SETTINGS = "from commonward.config.settings import *\nINSTALLED_APPS = [*INSTALLED_APPS, 'later']\n"
_APP = "from django.apps import AppConfig\nclass Later(AppConfig):\n    name = 'later'\n    label = 'later'\n"
_MODELS = """
from django.db import models
class Thing(models.Model):
    words = models.CharField(max_length=20)
"""
_FIRST = """
from django.db import migrations, models
class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel("Thing", [
            ("id", models.BigAutoField(primary_key=True)), ("words", models.CharField(max_length=20)),
        ]),
    ]
"""
_SECOND = """
from django.db import migrations
def change(apps, schema_editor):
    {body}
class Migration(migrations.Migration):
    dependencies = [("later", "0001_initial")]
    operations = [migrations.RunPython(change, migrations.RunPython.noop)]
"""
#: What the second change of the tables may do.
GOOD = "apps.get_model('later', 'Thing').objects.create(words='here')"
FAILS = "raise RuntimeError('words of Odalys Ferriman')"
SPOILS = (
    "schema_editor.execute('DROP TRIGGER ' + ('kernel_entry_no_update' if schema_editor.connection.vendor == 'sqlite' "
    "else 'kernel_entry_no_change ON kernel_entry')); "
    "schema_editor.execute(\"UPDATE kernel_entry SET action = 'post.edited' WHERE sequence = 1\")"
)


def version(folder: Path, *, change: str = GOOD) -> dict[str, str]:
    """What processes are told so that they are the later version."""
    app = folder / "later"
    (app / "migrations").mkdir(parents=True, exist_ok=True)
    for place, words in {
        "settings_later.py": _SETTINGS,
        "later/__init__.py": "",
        "later/apps.py": _APP,
        "later/models.py": _MODELS,
        "later/migrations/__init__.py": "",
        "later/migrations/0001_initial.py": _FIRST,
        "later/migrations/0002_change.py": _SECOND.format(body=change),
    }.items():
        (folder / place).write_text(words)
    return {"DJANGO_SETTINGS_MODULE": "settings_later"}
