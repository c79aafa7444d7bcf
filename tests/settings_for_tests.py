"""The product's own settings, in a data folder of this run's. Nothing of this machine's installation is read."""

import os
import tempfile

for _name in [name for name in os.environ if name.startswith("COMMONWARD_")]:
    if _name not in {"COMMONWARD_CHROMIUM", "COMMONWARD_DATABASE_URL"}:
        del os.environ[_name]
os.environ["COMMONWARD_DATA_DIR"] = tempfile.mkdtemp(prefix="commonward-test-")
os.environ["COMMONWARD_SECRET_KEY"] = "for-tests-only-" + "x" * 40

from commonward.config.settings import *  # noqa: E402, F403  the environment comes first

INSTALLED_APPS = [*INSTALLED_APPS, "kernel.specimen"]  # noqa: F405  a table with locked columns, for tests of locking
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests sign in often; this one is fast
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  comes with the settings above

# Pages are answered by threads, each with a connection of its own that ends with the answer. SQLite's database in
# memory would make them share one, and their transactions would run into each other.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
DATABASES["default"]["TEST"] = {"MIGRATE": False}  # noqa: F405  conftest.py goes on as `config.tables` does
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"]["NAME"] = str(DATA_DIR / "test.sqlite3")  # noqa: F405
