"""Every setting of the installation; what a council chooses is a row, never a setting."""

import sys
from pathlib import Path

from moothall.config import environment as env
from moothall.config import sign_in

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent.parent
VAR = env.folder("MOOTHALL_VAR", CHECKOUT / "var")

# --- Secrets -----------------------------------------------------------------------------------

DEBUG = env.switch("MOOTHALL_DEBUG", default=False)
TESTING = env.switch("MOOTHALL_TESTING", default="pytest" in sys.modules)
#: True where pages are served over plain HTTP on purpose: a demonstration, or tests.
INSECURE_HTTP = env.switch("MOOTHALL_INSECURE_HTTP", default=TESTING)
SECRET_KEY = env.secret(
    "MOOTHALL_SECRET_KEY", default="only-for-tests-and-checks" if TESTING else None
)
SECRETS_DIR = env.folder("MOOTHALL_SECRETS_DIR", VAR / "secrets")

# --- Database ----------------------------------------------------------------------------------

APPLICATION_ROLE = "moothall_app"
_owner_url = env.secret("DATABASE_URL", default="postgresql://moothall_owner@localhost/moothall")
#: Tests log in as the owner and take the role on, so that they can also clone databases.
_app_url = "" if TESTING else env.secret("DATABASE_APP_URL", default="")
if env.text("MOOTHALL_DATABASE_ROLE") == "owner":
    DATABASES = {"default": env.database(_owner_url)}
elif _app_url:
    DATABASES = {"default": env.database(_app_url)}
else:
    DATABASES = {"default": env.database(_owner_url, role=APPLICATION_ROLE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Apps, highest layer last: start-up order is registration order ------------------------------

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "moothall.kernel",
    "moothall.councils",
    "moothall.places",
    "moothall.people",
    "moothall.documents",
    "moothall.notifications",
    "moothall.payments",
    "moothall.bookings",
    "moothall.cases",
    "moothall.eforms",
    "moothall.verticals.parking",
    "moothall.verticals.revenues",
    "moothall.verticals.schools",
    "moothall.verticals.waste",
    "moothall.content",
    "moothall.connectors",
    "moothall.surfaces",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.apple",
    "allauth.socialaccount.providers.facebook",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.microsoft",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "moothall.kernel.card_numbers_at_the_door.NoCardNumbers",
    "moothall.councils.middleware.CouncilFromHost",
    "moothall.people.middleware.Doors",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "moothall.kernel.middleware.PrivateByDefault",
    "django.middleware.http.ConditionalGetMiddleware",
    "moothall.councils.middleware.LanguageFromPath",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "moothall.people.middleware.FormsLeadOn",
    "moothall.people.middleware.ResidentStay",
    "moothall.people.middleware.StaffActor",
    "moothall.people.middleware.ResidentActor",
    "moothall.content.fence.middleware.CmsFence",
    "django_htmx.middleware.HtmxMiddleware",
    "moothall.kernel.middleware.DefaultDeny",
]

#: Views of libraries, by the start of their module's name, and the front door they stand behind.
FRONT_DOORS_OF_LIBRARIES = {
    "wagtail.admin.": "cms",
    "wagtail.contrib.": "cms",
    "wagtail.documents.views.serve": "public",
    "wagtail.documents.": "cms",
    "wagtail.embeds.": "cms",
    "wagtail.images.": "cms",
    "wagtail.snippets.": "cms",
    "wagtail.sites.": "cms",
    "wagtail.users.": "cms",
    "wagtail.views": "public",
    "allauth.": "machine",
    "django.views.i18n": "cms",
}

ROOT_URLCONF = "moothall.config.urls"
WSGI_APPLICATION = "moothall.config.wsgi.application"

# --- Web ---------------------------------------------------------------------------------------

#: Hosts are rows: councils.middleware.CouncilFromHost refuses those that are nobody's.
ALLOWED_HOSTS = ["*"]
PUBLIC_SCHEME = env.text("MOOTHALL_PUBLIC_SCHEME", "http" if INSECURE_HTTP else "https")
PUBLIC_PORT = env.text("MOOTHALL_PUBLIC_PORT")
APPEND_SLASH = True

_prefix = "" if INSECURE_HTTP else "__Host-"
SESSION_COOKIE_NAME = f"{_prefix}session"
SESSION_COOKIE_SECURE = not INSECURE_HTTP
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = f"{_prefix}csrf"
CSRF_COOKIE_SECURE = not INSECURE_HTTP
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not INSECURE_HTTP
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if INSECURE_HTTP else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# --- Pages -------------------------------------------------------------------------------------

_apps_with_templates = sorted(
    path.parent
    for pattern in ("*/templates", "*/*/templates")
    for path in PACKAGE.glob(pattern + "/*")
)
JINJA_FOLDERS = sorted(set(_apps_with_templates))

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": JINJA_FOLDERS,
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "moothall.config.jinja.environment",
            "context_processors": ["moothall.config.jinja.page_context"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [PACKAGE / "static_built"]
MEDIA_ROOT = env.folder("MOOTHALL_MEDIA_ROOT", VAR / "media")
MEDIA_URL = "/media/"
#: A folder with the weights by which bank accounts are checked: valacdos.txt, scsubtab.txt.
MOOTHALL_BANK_WEIGHTS = env.text("MOOTHALL_BANK_WEIGHTS")
#: Where clamd listens (tcp://host:3310 or unix:///path), if files are to be scanned for viruses.
MOOTHALL_CLAMD = env.text("MOOTHALL_CLAMD")
#: A folder with more fonts for PDFs, for scripts beyond Latin, Greek, Cyrillic, Arabic and Hebrew.
MOOTHALL_FONTS = env.text("MOOTHALL_FONTS")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    },
}

