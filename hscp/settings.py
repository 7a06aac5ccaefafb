"""Settings of the portal. Every value a host may need to change is an `HSCP_*` variable.

With no variable set the result is safe: DEBUG is off and a missing secret key is an error. `make run` sets what a
first look needs. docs/operations.md lists the variables.
"""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy
from environs import FileAwareEnv

from hscp.database.settings import caches, databases
from hscp.jobs.settings import job_files
from hscp.links.storage import file_storage
from hscp.observability.log_format import logging_settings
from hscp.observability.networks import metrics_networks
from hscp.privacy.periods import PERIODS, SESSION_HOURS
from hscp.security import password_rules
from hscp.security.headers import NO_PERMISSIONS, content_security_policy

BASE_DIR = Path(__file__).resolve().parent.parent
env = FileAwareEnv(strip_whitespace=True)  # HSCP_X_FILE names a file with the value of HSCP_X


def _secret_key():
    """Return the key from HSCP_SECRET_KEY, or from the file that `make run` writes once for this machine."""
    key = env.str("HSCP_SECRET_KEY", "").strip()
    path = BASE_DIR / "var" / "secret-key"
    if not key and path.is_file():
        key = path.read_text().strip()
    if not key:
        raise ImproperlyConfigured("Set HSCP_SECRET_KEY to a long random value, or start with `make run`.")
    return key


def _names(variable):
    """Return the comma-separated names in `variable`, without the spaces around them."""
    return [name.strip() for name in env.list(variable, []) if name.strip()]


DEBUG = env.bool("HSCP_DEBUG", False)
# Off only for a first look on your own machine, where there is no certificate.
HTTPS = env.bool("HSCP_HTTPS", not DEBUG)
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = _names("HSCP_HOSTS")
# The site's own address, for links in mails, which are written without a request to take it from.
HSCP_ADDRESS = env.str("HSCP_ADDRESS", "http://localhost:8000").strip().rstrip("/")
CSRF_TRUSTED_ORIGINS = _names("HSCP_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "hscp.apps.HscpConfig",
    "hscp.brochure.apps.BrochureConfig",
    "hscp.search.apps.SearchConfig",
    "hscp.links.apps.LinksConfig",
    "hscp.editing.apps.EditingConfig",
    "hscp.jobs.apps.JobsConfig",
    "hscp.feedback.apps.FeedbackConfig",
    "hscp.updates.apps.UpdatesConfig",
    "hscp.following.apps.FollowingConfig",
    "hscp.api.apps.ApiConfig",
    "hscp.languages.apps.LanguagesConfig",
    "themes.apps.ThemesConfig",
    "resources.apps.ResourcesConfig",
    "contacts.apps.ContactsConfig",
    "training.apps.TrainingConfig",
    "hscp.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    # WhiteNoise serves static files under runserver too, so development and production behave alike.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "django_prose_editor",
    "adminsortable2",
    "reversion",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "hscp.observability.current_request.RouteMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Above WhiteNoise, so that static files carry the policy too.
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "hscp.security.headers.ResourcePolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hscp.security.second_factor.middleware.SecondFactorMiddleware",
    # Nothing above reads what is sent: large bodies are for staff alone.
    "hscp.web.body_limit.BodyLimitMiddleware",
    "hscp.security.sessions.StaffSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hscp.records.redirects.OldAddressMiddleware",
    # "Open now" must not be read from a copy of yesterday.
    "hscp.web.cache_headers.FreshPagesMiddleware",
    # Keeps sensitive pages out of the browser's store.
    "hscp.web.cache_headers.SensitivePageMiddleware",
    "axes.middleware.AxesMiddleware",
    "hscp.web.impossible_requests.ImpossibleRequestsMiddleware",
    # Answers 503 if a page cannot reach the database.
    "hscp.site.database_outage.AvailabilityMiddleware",
]

ROOT_URLCONF = "hscp.urls"
WSGI_APPLICATION = "hscp.page_cache.wsgi.application"
# URL fields read an address typed without a scheme as https, as Django 6 does.
FORMS_URLFIELD_ASSUME_HTTPS = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hscp.web.navigation.navigation",
            ],
        },
    }
]

