"""Django's settings, derived from `config.environment`. Nothing here reads the environment by itself."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from commonward.config.environment import environment

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = environment.data_dir
SITE_URL = environment.site_url.rstrip("/")
SITE_NAME = environment.site_name
SECOND_HEARING = environment.second_hearing
DEMO = environment.demo
DEBUG = environment.debug

_site = urlsplit(SITE_URL)
_https = _site.scheme == "https"

SECRET_KEY = environment.kept_secret("secret_key", environment.secret_key)
FACTOR_KEY = environment.kept_secret("factor_key", environment.factor_key)
ALLOWED_HOSTS = [
    host
    for host in {
        _site.hostname or "localhost",
        *(host.strip() for host in environment.allowed_hosts.split(",")),
        *(() if _https else ("localhost", "127.0.0.1", "[::1]")),
    }
    if host
]

INSTALLED_APPS = [
    "commonward.people",  # before allauth, so that its pages are ours
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "commonward.kernel",
    "commonward.ui",
    "commonward.consent",
    "commonward.oversight",
    "commonward.community",
    "commonward.care",
    "oauth2_provider",
    "commonward.fhir",
    "commonward.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "commonward.config.headers.PageHeaders",
    "commonward.config.replica.ReplicaMiddleware",
    "commonward.config.api_answers.ApiAnswers",
    "commonward.config.programs.Programs",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "commonward.config.headers.Policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "commonward.people.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "commonward.kernel.middleware.ErrorTranslator",
]

ROOT_URLCONF = "commonward.config.urls"
WSGI_APPLICATION = "commonward.config.wsgi.application"
ASGI_APPLICATION = "commonward.config.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "commonward.config.frame.frame",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.static", "django.templatetags.i18n"],
        },
    },
]
COTTON_DIR = "cotton"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# --- Database: SQLite in WAL mode unless PostgreSQL is named (docs/decisions/0002) --------------------------------
_sqlite = urlsplit(environment.database_url)
if environment.database_url and _sqlite.scheme != "sqlite":
    # With a pool a connection goes back after each request, and the pool looks whether it still answers.
    _lasts = 0 if environment.database_pool else 600
    _addresses = {"default": environment.database_url} | (
        {"replica": environment.replica_url} if environment.replica_url else {}
    )
    DATABASES = {
        name: dj_database_url.parse(url, conn_max_age=_lasts, conn_health_checks=bool(_lasts))
        for name, url in _addresses.items()
    }
    for _database in DATABASES.values():
        _database.setdefault("OPTIONS", {})
        if environment.database_pool:
            _database["OPTIONS"]["pool"] = {"min_size": 1, "max_size": environment.database_pool, "timeout": 10}
        # A pooler that lends by transaction keeps no cursor between two questions.
        _database["DISABLE_SERVER_SIDE_CURSORS"] = bool(environment.listen_url)
    if environment.replica_url:
        DATABASES["replica"]["OPTIONS"]["connect_timeout"] = 2  # whoever waits for it could read from the first
        DATABASE_ROUTERS = ["commonward.config.replica.Reads"]
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            # As elsewhere, three slashes begin a path from where the command is run and four one from the root.
            "NAME": unquote(_sqlite.path.removeprefix("/")) or str(DATA_DIR / "commonward.sqlite3"),
            "OPTIONS": {
                # A writer takes its lock when it begins, so that no transaction fails at the end for want of it.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
                    "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-20000;"
                ),
            },
            "CONN_MAX_AGE": 600,
        }
    }
LISTEN_URL = environment.listen_url
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

# --- People -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
ACCOUNT_ADAPTER = "commonward.people.entrance.Entrance"
ACCOUNT_FORMS = {
    "login": "commonward.people.account_forms.SignInForm",
    "signup": "commonward.people.account_forms.SignUpForm",
    "add_email": "commonward.people.account_forms.NewAddressForm",
    "change_password": "commonward.people.account_forms.ChangePasswordForm",
    "set_password": "commonward.people.account_forms.FirstPasswordForm",
    "reset_password": "commonward.people.account_forms.ForgottenPasswordForm",
    "reset_password_from_key": "commonward.people.account_forms.NewPasswordForm",
    "reauthenticate": "commonward.people.account_forms.PasswordAgainForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # only in the browser that signed up
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# Known and unknown addresses get the same answer and one mail each, so that neither words nor time tell them apart.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{SITE_NAME}] "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _site.scheme
# A ward shares one address, so limits by address are wide; those by account or by the address written are narrow.
# No window is longer than people.entrance.RETRY_AFTER_SECONDS says.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/300s/key",
    "signup": "20/m/ip",
    "confirm_email": "1/180s/key",
    "reset_password": "20/m/ip,3/300s/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "commonward.people.factors.Factors"
MFA_FORMS = {
    "authenticate": "commonward.people.factor_forms.SignInCodeForm",
    "reauthenticate": "commonward.people.factor_forms.AgainCodeForm",
    "activate_totp": "commonward.people.factor_forms.AppForm",
    "add_webauthn": "commonward.people.factor_forms.NewPasskeyForm",
    "edit_webauthn": "commonward.people.factor_forms.PasskeyNameForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute wrong; people.factors lets each code be used once
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}  # a ward shares one address
# Nobody is signed in here before an address was confirmed. Another one that still waits must not keep anybody from a
# second factor, nor a second factor from another address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers take http for safe on this machine itself, and only there.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _https and (_site.hostname in {"localhost", "127.0.0.1", "::1"})
# Sign-on by an organisation's own server (docs/decisions/0061). allauth's own pages for it have no address here.
SOCIALACCOUNT_ADAPTER = "commonward.people.signon.flow.Calls"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SIGN_ON_CA_FILE = environment.sign_on_ca_file
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "community:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "community:welcome"

# --- Connected applications (docs/decisions/0046): authorization codes with PKCE, and nothing else ------------------
OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"  # the library's own, which migrations ask for
OAUTH2_PROVIDER = {
    "OAUTH2_VALIDATOR_CLASS": "commonward.fhir.oauth.Validator",
    "SCOPES_BACKEND_CLASS": "commonward.fhir.scopes.Scopes",
    "OIDC_ISS_ENDPOINT": SITE_URL,  # who answers, as RFC 9207 has it told; there is no sign-on by OpenID
    "PKCE_REQUIRED": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "AUTHORIZATION_CODE_EXPIRE_SECONDS": 60,
    "ACCESS_TOKEN_EXPIRE_SECONDS": 600,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 60 * 60 * 24 * 30,
    "ROTATE_REFRESH_TOKEN": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    # What RFC 9700 asks for, and the library leaves open for those who came before it.
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING": True,
}

# --- Safety of the transport and the page -------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_ENGINE = "commonward.people.session_store"
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_NAME = "__Host-session" if _https else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if _https else "csrf"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if _https else []
CSRF_FAILURE_VIEW = "commonward.config.errors.csrf_failure"
IDLE_MINUTES = environment.idle_minutes
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
X_FRAME_OPTIONS = "DENY"
# A post of 1 MB of text arrives whole, so that the answer can be a sentence beside the field.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
# More pictures than a post holds arrive too, so that a sentence can say so.
DATA_UPLOAD_MAX_NUMBER_FILES = 40

# --- Words and times ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
# Only languages with a whole catalogue: a page half in one language and half in another helps nobody, and a screen
# reader reads it out wrongly. tests/contracts/test_words.py holds every catalogue to being whole.
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "commonward.ui.formats"
TIME_ZONE = environment.time_zone

# --- Files --------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_MANIFEST_STRICT = False
#: Files nobody has looked at yet. No URL serves this folder.
QUARANTINE_DIR = DATA_DIR / "quarantine"
#: Clean renditions, served only through a view that asks who is looking.
MEDIA_ROOT = DATA_DIR / "media"
#: A bucket that holds them instead; "" leaves them on the disk.
MEDIA_STORE_URL = environment.media_store_url.get_secret_value()
#: Copies that people asked for of what is kept about them, each for seven days. Served to that person alone.
EXPORT_DIR = DATA_DIR / "exports"
MEDIA_URL = "/media-is-served-by-a-view/"

# --- Work ---------------------------------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
WORK_LEASE_SECONDS = environment.work_lease_seconds

# --- Processes ----------------------------------------------------------------------------------------------------
PORT = environment.port
WORKERS = environment.workers
WEB_THREADS = environment.web_threads
LIVE_STREAMS = environment.live_streams
TRUSTED_PROXY = environment.trusted_proxy

# --- Push ---------------------------------------------------------------------------------------------------------
PUSH_HOSTS = [host.strip() for host in environment.push_hosts.split(",") if host.strip()]

# --- Registers of articles ----------------------------------------------------------------------------------------
DOI_REGISTER = environment.doi_register
PUBMED_REGISTER = environment.pubmed_register

# --- Mail ---------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = environment.email_from
SERVER_EMAIL = environment.email_from
EMAIL_TIMEOUT = 10  # a mail server that hangs must not hold a thread that makes pages
EMAIL_URL = environment.email_url
if EMAIL_URL:
    _mail = urlsplit(EMAIL_URL)
    EMAIL_HOST = _mail.hostname or "localhost"
    EMAIL_PORT = _mail.port or (465 if _mail.scheme == "smtps" else 587)
    EMAIL_HOST_USER = unquote(_mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
    # What does not leave the machine needs no certificate, which a mail server for itself alone seldom has.
    EMAIL_USE_TLS = _mail.scheme != "smtps" and _mail.hostname not in {"localhost", "127.0.0.1", "::1"}
    EMAIL_USE_SSL = _mail.scheme == "smtps"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(DATA_DIR / "mail")

# --- Ledger -------------------------------------------------------------------------------------------------------
KEYS_DIR = environment.keys_dir or DATA_DIR
LEDGER_KEY = environment.ledger_key.get_secret_value()
LEDGER_HEADS_DIR = environment.ledger_heads_dir or DATA_DIR / "ledger-heads"
LEDGER_HEADS_MINUTES = environment.ledger_heads_minutes

# --- Keys that lock what is clinical -------------------------------------------------------------------------------
SEALING_KEYS = environment.sealing_keys.get_secret_value()
SEALING_KEYS_FILE = environment.sealing_keys_file or KEYS_DIR / "sealing_keys"
# --- Backups ------------------------------------------------------------------------------------------------------
BACKUP_DIR = environment.backup_dir
BACKUP_HOURS = environment.backup_hours
BACKUPS_KEPT = environment.backups_kept

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- Logs: event names and identifiers, never what a person wrote --------------------------------------------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "commonward.kernel.logs.EventFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "WARNING"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django_tasks": {"level": "WARNING"},
        "fido2": {"level": "WARNING"},  # it tells of every passkey that is made, with its own words for it
        "oauth2_provider": {"level": "ERROR"},  # it tells at length what it was asked
        "oauthlib": {"level": "ERROR"},
        "django_tasks_db": {"level": "ERROR"},  # it warns that a worker was told to stop, which is no trouble
        # It warns whenever a request finds every thread busy, or comes before they have started: nothing is wrong.
        "waitress.queue": {"level": "ERROR"},
    },
}
