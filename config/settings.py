"""Django settings. What differs between installations comes from the environment (`.env.example`)."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF

from config import env, secret_key, services

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = services.var_folder()
TESTING = "pytest" in sys.modules

# --- Where it is served ---
BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = urlsplit(BASE_URL).scheme == "https"
DEBUG = env.flag("DEBUG", False)
ALLOWED_HOSTS = [urlsplit(BASE_URL).hostname, "127.0.0.1", "localhost", *env.words("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECRET_KEY = env.text("SECRET_KEY") or secret_key.read_or_make(VAR_DIR / "secret-key")

# --- Services: outside servers when named, else the embedded ones ---
DATABASE_URL, REDIS_URL = services.urls_for(sys.argv)
DATABASES = {
    "default": {
        **dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True),
        # The planner's JIT costs more than it gains on short page queries.
        "OPTIONS": {"options": "-c jit=off"},
    }
}
# A copy that follows the database: Discover and its exports read from it.
REPLICA_DATABASE_URL = "" if TESTING else env.text("REPLICA_DATABASE_URL")
if REPLICA_DATABASE_URL:
    DATABASES["replica"] = DATABASES["default"] | dj_database_url.parse(
        REPLICA_DATABASE_URL, conn_max_age=60, conn_health_checks=True
    )
DATABASE_ROUTERS = ["config.replica.Router"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

# --- Rooms ---
INSTALLED_APPS = [
    "accounts",
    "config",
    "influencers",
    "scoring",
    "campaigns",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_filters",
    "django_htmx",
    "csp",
    "axes",
    "auditlog",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.no_nulls.NoNullsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.request_id.RequestIdMiddleware",
    "config.replica.WroteMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "accounts.context.roles",
                "influencers.context.demo_banner",
            ]
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People ---
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "discover"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
if TESTING:  # signing in a hundred times must not take a minute
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False  # its greeting would stand in the output of every command
AXES_IPWARE_PROXY_COUNT = env.number("PROXY_COUNT", 0)

# --- Guards ---
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # a probe behind the proxy speaks plain HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.number("PROXY_COUNT", 0) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # Tabler draws its arrows and ticks from data: pictures in its own style sheet.
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Niches and briefs by meaning as well as by words; needs the optional package (see .env.example).
MEANING = env.flag("MEANING", False)
# From so many accounts on, columns in files answer instead of the database (`influencers.catalogue`).
CATALOGUE_FROM = env.number("CATALOGUE_FROM", 20_000)
IMPORT_MAX_BYTES = env.number("IMPORT_MAX_MB", 200) * 1024 * 1024
MEDIA_ROOT = VAR_DIR / "media"
UPLOAD_ROOT = VAR_DIR / "uploads"

# --- Words, time, files ---
LANGUAGE_CODE = "en-us"
TIME_ZONE = env.text("TIME_ZONE", "UTC")
USE_TZ = True
# Pages show amounts in this currency, by the rates that people entered.
BASE_CURRENCY = env.text("BASE_CURRENCY", "USD").strip().upper()
USE_THOUSAND_SEPARATOR = False
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.vendor_files.VendorFinder",
]
# Tests and DEBUG serve straight from the finders; a real start collects once and serves hashed names.
WHITENOISE_USE_FINDERS = TESTING or DEBUG
WHITENOISE_AUTOREFRESH = TESTING or DEBUG  # else every test client lists all static files anew
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("EMAIL_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_TIMEOUT = 10  # seconds: a mail server that does not answer must not hold a page
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", True)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "handpick@localhost")
# Mails to creators that all campaigns together may hand to the mail server.
OUTREACH_PER_HOUR = env.number("OUTREACH_PER_HOUR", 50)
OUTREACH_PER_DAY = env.number("OUTREACH_PER_DAY", 200)
# For so many days it is known when a client link was used.
CLIENT_VIEWS_DAYS = env.number("CLIENT_VIEWS_DAYS", 400)

# --- Sources ---
BLUESKY_APPVIEW_URL = env.text("BLUESKY_APPVIEW_URL", "https://public.api.bsky.app")
# The server that is searched on Mastodon; each account is read from its own server.
MASTODON_INSTANCE = env.text("MASTODON_INSTANCE")
MASTODON_TOKEN = env.text("MASTODON_TOKEN")
YOUTUBE_API_KEY = env.text("YOUTUBE_API_KEY")
# "accepted" once Google has taken the operator's amendment on derived metrics.
YOUTUBE_DERIVED_METRICS = env.choice("YOUTUBE_DERIVED_METRICS", ("accepted",))
INSTAGRAM_USER_ID = env.text("INSTAGRAM_USER_ID")
INSTAGRAM_TOKEN = env.text("INSTAGRAM_TOKEN")
# Stands in the User-Agent, so that a platform can reach the operator.
SOURCE_CONTACT = env.text("SOURCE_CONTACT")

# --- Background work ---
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# Well under Redis' visibility timeout, so that nothing is delivered twice in a loop.
CELERY_TASK_TIME_LIMIT = 30 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 28 * 60
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "influencers.tasks.build_catalogue": {"queue": "default"},
    "influencers.tasks.*": {"queue": "sources"},
    "influencers.importing.*": {"queue": "default"},
    "influencers.finding.*": {"queue": "sources"},
    "influencers.pictures.*": {"queue": "sources"},
    "scoring.tasks.*": {"queue": "scoring"},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
# Each entry expires just under its period: a queue that stood still is not flooded with old ticks.
CELERY_BEAT_SCHEDULE = {
    "beat-tick": {"task": "config.tasks.beat_tick", "schedule": 60, "options": {"expires": 55}},
    "refresh-due": {"task": "influencers.tasks.refresh_due", "schedule": 60, "options": {"expires": 55}},
    "make-texts": {"task": "influencers.tasks.make_texts", "schedule": 15, "options": {"expires": 14}},
    "discovery-due": {
        "task": "influencers.finding.tasks.discovery_due",
        "schedule": 60,
        "options": {"expires": 55},
    },
    "score-stale": {"task": "scoring.tasks.score_stale", "schedule": 60, "options": {"expires": 55}},
    "write-meaning": {"task": "scoring.tasks.write_meaning", "schedule": 600, "options": {"expires": 590}},
    # On the default queue, because a run over the whole catalogue may fill the other one for an hour.
    "build-score-columns": {
        "task": "scoring.tasks.build_score_columns",
        "schedule": 60,
        "options": {"expires": 55, "queue": "default"},
    },
    "send-mails": {"task": "campaigns.tasks.send_mails", "schedule": 60, "options": {"expires": 55}},
    "purge-frozen": {
        "task": "campaigns.tasks.purge_frozen_figures",
        "schedule": crontab(hour=2, minute=40),
        "options": {"expires": 3600},
    },
    "follow-posts": {
        "task": "campaigns.tasks.follow_posts",
        "schedule": 15 * 60,
        "options": {"expires": 14 * 60},
    },
    "forget-visits": {
        "task": "campaigns.tasks.forget_visits",
        "schedule": crontab(hour=2, minute=45),
        "options": {"expires": 3600},
    },
    "want-listed": {
        "task": "campaigns.tasks.want_listed",
        "schedule": crontab(hour=2, minute=50),
        "options": {"expires": 3600},
    },
    "read-comments": {
        "task": "influencers.tasks.read_comments",
        "schedule": 600,
        "options": {"expires": 540},
    },
    "want-searched": {
        "task": "influencers.tasks.want_searched",
        "schedule": crontab(hour="*/6", minute=40),
        "options": {"expires": 3600},
    },
    "fetch-waiting-pictures": {
        "task": "influencers.pictures.tasks.fetch_waiting",
        "schedule": 15 * 60,
        "options": {"expires": 14 * 60},
    },
    "build-catalogue": {
        "task": "influencers.tasks.build_catalogue",
        "schedule": 60,
        "options": {"expires": 55},
    },
    "thin-old": {
        "task": "influencers.tasks.thin_old",
        "schedule": crontab(hour=1, minute=50),
        "options": {"expires": 3600},
    },
    "purge-old": {
        "task": "influencers.tasks.purge_old",
        "schedule": crontab(hour=2, minute=20),
        "options": {"expires": 3600},
    },
    "score-all": {
        "task": "scoring.tasks.score_all",
        "schedule": crontab(hour=3, minute=10),
        "options": {"expires": 3600},
    },
    "rebuild-indexes": {  # when purging and scoring are through: it waits for transactions that are open
        "task": "influencers.tasks.rebuild_indexes",
        "schedule": crontab(hour=4, minute=20),
        "options": {"expires": 3600},
    },
}

# --- Change history ---
AUDITLOG_CID_HEADER = "x-request-id"  # one id a request: what a person did at once is undone at once
AUDITLOG_STORE_JSON_CHANGES = True  # values with their types, so that undo can put them back
AUDITLOG_DISABLE_REMOTE_ADDR = True  # it would trust a forged X-Forwarded-For, and nobody needs it

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"keys": {"()": "config.quiet_log.HideKeys"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["keys"]}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
}
