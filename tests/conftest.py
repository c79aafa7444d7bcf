"""The ground of every test: a data folder of its own, no network, the named cast."""

import os
import tempfile
from pathlib import Path

# Before Django reads its settings: nothing of this machine's installation is touched or seen.
_DATA = Path(tempfile.mkdtemp(prefix="commonward-test-"))
os.environ["COMMONWARD_DATA_DIR"] = str(_DATA)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonward.config.settings")
for _name in [name for name in os.environ if name.startswith("COMMONWARD_") and name != "COMMONWARD_DATA_DIR"]:
    if _name not in {"COMMONWARD_CHROMIUM", "COMMONWARD_DATABASE_URL"}:
        del os.environ[_name]
os.environ["COMMONWARD_SECRET_KEY"] = "for-tests-only-" + "x" * 40