DATABASES = databases(env, f"sqlite:///{BASE_DIR / 'var' / 'hscp.sqlite3'}")
DATABASE_ROUTERS = ["hscp.database.replica.ReplicaRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = caches(env)

# Whether a proxy in front takes the encryption off, and how many there are: without any, X-Forwarded-For is whatever a client writes.
HSCP_BEHIND_PROXY = env.bool("HSCP_BEHIND_PROXY", False)
HSCP_PROXY_COUNT = env.int("HSCP_PROXY_COUNT", 0)

AUTH_USER_MODEL = "hscp.User"
AUTHENTICATION_BACKENDS = [
    # Refuses a locked-out address before the password is hashed.
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS, AUTH_PASSWORD_VALIDATORS = password_rules.HASHERS, password_rules.VALIDATORS
LOGIN_URL = reverse_lazy("admin:login")
# Whether the password alone signs nobody in. On your own machine a second factor may be used and is not asked for.
HSCP_SECOND_FACTOR = env.bool("HSCP_SECOND_FACTOR", HTTPS)
AXES_FAILURE_LIMIT, AXES_COOLOFF_TIME = 8, 0.25  # hours
# Person and address combined, so that nobody can lock an editor out from elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "hscp.security.rate_limits.client_address"
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
# A lockout lasts a quarter of an hour; its tables are no concern of editors.
AXES_VERBOSE = AXES_ENABLE_ADMIN = False

LANGUAGE_CODE, TIME_ZONE = "en-gb", "Europe/London"
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = "hscp.web.formats"  # the 24-hour clock of editors

STATIC_URL = "static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # other sites read no file of ours
STATIC_ROOT = BASE_DIR / "build" / "static"
# build/assets is filled from the npm packages by hscp/web/frontend_assets.py, which `make` runs.
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "build" / "assets"]
STORAGES = {
    "default": file_storage(env.str("HSCP_MEDIA_URL", "").strip()),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "hscp.web.static_files.StaticStorage"
    },
}
MEDIA_URL = "files/"
MEDIA_ROOT = env.path("HSCP_MEDIA_ROOT", BASE_DIR / "var" / "files")
# Folders that may be emptied at any time: the search index, a copy of the table of search documents; PDFs; pages as they were
# last shown, for when the database is away; and the files of /open-data/. What is missing is made again.
HSCP_SEARCH_INDEX = env.path("HSCP_SEARCH_INDEX", BASE_DIR / "var" / "search-index")
HSCP_DOCUMENTS = env.path("HSCP_DOCUMENTS", BASE_DIR / "var" / "documents")
HSCP_PAGE_COPIES = env.path("HSCP_PAGE_COPIES", BASE_DIR / "var" / "page-copies")
HSCP_OPEN_DATA = env.path("HSCP_OPEN_DATA", BASE_DIR / "var" / "open-data")
HSCP_JOB_FILES = job_files(env)  # what scheduled jobs write to: hscp/jobs/settings.py
FILE_UPLOAD_PERMISSIONS = 0o640
HSCP_CLAMD = env.str("HSCP_CLAMD", "").strip()  # the virus scanner: host:port, or a socket
HSCP_BACKUP_KEY = env.str("HSCP_BACKUP_KEY", "").strip()  # public: it only locks
HSCP_BACKUP_COMMAND = env.str("HSCP_BACKUP_COMMAND", "").strip()  # takes {file} off site
DATA_UPLOAD_MAX_NUMBER_FILES = 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a pack edited on one page: up to 500 rows of nine fields

# The admin has its session and forgery-protection cookies, and the forms of training theirs; no other public page sets
# one. Messages in a cookie would bring one more.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_AGE = SESSION_HOURS * 60 * 60
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if HTTPS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # The __Host- prefix keeps a cookie to this host, https and the whole path.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # W021 asks for HSTS preload: it binds the council's whole domain, which is not ours to decide.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
    if HSCP_BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = content_security_policy(HTTPS)
PERMISSIONS_POLICY = NO_PERMISSIONS

_mail = env.dj_email_url("HSCP_EMAIL_URL", "console:")
if "EMAIL_BACKEND" not in _mail:
    raise ImproperlyConfigured(
        "HSCP_EMAIL_URL must start with submission:// or smtp://, or be console: on your own machine."
    )
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_BACKEND"], _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10  # seconds: a mail server that does not answer must not hold a worker
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("HSCP_FROM_EMAIL", "portal@localhost")
# Where readers write about the portal itself, and about faults in its security. The statements say so if there is none yet.
HSCP_CONTACT_EMAIL = env.str("HSCP_CONTACT_EMAIL", "")
HSCP_SECURITY_CONTACT = env.str("HSCP_SECURITY_CONTACT", "")
# Who decides why and how personal data is used, and their data protection officer. The privacy page says if they are unnamed.
HSCP_CONTROLLER, HSCP_DPO_EMAIL = env.str("HSCP_CONTROLLER", ""), env.str("HSCP_DPO_EMAIL", "")
HSCP_CERTIFICATES_SIGNED_BY = env.str("HSCP_CERTIFICATES_SIGNED_BY", "")  # a name, a comma and a role
HSCP_KEEP_DAYS = {period.name: env.int(period.variable, period.days) for period in PERIODS}  # personal data
# Makes the codes in the list of erased people. A new key makes the list unreadable, so it may outlive the secret key.
HSCP_ERASURE_KEY = env.str("HSCP_ERASURE_KEY", "").strip() or SECRET_KEY

# Shown on error and offline pages and wherever someone may be in danger. The first is the one for an emergency.
HSCP_EMERGENCY_NUMBERS = [
    {"name": "Emergency services", "number": "999", "note": "If a child is in immediate danger"},
    {"name": "NSPCC helpline", "number": "0808 800 5000", "note": "If you are worried about a child"},
    {"name": "Childline", "number": "0800 1111", "note": "For anyone under 19, free and private"},
]
# Where "Exit this page" leads: a page that anyone might be looking at, and that loads fast.
HSCP_EXIT_PAGE = {"name": "BBC Weather", "url": "https://www.bbc.co.uk/weather"}

LOGGING = logging_settings(env.str("HSCP_LOG_FORMAT", ""), default="json" if HTTPS else "plain")
METRICS_NETWORKS = metrics_networks(_names("HSCP_METRICS_NETWORKS"))
ERROR_DSN = env.str("HSCP_ERROR_DSN", "").strip()  # where errors are reported, without what they were about
