"""Defaults of both services, which their own ``common`` modules import as a whole."""

from pathlib import Path

REPO_ROOT = Path(__file__).resolve().parents[2]
ENV_ROOT = REPO_ROOT
DATA_DIR = '/edx/var/edxapp/data'
LOG_DIR = '/edx/var/log'
SERVICE_VARIANT = 'lms'

# --- Django -------------------------------------------------------------------------------------------------------

DEBUG = False
SECRET_KEY = 'dev key'
ALLOWED_HOSTS = ['*']
USE_TZ = True
TIME_ZONE = 'America/New_York'
USE_I18N = True
LANGUAGE_CODE = 'en'
LANGUAGES = [('en', 'English'), ('ar', 'العربية'), ('es-419', 'Español (Latinoamérica)'), ('fr', 'Français')]
SITE_ID = 1
STATIC_URL = '/static/'
STATICI18N_ROOT = None
DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'
SECURE_PROXY_SSL_HEADER = ('HTTP_X_FORWARDED_PROTO', 'https')
X_FRAME_OPTIONS = 'DENY'
SESSION_ENGINE = 'django.contrib.sessions.backends.cache'
SESSION_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = 'django.contrib.messages.storage.session.SessionStorage'
LOGIN_URL = '/login'
EMAIL_BACKEND = 'django.core.mail.backends.smtp.EmailBackend'

DATABASES = {
    'default': {
        'ENGINE': 'django.db.backends.mysql',
        'NAME': 'edxapp',
        'HOST': '127.0.0.1',
        'PORT': '3306',
        'USER': 'edxapp001',
        'PASSWORD': 'password',
        'ATOMIC_REQUESTS': True,
        'CONN_MAX_AGE': 0,
        'OPTIONS': {},
    },
}

# Of both services; each adds its own.
INSTALLED_APPS = [
    'django.contrib.auth',
    'django.contrib.contenttypes',
    'django.contrib.humanize',
    'django.contrib.messages',
    'django.contrib.redirects',
    'django.contrib.sessions',
    'django.contrib.sites',
    'django.contrib.staticfiles',
    'django.contrib.admin',
    'openedx.content',
    'eventtracking.django.apps.EventTrackingConfig',
    'openedx_events',
    'oauth2_provider',
    'corsheaders',
    'rest_framework',
    'webpack_loader',
    'waffle',
    'simple_history',
    'rules.apps.AutodiscoverRulesConfig',
]
MIDDLEWARE = [
    'crum.CurrentRequestUserMiddleware',
    'edx_django_utils.cache.middleware.RequestCacheMiddleware',
    'edx_django_utils.monitoring.CookieMonitoringMiddleware',
    'edx_django_utils.monitoring.DeploymentMonitoringMiddleware',
    'edx_django_utils.monitoring.MonitoringMemoryMiddleware',
    'django.middleware.common.CommonMiddleware',
    'django.contrib.sites.middleware.CurrentSiteMiddleware',
    'edx_rest_framework_extensions.auth.jwt.middleware.JwtAuthCookieMiddleware',
    'django.contrib.redirects.middleware.RedirectFallbackMiddleware',
    'django.contrib.sessions.middleware.SessionMiddleware',
    'django.contrib.auth.middleware.AuthenticationMiddleware',
    'django.contrib.messages.middleware.MessageMiddleware',
    'corsheaders.middleware.CorsMiddleware',
    'django.middleware.csrf.CsrfViewMiddleware',
    'django.middleware.locale.LocaleMiddleware',
    'django.middleware.clickjacking.XFrameOptionsMiddleware',
    'waffle.middleware.WaffleMiddleware',
    'edx_django_utils.cache.middleware.TieredCacheMiddleware',
    'edx_rest_framework_extensions.middleware.RequestCustomAttributesMiddleware',
    'edx_rest_framework_extensions.auth.jwt.middleware.EnsureJWTAuthSettingsMiddleware',
    'simple_history.middleware.HistoryRequestMiddleware',
]
AUTHENTICATION_BACKENDS = ['rules.permissions.ObjectPermissionBackend', 'django.contrib.auth.backends.ModelBackend']
TEMPLATES = [
    {
        'BACKEND': 'django.template.backends.django.DjangoTemplates',
        'APP_DIRS': True,
        'OPTIONS': {
            'context_processors': [
                'django.template.context_processors.request',
                'django.contrib.auth.context_processors.auth',
                'django.contrib.messages.context_processors.messages',
            ],
        },
    },
]
CACHES = {'default': {'BACKEND': 'django.core.cache.backends.locmem.LocMemCache'}}
LOGGING = {
    'version': 1,
    'disable_existing_loggers': False,
    'formatters': {'standard': {'format': '%(asctime)s %(levelname)s %(process)d [%(name)s] %(message)s'}},
    'handlers': {'console': {'class': 'logging.StreamHandler', 'formatter': 'standard'}},
    'loggers': {'tracking': {'handlers': ['console'], 'level': 'DEBUG', 'propagate': False}},
    'root': {'handlers': ['console'], 'level': 'INFO'},
}

# --- The site -----------------------------------------------------------------------------------------------------