# --- Languages and time --------------------------------------------------------------------------

USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("cy", "Cymraeg")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [PACKAGE / "locale"]

# --- Sign-in -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["moothall.people.sign_in.backend.AccountsOfThisDoor"]
#: Unique for each kind of account, which the backend minds.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
#: A name, since employees and residents have a page of this name each, at their own door.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/workspace/"
EDITORS_URL = "/cms/"
LOGOUT_REDIRECT_URL = "account_login"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
PASSWORD_HASHERS = sign_in.PASSWORD_HASHERS
AUTH_PASSWORD_VALIDATORS = sign_in.AUTH_PASSWORD_VALIDATORS

ACCOUNT_ADAPTER = "moothall.people.sign_in.adapters.account_adapter"
ACCOUNT_FORMS = sign_in.ACCOUNT_FORMS
MFA_FORMS = sign_in.MFA_FORMS
ACCOUNT_LOGIN_METHODS = {"email"}
#: Residents alone sign up, with a code by e-mail; a password is theirs to add.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # of residents; employees' come from administrators
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_LIVES = 15 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 3
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODE_LIVES
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True  # of residents; the employees' adapter stays silent
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = PUBLIC_SCHEME
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
#: One address may be a whole library's or a mobile network's.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    # Each code can be missed five times: a hundred guesses a day of one in a million.
    "request_login_code": "300/m/ip,5/15m/key,20/d/key",
    "signup": "100/m/ip",
    "confirm_email": "5/15m/key",
}
#: How many proxies in front of the web server add to X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.text("MOOTHALL_TRUSTED_PROXIES", "0"))
MFA_ADAPTER = "moothall.people.sign_in.adapters.second_factor_adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = INSECURE_HTTP
#: Keys that encrypt second factors, newest first; derived from SECRET_KEY where none is given.
SECOND_FACTOR_KEYS = env.secret("MOOTHALL_SECOND_FACTOR_KEYS", default="")

#: The one host at which residents sign in for every council here, such as `id.example.org`; a
#: council alone on an installation may name its own. Empty: residents have no accounts.
SIGN_IN_HOST = env.text("MOOTHALL_SIGN_IN_HOST", "id.test" if TESTING else "")
SIGN_IN_URL = (
    f"{PUBLIC_SCHEME}://{SIGN_IN_HOST}" + (f":{PUBLIC_PORT}" if PUBLIC_PORT else "")
    if SIGN_IN_HOST
    else ""
)
SIGN_IN_FROM = env.text("MOOTHALL_SIGN_IN_FROM", f"no-reply@{SIGN_IN_HOST or 'localhost'}")
RESIDENT_COOKIE_NAME = f"{_prefix}account"
BASKET_COOKIE_NAME = f"{_prefix}basket"  # docs/decisions/basket-cookie.md
SIGN_IN_TICKET_COOKIE_NAME = f"{_prefix}sign-in"
KNOWN_DEVICE_COOKIE_NAME = f"{_prefix}known-device"

#: Who proves identities, such as GOV.UK One Login: a supplier and its options. Empty: nobody.
IDENTITY_PROVIDER = env.table("MOOTHALL_IDENTITY_PROVIDER")

SOCIALACCOUNT_ADAPTER = "moothall.people.sign_in.elsewhere.SignInElsewhere"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
USERSESSIONS_ADAPTER = "moothall.people.sign_in.stays.Stays"

IDP_OIDC_ADAPTER = "moothall.people.sign_in.provider.Provider"
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post", "none"]
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 10 * 60
IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN = 60
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 30 * 24 * 60 * 60

# --- Queue, cache, mail --------------------------------------------------------------------------

PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 8,
    "update_heartbeat_interval": 3,
    "stalled_worker_timeout": 12,
    "delete_jobs": "never",
}

CACHES = {
    "default": {
        # Holds codes on their way from the sign-in host to a site: none may be culled early.
        "BACKEND": "moothall.kernel.cache_of_last_resort.CacheOfLastResort",
        "LOCATION": "cache_of_last_resort",
        # What a library keeps for one council is not found by another.
        "KEY_FUNCTION": "moothall.kernel.scope.cache_key",
    }
}

SMTP_URL = env.secret("MOOTHALL_SMTP_URL", default="")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 20
_smtp = env.smtp(SMTP_URL)
EMAIL_HOST, EMAIL_PORT = _smtp.host, _smtp.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _smtp.user, _smtp.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _smtp.starttls, _smtp.tls

# --- Wagtail -----------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Moothall"
WAGTAILADMIN_BASE_URL = ""
WAGTAILADMIN_LOGIN_URL = "/workspace/sign-in/login/"
WAGTAILIMAGES_IMAGE_MODEL = "content.CouncilImage"
WAGTAILDOCS_DOCUMENT_MODEL = "content.CouncilDocument"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ods", "odt", "pdf", "pptx", "txt", "xlsx", "ics"]
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
#: Accounts are made, named and given passwords by people, not by Wagtail.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
#: Comments and the editor's news mail or call home in the middle of a request.
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
#: Addresses of the caches in front that take PURGE requests, parted by spaces.
PURGE_URLS = env.text("MOOTHALL_PURGE_URLS").split()

# --- Logs --------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "moothall.kernel.card_numbers_in_logs.MaskedFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        # httpx writes whole addresses, and some systems ask for their key in the address.
        **{n: {"level": "WARNING"} for n in ("procrastinate", "django_tasks", "wagtail", "httpx")},
    },
}

#: The address of a room for a video call on a server of one's own; `{room}` becomes its name.
VIDEO_ROOM = env.text("MOOTHALL_VIDEO_ROOM", "https://video.test/{room}" if INSECURE_HTTP else "")