PLATFORM_NAME = 'Your Platform Name Here'
SITE_NAME = 'localhost'
HTTPS = 'on'
LMS_ROOT_URL = None
DEFAULT_FROM_EMAIL = 'registration@example.com'
CONTACT_EMAIL = 'info@example.com'
TECH_SUPPORT_EMAIL = 'technical@example.com'
LEARNING_MICROFRONTEND_URL = None
COURSE_KEY_PATTERN = r'(?P<course_key_string>[^/+]+(/|\+)[^/+]+(/|\+)[^/?]+)'
COURSE_ID_PATTERN = COURSE_KEY_PATTERN.replace('course_key_string', 'course_id')
USAGE_KEY_PATTERN = r'(?P<usage_key_string>(?:i4x://?[^/]+/[^/]+/[^/]+/[^@]+(?:@[^/]+)?)|(?:[^/]+))'
FEATURES = {'ENABLE_SPECIAL_EXAMS': False}
PROCTORING_USER_OBFUSCATION_KEY = 'secret key'

# --- Libraries of the platform ------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    'DEFAULT_AUTHENTICATION_CLASSES': [
        'edx_rest_framework_extensions.auth.jwt.authentication.JwtAuthentication',
        'rest_framework.authentication.SessionAuthentication',
    ],
    'DEFAULT_PAGINATION_CLASS': 'edx_rest_framework_extensions.paginators.DefaultPagination',
    'DEFAULT_RENDERER_CLASSES': ('rest_framework.renderers.JSONRenderer',),
    'PAGE_SIZE': 10,
    'URL_FORMAT_OVERRIDE': None,
}
JWT_AUTH = {
    'JWT_VERIFY_EXPIRATION': True,
    'JWT_PAYLOAD_GET_USERNAME_HANDLER': lambda claims: claims.get('username'),
    'JWT_LEEWAY': 1,
    'JWT_DECODE_HANDLER': 'edx_rest_framework_extensions.auth.jwt.decoder.jwt_decode_handler',
    'JWT_AUTH_HEADER_PREFIX': 'JWT',
    'JWT_SUPPORTED_VERSION': '1.2.0',
    'JWT_SIGNING_ALGORITHM': None,
    'JWT_PRIVATE_SIGNING_JWK': None,
    'JWT_PUBLIC_SIGNING_JWK_SET': None,
    'JWT_ALGORITHM': 'HS256',
    'JWT_SECRET_KEY': SECRET_KEY,
    'JWT_ISSUER': 'http://127.0.0.1:8000/oauth2',
    'JWT_AUDIENCE': 'change-me',
    'JWT_VERIFY_AUDIENCE': False,
    'JWT_ISSUERS': [],
    'JWT_EXPIRATION': 30,
    'JWT_IN_COOKIE_EXPIRATION': 3600,
    'JWT_AUTH_COOKIE': 'edx-jwt-cookie',
    'JWT_AUTH_COOKIE_HEADER_PAYLOAD': 'edx-jwt-cookie-header-payload',
    'JWT_AUTH_COOKIE_SIGNATURE': 'edx-jwt-cookie-signature',
}
EDX_DRF_EXTENSIONS = {'JWT_PAYLOAD_USER_ATTRIBUTE_MAPPING': {}}
OAUTH2_PROVIDER = {'PKCE_REQUIRED': False}
OPENEDX_TELEMETRY: list[str] = []
TRACKING_BACKENDS: dict[str, object] = {}
EVENT_TRACKING_ENABLED = True
EVENT_TRACKING_BACKENDS = {
    'tracking_logs': {
        'ENGINE': 'eventtracking.backends.routing.RoutingBackend',
        'OPTIONS': {
            'backends': {
                'logger': {
                    'ENGINE': 'eventtracking.backends.logger.LoggerBackend',
                    'OPTIONS': {'name': 'tracking', 'max_event_size': 50000},
                },
            },
            'processors': [],
        },
    },
}
EVENT_TRACKING_PROCESSORS: list[dict[str, object]] = []
OPEN_EDX_FILTERS_CONFIG: dict[str, object] = {}
WAFFLE_FLAG_DEFAULT = False
SIMPLE_HISTORY_DATE_INDEX = False
PIPELINE = {'JAVASCRIPT': {}, 'STYLESHEETS': {}}
NODE_MODULES_ROOT = str(REPO_ROOT / 'node_modules')
WEBPACK_LOADER = {
    'DEFAULT': {'BUNDLE_DIR_NAME': 'bundles/', 'STATS_FILE': str(REPO_ROOT / 'webpack-stats.json')},
    'WORKERS': {'BUNDLE_DIR_NAME': 'bundles/', 'STATS_FILE': str(REPO_ROOT / 'webpack-worker-stats.json')},
}

# --- Celery, with the old names of its settings --------------------------------------------------------------------

CELERY_BROKER_TRANSPORT = 'amqp'
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {}
CELERY_TASK_SERIALIZER = 'json'
CELERY_RESULT_SERIALIZER = 'json'
CELERY_ACCEPT_CONTENT = ['json']
CELERY_RESULT_BACKEND = None
CELERY_IGNORE_RESULT = True
CELERY_ALWAYS_EAGER = False
CELERYD_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = 'UTC'
